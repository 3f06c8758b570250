import type { CheckInput, ScopedEndpoint, SegmentClass } from '../model/check.ts'
import { foundBetween, membersOf } from './between-members.ts'
import type { Between, Connection, Member } from './between-members.ts'
import type { Range } from './joined-ranges.ts'
import { noted } from './noted-answers.ts'
import type { Noted } from './noted-answers.ts'
import { tenantsByNamespace } from './tenants.ts'

const CLASSES: readonly SegmentClass[] = ['cde', 'connected', 'out-of-scope', 'unclassified']

/** A class of the scope, or the outside. */
export type Segment = SegmentClass | 'external'

/** What may pass between two members, by policies. */
export type Answered = Between<Noted>

/** One walk from the members of a segment to those of another. */
export type Way = {
  readonly from: Segment
  readonly to: Segment
  readonly sources: readonly Member[]
  readonly destinations: readonly Member[]
}

/** Walks a way: what may pass by policies, by destination, then source; nothing of two members of one name, a workload whose pods are of both classes. */
export type Walk = (way: Way) => Iterable<Answered>

/** The walk of who wants nothing else of the pairs on the way. */
export function walkOf(input: CheckInput): Walk {
  return function* ({ sources, destinations }) {
    for (const each of foundBetween(input, sources, destinations, noted))
      if (each.source.name !== each.destination.name) yield each
  }
}

/** The ways between any two classes that both have workloads, in the order of the classes. */
export function bordersOf(input: CheckInput): readonly Way[] {
  return waysBetween(input, CLASSES, CLASSES).filter(({ from, to }) => from !== to)
}

/** The ways from any of some segments to any of others, those of which both have members; from outside to outside is none. */
export function waysBetween(
  input: CheckInput,
  some: readonly Segment[],
  others: readonly Segment[],
): readonly Way[] {
  return some.flatMap((from) =>
    others.flatMap((to) => {
      const [sources, destinations] = [membersIn(input, from), membersIn(input, to)]
      if (from === 'external' && to === 'external') return []
      if (sources.length === 0 || destinations.length === 0) return []
      return [{ from, to, sources, destinations }]
    }),
  )
}

/** What may pass between workloads of different tenants, whatever their classes; undefined where no tenant of the scope has a namespace here. */
export function betweenTenants(input: CheckInput): Iterable<Answered> | undefined {
  const tenants = tenantsByNamespace(input)
  if (tenants.size === 0) return undefined
  const tenantOf = ({ endpoint }: ScopedEndpoint) =>
    endpoint.kind === 'pods' ? tenants.get(endpoint.namespace) : undefined
  const all = sortedMembers(input.endpoints.filter((each) => tenantOf(each) !== undefined))
  const take = (known: Noted | undefined, each: Connection) =>
    tenantOf(each.source) === tenantOf(each.destination) ? known : noted(known, each)
  return foundBetween(input, all, all, take)
}

/** What may pass between the workloads of a class in scope and addresses outside. */
export type OutsideBorder = {
  readonly segment: SegmentClass
  /** each workload with the addresses that may reach it */
  readonly inbound: () => Iterable<ByDestination>
  /** addresses with the workloads that may reach them */
  readonly outbound: () => Iterable<ByDestination>
}

/** A destination with everything that may reach it. */
export type ByDestination = readonly [Member, readonly Answered[]]

/** The ways between each class in scope that has workloads and the outside, in the order of the classes. */
export function outsideBordersOf(input: CheckInput, walk: Walk): readonly OutsideBorder[] {
  function* along(from: Segment, to: Segment): Generator<ByDestination> {
    for (const way of waysBetween(input, [from], [to])) yield* byDestination(walk(way))
  }
  return CLASSES.flatMap((segment) => {
    if (segment === 'out-of-scope' || membersIn(input, segment).length === 0) return []
    const [inbound, outbound] = [() => along('external', segment), () => along(segment, 'external')]
    return { segment, inbound, outbound }
  })
}

/** The addresses of a member outside; none of a workload. */
export function rangesOf({ endpoints }: Member): readonly Range[] {
  return endpoints.flatMap(({ endpoint }) => (endpoint.kind === 'addresses' ? endpoint.ranges : []))
}

const membersBySegment = new WeakMap<CheckInput, Map<Segment, readonly Member[]>>()

function membersIn(input: CheckInput, wanted: Segment): readonly Member[] {
  const known = membersBySegment.get(input) ?? new Map<Segment, readonly Member[]>()
  membersBySegment.set(input, known)
  const found = known.get(wanted) ?? segmentMembers(input, wanted)
  known.set(wanted, found)
  return found
}

function segmentMembers({ endpoints }: CheckInput, wanted: Segment): readonly Member[] {
  return wanted === 'external'
    ? membersOf(endpoints.filter(({ endpoint }) => endpoint.kind === 'addresses'))
    : sortedMembers(endpoints.filter(({ classes }) => classes.includes(wanted)))
}

/** The order of endpoints follows the names of pods; that of names does not. */
function sortedMembers(endpoints: readonly ScopedEndpoint[]): readonly Member[] {
  return [...membersOf(endpoints)].sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** The destinations that anything may reach, in the order given, each with what may reach it. */
function* byDestination(answers: Iterable<Answered>): Generator<ByDestination> {
  let of: Answered[] = []
  for (const each of answers) {
    const [first] = of
    if (first !== undefined && first.destination !== each.destination) {
      yield [first.destination, of]
      of = []
    }
    of.push(each)
  }
  const [last] = of
  if (last !== undefined) yield [last.destination, of]
}
