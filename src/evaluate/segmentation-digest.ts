import { servedPolicyKinds } from '../analyse/queries/served-policy-kinds.ts'
import { describeEnforcers } from '../analyse/enforcer/enforcers.ts'
import { canonicalJson } from '../core/canonical-json.ts'
import { hasher } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'
import type { CheckInput, ScopedEndpoint, SegmentClass } from '../model/check.ts'
import { foundBetween, membersOf } from './between-members.ts'
import type { Between, Connection, Member } from './between-members.ts'
import { joinedRanges } from './joined-ranges.ts'
import type { Range } from './joined-ranges.ts'
import { answersText, noted } from './noted-answers.ts'
import type { Noted } from './noted-answers.ts'
import { tenantsByNamespace } from './tenants.ts'

const CLASSES: readonly SegmentClass[] = ['cde', 'connected', 'out-of-scope', 'unclassified']

/**
 * The digest of what keeps the classes of the scope and the tenants that it names apart: what may pass between workloads of different classes, between
 * those of different tenants, and between workloads in scope and the outside, with the enforcer and its version and the kinds of policies that are served (SHA-256).
 *
 * By workloads and addresses, so that pods more or less, renamed policies and addresses that are told apart for nothing leave it as it is. What meets on
 * a node follows from where pods happen to run and is no part of it.
 */
export function segmentationDigest(input: CheckInput): Digest {
  const all = hasher()
  const add = (value: Parameters<typeof canonicalJson>[0]) => {
    all.update(`${canonicalJson(value)}\n`)
  }
  const quoted = quoter()
  add({ enforcer: describeEnforcers(input.cluster) })
  add({ kinds: servedPolicyKinds(input.cluster.snapshot.resources) })
  const segments = CLASSES.map((each) => [each, membersIn(input, each)] as const)
  for (const [from, sources] of segments)
    for (const [to, destinations] of segments) {
      if (from === to) continue
      for (const { source, destination, found } of foundBetween(
        input,
        sources,
        destinations,
        noted,
      ))
        if (source.name !== destination.name) {
          const [one, other] = [quoted(source.name), quoted(destination.name)]
          all.update(`["${from}",${one},"${to}",${other},${answersText(found)}]\n`)
        }
    }
  for (const line of amongTenants(input)) add(['tenants', ...line])
  const outside = membersOf(input.endpoints.filter(({ endpoint }) => endpoint.kind === 'addresses'))
  for (const [segment, own] of segments.filter(([each]) => each !== 'out-of-scope')) {
    for (const line of inbound(input, outside, own)) add([segment, 'from', ...line])
    for (const line of outbound(input, own, outside)) add([segment, 'to', ...line])
  }
  return all.digest()
}

/** What may pass between workloads of different tenants, whatever their classes; nothing where the scope names none. */
function* amongTenants(
  input: CheckInput,
): Generator<readonly [source: string, destination: string, answers: string]> {
  const tenants = tenantsByNamespace(input)
  if (tenants.size === 0) return
  const tenantOf = ({ endpoint }: ScopedEndpoint) =>
    endpoint.kind === 'pods' ? tenants.get(endpoint.namespace) : undefined
  const all = sortedMembers(input.endpoints.filter((each) => tenantOf(each) !== undefined))
  const take = (known: Noted | undefined, each: Connection) =>
    tenantOf(each.source) === tenantOf(each.destination) ? known : noted(known, each)
  for (const { source, destination, found } of foundBetween(input, all, all, take))
    yield [source.name, destination.name, answersText(found)]
}

const membersByClass = new WeakMap<CheckInput, Map<SegmentClass, readonly Member[]>>()

/** The order of endpoints follows the names of pods; that of names does not. */
function sortedMembers(endpoints: readonly ScopedEndpoint[]): readonly Member[] {
  return [...membersOf(endpoints)].sort((one, other) => (one.name < other.name ? -1 : 1))
}

function membersIn(input: CheckInput, wanted: SegmentClass): readonly Member[] {
  const known = membersByClass.get(input) ?? new Map<SegmentClass, readonly Member[]>()
  membersByClass.set(input, known)
  const found =
    known.get(wanted) ??
    sortedMembers(input.endpoints.filter(({ classes }) => classes.includes(wanted)))
  known.set(wanted, found)
  return found
}

type Line = readonly [name: string, answers: string, ranges: readonly string[]]

/** What each workload lets in, with all addresses from which it does. */
function* inbound(
  input: CheckInput,
  outside: readonly Member[],
  own: readonly Member[],
): Generator<Line> {
  for (const [member, sources] of byDestination(input, outside, own)) {
    const byAnswer = new Map<string, Range[]>()
    for (const { source, found } of sources) collect(byAnswer, answersText(found), source)
    yield* linesOf(member.name, byAnswer)
  }
}

/** Who may reach which addresses: addresses that the same workloads reach alike are one. */
function* outbound(
  input: CheckInput,
  own: readonly Member[],
  outside: readonly Member[],
): Generator<Line> {
  const byAnswer = new Map<string, Range[]>()
  const quoted = quoter()
  for (const [cell, sources] of byDestination(input, own, outside)) {
    const who = hasher()
    for (const { source, found } of sources)
      who.update(`[${quoted(source.name)},${answersText(found)}]\n`)
    collect(byAnswer, who.digest(), cell)
  }
  yield* linesOf('', byAnswer)
}

/** Names as canonical JSON; each stands in many lines. */
function quoter(): (name: string) => string {
  const known = new Map<string, string>()
  return (name) => {
    const quoted = known.get(name) ?? canonicalJson(name)
    known.set(name, quoted)
    return quoted
  }
}

type Answered = Between<Noted>

/** The destinations that anything may reach, in the order given, each with what may reach it: one walk over all of them. */
function* byDestination(
  input: CheckInput,
  sources: readonly Member[],
  destinations: readonly Member[],
): Generator<readonly [Member, readonly Answered[]]> {
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

function collect(byAnswer: Map<string, Range[]>, answer: string, { endpoints }: Member): void {
  const ranges = byAnswer.get(answer) ?? []
  byAnswer.set(answer, ranges)
  ranges.push(...endpoints.flatMap(rangesOf))
}

function rangesOf({ endpoint }: ScopedEndpoint): readonly Range[] {
  return endpoint.kind === 'addresses' ? endpoint.ranges : []
}

function linesOf(name: string, byAnswer: ReadonlyMap<string, readonly Range[]>): readonly Line[] {
  return [...byAnswer]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([answers, ranges]): Line => [name, answers, joinedRanges(ranges)])
}
