import type { Cluster } from '../../model/cluster.ts'
import type { CdeCrossing } from '../../model/comparison.ts'
import type { Endpoint, PortRange, Reachability } from '../../model/reachability.ts'
import { changedPairs } from './changed-pairs.ts'
import { causesBetween } from './causes.ts'
import { crossingOf, zonesIn } from './cde-border.ts'
import type { CdeZone } from './cde-border.ts'
import { connectionSets } from '../engine/connection-sets.ts'
import type { ConnectionSets } from '../engine/connection-sets.ts'
import { meetWholly, whereaboutsOf } from '../node-traffic.ts'
import { onlyPodOf } from '../places/party.ts'
import type { Analysis } from '../reachability.ts'
import { jointEndpoints } from './joint-endpoints.ts'
import type { JointEndpoint } from './joint-endpoints.ts'

/** One cluster as analysed at one time, and what is declared of its endpoints; every pod may be in the CDE where nothing is. */
export type Analysed = {
  readonly cluster: Cluster
  readonly reachability: Analysis
  readonly zonesOf?: (endpoint: Endpoint) => readonly CdeZone[]
}

/** Connections from one workload (or address range) to another that opened or closed. */
export type ConnectivityDifference = {
  readonly change: 'opened' | 'closed'
  readonly from: string
  readonly to: string
  readonly ranges: readonly PortRange[]
  /** the part of them that could not be decided on the side where it may pass; empty: all is certain */
  readonly undecided: readonly PortRange[]
  /** absent: it stays inside or outside the CDE */
  readonly cde?: CdeCrossing
  /** pairs of pods behind it; addresses count as one */
  readonly pairs: number
  /** what changed that may explain it, sorted: policies, labels, workloads; never empty */
  readonly cause: readonly string[]
  /** one of the pairs behind it, for an example */
  readonly first: readonly [source: JointEndpoint, destination: JointEndpoint]
}

/** Ids of what passes, perhaps or for certain, per pair of endpoints, in one store for both analyses. */
type PassingIn = (sources: readonly Endpoint[], destinations: readonly Endpoint[]) => number

/**
 * What may pass after and could not before (`opened`), and the reverse (`closed`), over TCP, UDP and SCTP; grouped by source, destination,
 * ports and where they meet the border of the CDE, sorted. What opened is placed by what is declared after, what closed by what was before.
 *
 * What cannot be decided counts as passing on both sides. A workload that came opens all it may reach, one that went closes it. Policies are compared, not
 * where pods run; what passes between a pod and its own node whatever policies say neither opens nor closes by them.
 */
export function connectivityDiff(
  before: Analysed,
  after: Analysed,
): readonly ConnectivityDifference[] {
  const joint = jointEndpoints(before.reachability, after.reachability)
  const sets = connectionSets()
  const passing = (how: 'perhaps' | 'surely') => ({
    before: passingIn(before.reachability, sets, how),
    after: passingIn(after.reachability, sets, how),
  })
  const [perhaps, surely] = [passing('perhaps'), passing('surely')]
  const causes = causesBetween(before, after, sets)
  const early = zonesIn(before, 'before')
  const late = zonesIn(after, 'after')
  const found = new Map<string, ConnectivityDifference>()
  for (const [source, destination] of changedPairs(
    before.reachability,
    after.reachability,
    joint,
    sets,
  )) {
    if (!isPair(source, destination)) continue
    const a = perhaps.before(source.before, destination.before)
    const b = perhaps.after(source.after, destination.after)
    if (a === b) continue
    const cause = causes(source, destination, b)
    for (const [change, id] of [
      ['opened', areOnOneNode(source.before, destination.before) ? sets.none : sets.subtract(b, a)],
      ['closed', areOnOneNode(source.after, destination.after) ? sets.none : sets.subtract(a, b)],
    ] as const) {
      const { ranges } = sets.get(id)
      if (ranges.length === 0) continue
      const side = change === 'opened' ? 'after' : 'before'
      const sure = surely[side](source[side], destination[side])
      const cde = crossingOf(source, destination, change === 'opened' ? late : early)
      add(found, {
        change,
        from: source.name,
        to: destination.name,
        ranges,
        undecided: sets.get(sets.subtract(id, sure)).ranges,
        ...(cde === undefined ? {} : { cde }),
        pairs: pairCount(source, destination, change),
        cause,
        first: [source, destination],
      })
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
}

function passingIn(
  reachability: Reachability,
  sets: ConnectionSets,
  how: 'perhaps' | 'surely',
): PassingIn {
  const ported = sets.of([{ protocol: 'SCTP' }, { protocol: 'TCP' }, { protocol: 'UDP' }])
  const ids = new WeakMap<object, number>()
  const idOf = (source: Endpoint, destination: Endpoint): number => {
    const reach = reachability.between(source, destination)
    const known = ids.get(reach)
    if (known !== undefined) return known
    const perhaps = how === 'perhaps' ? sets.of(reach.indeterminate.ranges) : sets.none
    const id = sets.intersect(ported, sets.union(sets.of(reach.allowed.ranges), perhaps))
    ids.set(reach, id)
    return id
  }
  return (sources, destinations) =>
    sources.reduce(
      (all, source) =>
        destinations.reduce(
          (some, destination) =>
            isAlone(source, destination) ? some : sets.union(some, idOf(source, destination)),
          all,
        ),
      sets.none,
    )
}

function areOnOneNode(sources: readonly Endpoint[], destinations: readonly Endpoint[]): boolean {
  const [one, other] = [sources, destinations].map((all) =>
    all.filter((each) => each.kind === 'pods'),
  )
  if (one?.length !== sources.length || other?.length !== destinations.length) return false
  return meetWholly(one.map(whereaboutsOf), other.map(whereaboutsOf))
}

function isPair(source: JointEndpoint, destination: JointEndpoint): boolean {
  return source.kind === 'pods' || destination.kind === 'pods'
}

/** A pod cannot block itself: a class that is one pod is no pair with itself. */
export function isAlone(source: Endpoint, destination: Endpoint): boolean {
  return source.kind === 'pods' && source === destination && onlyPodOf(source) !== undefined
}

function pairCount(
  source: JointEndpoint,
  destination: JointEndpoint,
  change: 'opened' | 'closed',
): number {
  const side = change === 'opened' ? 'after' : 'before'
  return podCount(source[side]) * podCount(destination[side])
}

function podCount(endpoints: readonly Endpoint[]): number {
  return endpoints.reduce((sum, each) => sum + (each.kind === 'pods' ? each.pods.length : 1), 0)
}

function add(found: Map<string, ConnectivityDifference>, next: ConnectivityDifference): void {
  const key = JSON.stringify([
    ...[next.change, next.from, next.to, next.ranges],
    ...[next.undecided, next.cde ?? ''],
  ])
  const known = found.get(key)
  found.set(
    key,
    known === undefined
      ? next
      : {
          ...next,
          pairs: known.pairs + next.pairs,
          cause: [...new Set([...known.cause, ...next.cause])].sort(),
        },
  )
}
