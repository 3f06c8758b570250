import { explainNodeLocal } from '../analyse/node-traffic.ts'
import type { Meeting } from '../analyse/node-traffic.ts'
import type { CheckInput, ScopedEndpoint, ScopedWorkload } from '../model/check.ts'
import type { UndeterminedCause } from '../model/evaluation.ts'
import { NODE_LOCAL, nodeMeeting } from './node-local.ts'
import type { ConnectionSet, Endpoint, Explanation, PortRange } from '../model/reachability.ts'
import { describeRanges, firstPort, rangeToShow, undecided } from './port-ranges.ts'

/** Two endpoints, in the direction in which the connection is opened. */
export type Pair = { readonly source: ScopedEndpoint; readonly destination: ScopedEndpoint }

/** A pair with the ports that offend. */
export type OffendingPair = Pair & {
  readonly ports: readonly PortRange[]
  /** both meet on a node, or may: no policy decides; absent: policies do */
  readonly meeting?: Meeting
}

/** Offending pairs, counted by the names of both sides. */
export type Tally = {
  readonly count: number
  /** absent when the count is 0 */
  readonly first?: OffendingPair
  /** names on each side, in order */
  readonly sources: ReadonlySet<string>
  readonly destinations: ReadonlySet<string>
}

/** What was found over pairs: for certain, and where a part of a policy was not understood. */
export type Examined = {
  /** pairs of names (workloads, address ranges) examined */
  readonly pairs: number
  readonly certain: Tally
  readonly uncertain: Tally
}

/** The ports of a connection that offend; empty: none. */
export type Offence = (pair: Pair, ports: ConnectionSet) => readonly PortRange[]

/** Every connection offends. */
export const anyConnection: Offence = (_pair, ports) => ports.ranges

type Counting = {
  count: number
  first: OffendingPair | undefined
  readonly sources: Set<string>
  readonly destinations: Set<string>
}

/**
 * Examines every source with every destination, counting pairs of names and not of pods or classes. What is allowed for certain offends for
 * certain; what may be allowed is kept apart and lets no subject pass.
 */
export function examine(
  input: CheckInput,
  sources: readonly ScopedEndpoint[],
  destinations: readonly ScopedEndpoint[],
  offence: Offence,
): Examined {
  const certain = counting()
  const uncertain = counting()
  let pairs = 0
  const from = byName(sources)
  for (const toGroup of byName(destinations)) {
    for (const fromGroup of from) {
      const answer = examineGroups(input, fromGroup, toGroup, offence)
      if (answer === 'no-pair') continue
      pairs++
      if (answer.certain !== undefined) note(certain, answer.certain)
      else if (answer.uncertain !== undefined) note(uncertain, answer.uncertain)
    }
  }
  return { pairs, certain: tally(certain), uncertain: tally(uncertain) }
}

type Answer = { readonly certain?: OffendingPair; readonly uncertain?: OffendingPair }

/** The answer of most pairs. */
const CLEAN: Answer = {}

/** The first offending pair between the classes of two names; `no-pair` where one pod alone stands on both sides. */
function examineGroups(
  input: CheckInput,
  sources: readonly ScopedEndpoint[],
  destinations: readonly ScopedEndpoint[],
  offence: Offence,
): Answer | 'no-pair' {
  let examined = false
  let uncertain: OffendingPair | undefined
  for (const destination of destinations) {
    for (const source of sources) {
      if (isAlone(source, destination)) continue
      examined = true
      const answer = examinePair(input, { source, destination }, offence)
      if (answer.certain !== undefined) return answer
      uncertain ??= answer.uncertain
    }
  }
  if (!examined) return 'no-pair'
  return uncertain === undefined ? CLEAN : { uncertain }
}

/** What offends between two classes: by what policies allow, else because both meet on a node, else by what is not decidable. */
function examinePair(input: CheckInput, pair: Pair, offence: Offence): Answer {
  const { source, destination } = pair
  const reach = input.reachability.between(source.endpoint, destination.endpoint)
  const sure = offending(pair, reach.allowed, offence)
  if (sure !== undefined) return { certain: sure }
  const meeting = nodeMeeting(source, destination)
  const local = meeting && offending({ ...pair, meeting }, NODE_LOCAL, offence)
  if (local !== undefined && meeting?.kind === 'on') return { certain: local }
  const uncertain = local ?? offending(pair, undecided(reach), offence)
  return uncertain === undefined ? CLEAN : { uncertain }
}

function offending(
  pair: Pair & { readonly meeting?: Meeting },
  set: ConnectionSet,
  offence: Offence,
): OffendingPair | undefined {
  if (set.ranges.length === 0) return undefined
  const ports = offence(pair, set)
  return ports.length === 0 ? undefined : { ...pair, ports }
}

/** A class of one pod is no pair with itself. */
function isAlone(source: ScopedEndpoint, destination: ScopedEndpoint): boolean {
  const { endpoint } = source
  return endpoint === destination.endpoint && endpoint.kind === 'pods' && endpoint.pods.length < 2
}

/** Groups of lists that were grouped before: the same few lists stand on one side of many questions. */
const grouped = new WeakMap<readonly ScopedEndpoint[], readonly (readonly ScopedEndpoint[])[]>()

function byName(endpoints: readonly ScopedEndpoint[]): readonly (readonly ScopedEndpoint[])[] {
  const known = grouped.get(endpoints)
  if (known !== undefined) return known
  const groups = [...Map.groupBy(endpoints, ({ name }) => name).values()]
  grouped.set(endpoints, groups)
  return groups
}

function counting(): Counting {
  return { count: 0, first: undefined, sources: new Set(), destinations: new Set() }
}

function note(into: Counting, pair: OffendingPair): void {
  into.count++
  into.first ??= pair
  into.sources.add(pair.source.name)
  into.destinations.add(pair.destination.name)
}

function tally({ first, ...rest }: Counting): Tally {
  return first === undefined ? rest : { ...rest, first }
}

/** The explanation of one connection of a pair: TCP where there is any, its lowest port. */
export function exampleOf(input: CheckInput, pair: OffendingPair): Explanation {
  const range = rangeToShow(pair.ports)
  if (range === undefined) throw new Error('a pair without ports')
  const { endpoint: source } = pair.source
  const { endpoint: destination } = pair.destination
  const port = firstPort(range)
  return pair.meeting?.kind === 'on'
    ? explainNodeLocal(source, destination, pair.meeting.node, range.protocol, port)
    : input.reachability.explain(source, destination, range.protocol, port)
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
