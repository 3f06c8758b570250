import { servedPolicyKinds } from '../analyse/queries/served-policy-kinds.ts'
import { describeEnforcers } from '../analyse/enforcer/enforcers.ts'
import { canonicalJson } from '../core/canonical-json.ts'
import { hasher } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'
import type { CheckInput } from '../model/check.ts'
import type { Member } from './between-members.ts'
import { joinedRanges } from './joined-ranges.ts'
import type { Range } from './joined-ranges.ts'
import { answersText } from './noted-answers.ts'
import { betweenTenants, bordersOf, outsideBordersOf, rangesOf, walkOf } from './segment-borders.ts'
import type { ByDestination, Walk } from './segment-borders.ts'

/**
 * The digest of what keeps the classes of the scope and the tenants that it names apart: what may pass between workloads of different classes, between
 * those of different tenants, and between workloads in scope and the outside, with the enforcer and its version and the kinds of policies that are served (SHA-256).
 *
 * By workloads and addresses, so that pods more or less, renamed policies and addresses that are told apart for nothing leave it as it is. What meets on
 * a node follows from where pods happen to run and is no part of it. Who wants more of the pairs on these ways gives a walk that sees to it.
 */
export function segmentationDigest(input: CheckInput, walk: Walk = walkOf(input)): Digest {
  const all = hasher()
  const add = (value: Parameters<typeof canonicalJson>[0]) => {
    all.update(`${canonicalJson(value)}\n`)
  }
  const quoted = quoter()
  add({ enforcer: describeEnforcers(input.cluster) })
  add({ kinds: servedPolicyKinds(input.cluster.snapshot.resources) })
  for (const way of bordersOf(input))
    for (const { source, destination, found } of walk(way)) {
      const [one, other] = [quoted(source.name), quoted(destination.name)]
      all.update(`["${way.from}",${one},"${way.to}",${other},${answersText(found)}]\n`)
    }
  for (const { source, destination, found } of betweenTenants(input) ?? [])
    add(['tenants', source.name, destination.name, answersText(found)])
  for (const { segment, inbound, outbound } of outsideBordersOf(input, walk)) {
    for (const line of inboundLines(inbound())) add([segment, 'from', ...line])
    for (const line of outboundLines(outbound())) add([segment, 'to', ...line])
  }
  return all.digest()
}

type Line = readonly [name: string, answers: string, ranges: readonly string[]]

/** What each workload lets in, with all addresses from which it does. */
function* inboundLines(inbound: Iterable<ByDestination>): Generator<Line> {
  for (const [member, sources] of inbound) {
    const byAnswer = new Map<string, Range[]>()
    for (const { source, found } of sources) collect(byAnswer, answersText(found), source)
    yield* linesOf(member.name, byAnswer)
  }
}

/** Who may reach which addresses: addresses that the same workloads reach alike are one. */
function* outboundLines(outbound: Iterable<ByDestination>): Generator<Line> {
  const byAnswer = new Map<string, Range[]>()
  const quoted = quoter()
  for (const [cell, sources] of outbound) {
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

function collect(byAnswer: Map<string, Range[]>, answer: string, member: Member): void {
  const ranges = byAnswer.get(answer) ?? []
  byAnswer.set(answer, ranges)
  ranges.push(...rangesOf(member))
}

function linesOf(name: string, byAnswer: ReadonlyMap<string, readonly Range[]>): readonly Line[] {
  return [...byAnswer]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([answers, ranges]): Line => [name, answers, joinedRanges(ranges)])
}
