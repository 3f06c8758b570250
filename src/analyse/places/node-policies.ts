import type { Cluster, Node } from '../../model/cluster.ts'
import type { Policy } from '../../model/policy.ts'
import type { Doubt } from '../../model/reachability.ts'
import { selects } from '../objects/label-match.ts'

/** Why nothing is certain about what a node itself lets pass: each policy for nodes that may apply to it, in their order. Empty: none does. */
export function nodeDoubts({ policies, nodes }: Cluster, name: string): readonly Doubt[] {
  const found = policies.filter(({ subject }) => mayApply(subject, name, nodes.get(name)))
  const bySource = Map.groupBy(found, ({ source }) => source)
  return [...bySource.keys()].map((policy) => ({
    kind: 'applies',
    policy,
    pointer: '/spec',
    why: `it may apply to node ${name} itself, which is not examined`,
  }))
}

/** A node that was not read may have any labels. */
function mayApply(subject: Policy['subject'], name: string, node: Node | undefined): boolean {
  switch (subject.kind) {
    case 'pods':
      return false
    case 'nodes':
      return node === undefined || selects(subject.selector, node.labels) !== 'no'
    case 'node-names':
      return subject.names.includes(name)
  }
}
