import type { FlowBreadth } from '../model/check.ts'
import type { Pod } from '../model/cluster.ts'
import type { Reachability } from '../model/reachability.ts'
import type { ApprovedFlow, FlowSide, Scope, SubjectSelector } from '../model/scope.ts'
import { someOf } from './answers.ts'
import { anyOf, breadthOf, meanMostPorts, portsOf } from './flow-breadth.ts'
import { LAST_PORT } from './port-ranges.ts'
import { isPlatformNamespace, selectsPod } from './scope-of.ts'
import { meetIn } from './flow-pairs.ts'

/** Of namespaces and of workloads so much is most of a cluster. */
const MOST = 0.9

/** An entry of so many ports still names services: with others it does not come to mean all. */
const STILL_NAMED = (LAST_PORT + 1) / 64

/**
 * Approved flows that are too broad in one cluster, by id: as their words say (see breadthOf), by patterns that come to mean most of the cluster, and those that together mean most ports between
 * the same two, which are halves of one flow of all ports. `approved` are the flows that count already.
 */
export function broadFlows(
  cluster: string,
  reachability: Reachability,
  scope: Scope | undefined,
  flows: readonly ApprovedFlow[],
  approved: readonly ApprovedFlow[],
): ReadonlyMap<string, FlowBreadth> {
  const workloads = workloadsOf(reachability, scope)
  const anySide = (side: FlowSide) => anyOf(side) ?? mostOf(side, cluster, workloads)
  const found = new Map(
    flows.flatMap((flow) => {
      const breadth = breadthOf(flow, anySide)
      return breadth === undefined ? [] : [[flow.id, breadth] as const]
    }),
  )
  const wide = approved.filter(isWide)
  for (const [{ id, protocol }, others] of together(cluster, reachability, scope, wide)) {
    const names = someOf(others.map((each) => each.id))
    const why = `means most ports of ${protocol} together with ${names} in ${cluster}, and so identifies no service`
    if (found.get(id)?.lists !== false) found.set(id, { lists: false, why })
  }
  return found
}

function isWide(flow: ApprovedFlow): boolean {
  const held = portsOf(flow).reduce((sum, { from = 0, to = LAST_PORT }) => sum + to - from + 1, 0)
  return held > STILL_NAMED
}

/** Of flows those that mean most ports together with others between a source and a destination of the cluster, each with these others. */
function together(
  cluster: string,
  reachability: Reachability,
  scope: Scope | undefined,
  wide: readonly ApprovedFlow[],
): ReadonlyMap<ApprovedFlow, readonly ApprovedFlow[]> {
  const found = new Map<ApprovedFlow, readonly ApprovedFlow[]>()
  const byProtocol = Map.groupBy(wide, ({ protocol }) => protocol)
  for (const flows of [...byProtocol.values()].filter(meanMostPorts))
    for (const meeting of meetIn(cluster, reachability, scope, flows))
      if (meanMostPorts(meeting))
        for (const flow of meeting)
          if (!found.has(flow))
            found.set(
              flow,
              meeting.filter((each) => each !== flow),
            )
  return found
}

/** One pod for each workload that people run, in the order of namespaces: the platform's own are in every cluster. */
function workloadsOf(reachability: Reachability, scope: Scope | undefined): readonly Pod[] {
  const pods = reachability.podClasses.flatMap((each) => each.pods)
  const own = pods.filter(({ namespace }) => !isPlatformNamespace(scope, namespace))
  return [...new Map(own.map((pod) => [`${pod.namespace}/${pod.workload}`, pod])).values()]
}

/** Which part of the cluster a side comes to mean by patterns, where that is most of it; a side that names all namespaces or all workloads has named them. */
function mostOf(side: FlowSide, cluster: string, workloads: readonly Pod[]): string | undefined {
  if (side.kind !== 'subjects' || !isOpen(side.subjects)) return undefined
  const meant = workloads.filter((pod) => selectsPod(side.subjects, cluster, pod) === 'yes')
  const [all, some] = [workloads, meant].map(
    (pods) => new Set(pods.map(({ namespace }) => namespace)).size,
  )
  if (all === undefined || some === undefined || all < 2) return undefined
  if (some < all * MOST || meant.length < workloads.length * MOST) return undefined
  return `${meant.length} of ${workloads.length} workloads in ${some} of ${all} namespaces of ${cluster}, without those of the platform`
}

/** Whether a selector means whatever is made later in other namespaces and under other names. */
function isOpen({ namespaces, workloads }: SubjectSelector): boolean {
  return [namespaces, workloads].every(
    (names) => names === undefined || names.some((name) => name.includes('*')),
  )
}
