import type { CheckInput, ScopedEndpoint, SegmentClass } from '../model/check.ts'
import { foundBetween, membersOf } from './between-members.ts'
import type { Between, Connection, Member } from './between-members.ts'
import type { Range } from './joined-ranges.ts'
import { noted } from './noted-answers.ts'
import type { Noted } from './noted-answers.ts'
import { tenantsByNamespace } from './tenants.ts'

const CLASSES: readonly SegmentClass[] = ['cde', 'connected', 'out-of-scope', 'unclassified']

/** What may pass between two members, by policies. */
export type Answered = Between<Noted>

/** The way from the workloads of one class to those of another, both with some. */
export type Border = {
  readonly from: SegmentClass
  readonly to: SegmentClass
  /** by destination, then source; of a workload whose pods are of both classes nothing with itself */
  readonly between: () => Iterable<Answered>
}

/** The ways between any two classes, in the order of the classes. */
export function bordersOf(input: CheckInput): readonly Border[] {
  const segments = CLASSES.map((each) => [each, membersIn(input, each)] as const)
  return segments.flatMap(([from, sources]) =>
    segments.flatMap(([to, destinations]) => {
      if (from === to || sources.length === 0 || destinations.length === 0) return []
      return [{ from, to, between: () => betweenTwo(input, sources, destinations) }]
    }),
  )
}

function* betweenTwo(
  input: CheckInput,
  sources: readonly Member[],
  destinations: readonly Member[],
): Generator<Answered> {
  for (const each of foundBetween(input, sources, destinations, noted))
    if (each.source.name !== each.destination.name) yield each
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
export function outsideBordersOf(input: CheckInput): readonly OutsideBorder[] {
  const outside = membersOf(input.endpoints.filter(({ endpoint }) => endpoint.kind === 'addresses'))
  return CLASSES.flatMap((segment) => {
    const own = membersIn(input, segment)
    if (segment === 'out-of-scope' || own.length === 0) return []
    return {
      segment,
      inbound: () => byDestination(input, outside, own),
      outbound: () => byDestination(input, own, outside),
    }
  })
}

/** The addresses of a member outside; none of a workload. */
export function rangesOf({ endpoints }: Member): readonly Range[] {
  return endpoints.flatMap(({ endpoint }) => (endpoint.kind === 'addresses' ? endpoint.ranges : []))
}

const membersByClass = new WeakMap<CheckInput, Map<SegmentClass, readonly Member[]>>()

function membersIn(input: CheckInput, wanted: SegmentClass): readonly Member[] {
  const known = membersByClass.get(input) ?? new Map<SegmentClass, readonly Member[]>()
  membersByClass.set(input, known)
  const found =
    known.get(wanted) ??
    sortedMembers(input.endpoints.filter(({ classes }) => classes.includes(wanted)))
  known.set(wanted, found)
  return found
}

/** The order of endpoints follows the names of pods; that of names does not. */
function sortedMembers(endpoints: readonly ScopedEndpoint[]): readonly Member[] {
  return [...membersOf(endpoints)].sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** The destinations that anything may reach, in the order given, each with what may reach it: one walk over all of them. */
function* byDestination(
  input: CheckInput,
  sources: readonly Member[],
  destinations: readonly Member[],
): Generator<ByDestination> {
  let of: Answered[] = []
  for (const each of foundBetween(input, sources, destinations, noted)) {
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
