import type { CheckInput, ScopedEndpoint, ScopedWorkload } from '../model/check.ts'
import type { ConnectionSet, Endpoint, Explanation, PortRange } from '../model/reachability.ts'
import { describeRanges, firstPort, rangeToShow, undecided } from './port-ranges.ts'

/** Two endpoints, in the direction in which the connection is opened. */
export type Pair = { readonly source: ScopedEndpoint; readonly destination: ScopedEndpoint }

/** A pair with the ports that offend. */
export type OffendingPair = Pair & { readonly ports: readonly PortRange[] }

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

type GroupAnswer =
  { readonly certain?: OffendingPair; readonly uncertain?: OffendingPair } | 'no-pair'

/** The answer of most pairs. */
const CLEAN: GroupAnswer = {}

/** The first offending pair between the classes of two names; `no-pair` where one pod alone stands on both sides. */
function examineGroups(
  input: CheckInput,
  sources: readonly ScopedEndpoint[],
  destinations: readonly ScopedEndpoint[],
  offence: Offence,
): GroupAnswer {
  let examined = false
  let uncertain: OffendingPair | undefined
  for (const destination of destinations) {
    for (const source of sources) {
      if (isAlone(source, destination)) continue
      examined = true
      const reach = input.reachability.between(source.endpoint, destination.endpoint)
      const perhaps = undecided(reach)
      if (reach.allowed.ranges.length + perhaps.ranges.length === 0) continue
      const pair = { source, destination }
      const sure = offence(pair, reach.allowed)
      if (sure.length > 0) return { certain: { ...pair, ports: sure } }
      const unsure = uncertain === undefined ? offence(pair, perhaps) : []
      if (unsure.length > 0) uncertain = { ...pair, ports: unsure }
    }
  }
  if (!examined) return 'no-pair'
  return uncertain === undefined ? CLEAN : { uncertain }
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
  const { source, destination } = pair
  const { protocol } = range
  const port = firstPort(range)
  return input.reachability.explain(source.endpoint, destination.endpoint, protocol, port)
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

/** `shop/Deployment/web -> payments/Deployment/ledger TCP 5432`. */
export function describePair({ source, destination, ports }: OffendingPair): string {
  return `${source.name} -> ${destination.name} ${describeRanges(ports)}`
}
