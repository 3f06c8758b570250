import type { Cluster, Node } from '../../model/cluster.ts'
import type { Peer, Selector, Subject } from '../../model/policy.ts'
import type { ClassRecord } from './classes.ts'
import type { Columns } from './columns.ts'
import { selects } from '../objects/label-match.ts'
import type { Ternary } from '../objects/label-match.ts'
import type { PeerSets } from './peer-sets.ts'
import type { ClassFinder, Selected } from './selectors.ts'

/** Finds the classes that a policy applies to. */
export type SubjectFinder = (subject: Subject) => Selected

/**
 * A finder over the classes of a cluster. A policy for nodes applies to the pods on their network; one that is not scheduled yet may come
 * to any node. Where policies apply to nodes, no class of hostNetwork pods spans two nodes. A policy for those within some peers applies to a
 * class perhaps where the peers match some of its addresses only.
 */
export function subjectFinder(
  records: readonly ClassRecord[],
  cluster: Cluster,
  find: ClassFinder,
  world: { readonly columns: Columns; readonly peers: PeerSets },
): SubjectFinder {
  const hosts = [...records.keys()].filter((at) => records[at]?.podClass.hostNetwork === true)
  const onNodes = (answerOf: (node: string) => Ternary): Selected => {
    const selected = { sure: new Array<number>(), maybe: new Array<number>() }
    for (const at of hosts) {
      const node = records[at]?.sample.node
      const answer = node === undefined ? 'maybe' : answerOf(node)
      if (answer !== 'no') selected[answer === 'yes' ? 'sure' : 'maybe'].push(at)
    }
    return selected
  }
  const chosen = (subject: Subject): Selected => {
    switch (subject.kind) {
      case 'pods':
        return find(subject)
      case 'nodes':
        return onNodes((name) => labelled(cluster.nodes.get(name), subject.selector))
      case 'node-names':
        return onNodes((name) => (subject.names.includes(name) ? 'yes' : 'no'))
    }
  }
  const among = (subject: Subject): Selected =>
    withEntities(chosen(subject), subject.entities ?? [], records)
  const within = (peers: readonly Peer[], { sure, maybe }: Selected): Selected => {
    const id = world.peers.of(peers)
    const answers = new Map([...sure, ...maybe].map((at) => [at, matches(id, at)]))
    const perhaps = [
      ...sure.filter((at) => answers.get(at) === 'maybe'),
      ...maybe.filter((at) => answers.get(at) !== 'no'),
    ]
    return {
      sure: sure.filter((at) => answers.get(at) === 'yes'),
      maybe: perhaps.sort((a, b) => a - b),
    }
  }
  const matches = (id: number, at: number): Ternary => {
    const columns = world.columns.ofEndpoint[at] ?? []
    const answers = new Set(columns.map(({ index }) => world.peers.matches(id, index)))
    return answers.size === 1 ? ([...answers][0] ?? 'maybe') : 'maybe'
  }
  return (subject) =>
    subject.within === undefined ? among(subject) : within(subject.within, among(subject))
}

/** What was found, and what stands for the endpoints of the network plugin of these names. */
function withEntities(
  { sure, maybe }: Selected,
  names: readonly string[],
  records: readonly ClassRecord[],
): Selected {
  if (names.length === 0) return { sure, maybe }
  const own = [...records.keys()].filter((at) => names.includes(records[at]?.sample.entity ?? ''))
  return { sure: [...sure, ...own].sort((a, b) => a - b), maybe }
}

/** A node that was not read may have any labels. */
function labelled(node: Node | undefined, selector: Selector): Ternary {
  return node === undefined ? 'maybe' : selects(selector, node.labels)
}
