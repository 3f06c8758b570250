import { explainNodeLocal } from '../analyse/node-traffic.ts'
import type { CheckInput, ScopedEndpoint, ScopedWorkload } from '../model/check.ts'
import type { UndeterminedCause } from '../model/evaluation.ts'
import type { Endpoint, Explanation } from '../model/reachability.ts'
import type { Member } from './between-members.ts'
import type { OffendingPair } from './offenders.ts'
import { describeRanges, firstPort, rangeToShow } from './port-ranges.ts'
import { ofClass, workloadName } from './scoped-workloads.ts'

/** The explanation of one connection of a pair, TCP where there is any, its lowest port; with all that the pair is about. */
export function exampleOf(input: CheckInput, pair: OffendingPair): Explanation {
  const range = rangeToShow(pair.ports)
  if (range === undefined) throw new Error('a pair without ports')
  const { endpoint: source } = pair.source
  const { endpoint: destination } = pair.destination
  const port = firstPort(range)
  const explanation =
    pair.meeting?.kind === 'on'
      ? explainNodeLocal(source, destination, pair.meeting.node, range.protocol, port)
      : input.reachability.explain(source, destination, range.protocol, port)
  return { ...explanation, traffic: pair.ports }
}

const scoped = new WeakMap<readonly ScopedEndpoint[], ReadonlyMap<Endpoint, ScopedEndpoint>>()

/** The endpoints of a workload with what the scope says of them. */
export function endpointsOf(
  { endpoints }: CheckInput,
  workload: ScopedWorkload,
): readonly ScopedEndpoint[] {
  const known =
    scoped.get(endpoints) ?? new Map(endpoints.map((each) => [each.endpoint, each] as const))
  scoped.set(endpoints, known)
  return workload.endpoints.flatMap((endpoint) => known.get(endpoint) ?? [])
}

/** A workload as one side of connections; of those that the scope tells apart by labels, each by itself. The same object for the same workload. */
export function memberOf(input: CheckInput, workload: ScopedWorkload): Member {
  const known = memberships.get(workload) ?? {
    name: workloadName(workload),
    endpoints: endpointsOf(input, workload),
  }
  memberships.set(workload, known)
  return known
}

const memberships = new WeakMap<ScopedWorkload, Member>()

/** The workloads of the cardholder-data environment as one side of connections. */
export function cdeMembers(input: CheckInput): readonly Member[] {
  return ofClass(input.workloads, 'cde').map((workload) => memberOf(input, workload))
}

/** Whether every pod of an endpoint is in the cardholder-data environment; addresses never are. */
export function isWithinCde(endpoint: ScopedEndpoint): boolean {
  return endpoint.classes.length === 1 && endpoint.classes[0] === 'cde'
}

/** Whether some pod of an endpoint is of a class. */
export function isOfClass(
  endpoint: ScopedEndpoint,
  wanted: ScopedEndpoint['classes'][number],
): boolean {
  return endpoint.classes.includes(wanted)
}

/** `shop/Deployment/web -> payments/Deployment/ledger TCP 5432`, with the node where both meet. */
export function describePair({ source, destination, ports, meeting }: OffendingPair): string {
  const said = `${source.name} -> ${destination.name} ${describeRanges(ports)}`
  if (meeting === undefined) return said
  return meeting.kind === 'on'
    ? `${said} on node ${meeting.node}`
    : `${said} where they run on one node`
}

/** What is to be said of a pair of which it is not known whether it may connect. */
export function undecidedPair(pair: OffendingPair): {
  readonly cause: UndeterminedCause
  readonly said: string
} {
  return pair.meeting === undefined
    ? {
        cause: 'untranslated',
        said: `whether the policies allow ${describePair(pair)} is not decidable`,
      }
    : {
        cause: 'gap',
        said: `on which node they would run is not in this snapshot: ${describePair(pair)}`,
      }
}
