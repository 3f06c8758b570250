import type { CheckInput } from '../model/check.ts'
import { isPlatformDaemon } from './scoped-workloads.ts'
import { classOfNode } from './scope-of.ts'

/** Names of the nodes that run pods of which the scope says nothing, and no CDE pods: they may be nodes of the environment. */
export function silentNodes(input: CheckInput, known: ReadonlySet<string>): ReadonlySet<string> {
  const nodes = input.workloads
    .filter((workload) => workload.class === 'unclassified' && !isPlatformDaemon(workload))
    .flatMap(({ pods }) => pods.flatMap(({ node }) => node ?? []))
  return new Set(nodes.filter((node) => !known.has(node)))
}

/** Names of the nodes of the cardholder-data environment: those that run CDE pods, and those that the scope names. */
export function cdeNodes(input: CheckInput): ReadonlySet<string> {
  const { cluster, organisation, workloads } = input
  const running = workloads
    .filter((workload) => workload.class === 'cde')
    .flatMap(({ pods }) => pods.flatMap(({ node }) => node ?? []))
  const declared = [...cluster.nodes.keys()].filter(
    (node) => classOfNode(organisation.scope, cluster.name, node) === 'cde',
  )
  return new Set([...running, ...declared])
}
