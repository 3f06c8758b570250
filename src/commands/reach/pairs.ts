import { isSelf } from '../../analyse/places/party.ts'
import type { Party } from '../../analyse/places/party.ts'
import { portToShow } from '../../analyse/queries/ports.ts'
import type { ShownPort } from '../../analyse/queries/ports.ts'
import { COVERED, OTHERS } from '../../analyse/places/other-protocols.ts'
import { explanationOf, passingOf } from '../../analyse/places/sides.ts'
import type { Side } from '../../analyse/places/sides.ts'
import type { Protocol } from '../../model/policy.ts'
import type { Explanation, PortRange, Reachability } from '../../model/reachability.ts'
import { explainRanges } from './explained.ts'
import type { ExplainedRange } from './explained.ts'

/** What one pair of places may do, with the reasons of both sides for one port. */
export type PairAnswer = {
  readonly source: string
  readonly destination: string
  readonly verdict: Explanation['verdict']
  /** the port that was asked about */
  readonly asked?: AskedPort
  /** without a port: the protocols that verdict and ranges are about */
  readonly covers?: readonly Protocol[]
  /** without a port: what the others are answered, in the order of their names; absent: no rule tells them from those with ports */
  readonly others?: readonly OtherProtocol[]
  readonly allowed: readonly PortRange[]
  /** what could not be decided; it may pass */
  readonly undecided: readonly PortRange[]
  readonly explanation: Explanation
  /** where explanations and no port were asked for: each range of ports that may pass; at most five */
  readonly explained?: readonly ExplainedRange[]
  /** how many ranges are not explained */
  readonly more?: number
  /** what addresses were taken for; absent: none was */
  readonly said?: readonly string[]
}

/** The answer for a protocol without ports; with the reasons where explanations were asked for. */
export type OtherProtocol = {
  readonly protocol: Protocol
  readonly verdict: Explanation['verdict']
  readonly explanation?: Explanation
}

/** The port that is asked about; absent: whatever passes. */
export type AskedPort = ShownPort

/** What is asked of two lists of places. */
export type PairsAsked = {
  /** absent: whatever passes */
  readonly port?: AskedPort
  /** both sides were named, so that one pod twice is asked about itself; else such pairs are left out */
  readonly both: boolean
  /** without a port: whether protocols without ports are answered, too */
  readonly others: boolean
  /** whether each range of ports is explained */
  readonly explain: boolean
}

/** Every pair of two lists of places. */
export function pairAnswers(
  reachability: Reachability,
  sources: readonly Side[],
  destinations: readonly Side[],
  asked: PairsAsked,
): readonly PairAnswer[] {
  return destinations.flatMap((destination) =>
    sources
      .filter((source) => isPair(source, destination, asked.both))
      .map((source) => answerFor(reachability, source, destination, asked)),
  )
}

/** What passes between outside addresses is not ours to say. Of places that were not both named, none is asked about itself. */
function isPair(source: Side, destination: Side, both: boolean): boolean {
  const isInside = ({ endpoint, where }: Party) => endpoint.kind === 'pods' || where.onHost
  const [from] = source.either
  const [to] = destination.either
  if (from === undefined || to === undefined) return false
  if (!isInside(from) && !isInside(to) && !destination.services?.length) return false
  return both || (!isSelf(from, to) && !isSameAddress(source, destination) && opens(source))
}

function isSameAddress(source: Side, destination: Side): boolean {
  const kind = source.either[0]?.endpoint.kind
  return kind === 'addresses' && source.name === destination.name
}

/** Nothing comes from the own address of a Service. */
function opens({ services = [] }: Side): boolean {
  return !services.some(({ own }) => own)
}

function answerFor(
  reachability: Reachability,
  source: Side,
  destination: Side,
  { port: asked, explain, others }: PairsAsked,
): PairAnswer {
  const { allowed, undecided } = passingOf(reachability, source, destination)
  const [to] = destination.either
  if (to === undefined) throw new Error('a side without parties')
  const told = (protocol: Protocol, port?: number) =>
    explanationOf(reachability, source, destination, protocol, port)
  const ranges = [...allowed, ...undecided]
  const { protocol, port } = asked ?? portToShow(ranges, to.endpoint)
  const explanation = told(protocol, port)
  const said = [source.said, destination.said].flatMap((text) => text ?? [])
  return {
    source: source.name,
    destination: destination.name,
    verdict: asked === undefined ? verdictOf(allowed, undecided) : explanation.verdict,
    ...(asked === undefined ? { covers: COVERED } : { asked }),
    ...(asked === undefined && others ? { others: othersOf(told, explain) } : {}),
    allowed,
    undecided,
    explanation,
    ...(explain && asked === undefined ? explainRanges(ranges, to.endpoint, told) : {}),
    ...(said.length === 0 ? {} : { said }),
  }
}

function othersOf(
  told: (protocol: Protocol) => Explanation,
  explain: boolean,
): readonly OtherProtocol[] {
  return OTHERS.map((protocol) => {
    const explanation = told(protocol)
    return { protocol, verdict: explanation.verdict, ...(explain ? { explanation } : {}) }
  })
}

/** Whether nothing passes for certain, as far as it was asked. */
export function isDenied({ verdict, others = [] }: PairAnswer): boolean {
  return verdict === 'denied' && others.every((each) => each.verdict === 'denied')
}

function verdictOf(allowed: readonly PortRange[], undecided: readonly PortRange[]) {
  if (allowed.length > 0) return 'allowed'
  return undecided.length > 0 ? 'indeterminate' : 'denied'
}
