import { describeEndpoint, describeRanges } from '../../analyse/names.ts'
import { portToShow, withPorts } from '../../analyse/queries/ports.ts'
import type { ShownPort } from '../../analyse/queries/ports.ts'
import type { Endpoint, Explanation, PortRange, Reachability } from '../../model/reachability.ts'

/** What one pair of endpoints may do, with the reasons of both sides for one port. */
export type PairAnswer = {
  readonly source: string
  readonly destination: string
  readonly verdict: Explanation['verdict']
  readonly allowed: readonly PortRange[]
  /** what could not be decided; it may pass */
  readonly undecided: readonly PortRange[]
  readonly explanation: Explanation
}

/** The port that is asked about; absent: whatever passes. */
export type AskedPort = ShownPort

/** Every pair of two sets of endpoints, the pair of a pod with itself left out. */
export function pairAnswers(
  reachability: Reachability,
  sources: readonly Endpoint[],
  destinations: readonly Endpoint[],
  asked: AskedPort | undefined,
): readonly PairAnswer[] {
  return destinations.flatMap((destination) =>
    sources
      .filter((source) => isPair(source, destination))
      .map((source) => answerFor(reachability, source, destination, asked)),
  )
}

/** A pod cannot block itself, and what passes between outside addresses is not ours to say. */
function isPair(source: Endpoint, destination: Endpoint): boolean {
  if (source.kind === 'addresses') return destination.kind === 'pods'
  return source !== destination || source.pods.length > 1
}

function answerFor(
  reachability: Reachability,
  source: Endpoint,
  destination: Endpoint,
  asked: AskedPort | undefined,
): PairAnswer {
  const reach = reachability.between(source, destination)
  const allowed = withPorts(reach.allowed)
  const undecided = withPorts(reach.indeterminate)
  const shown = asked ?? portToShow([...allowed, ...undecided], destination)
  const explanation = reachability.explain(source, destination, shown.protocol, shown.port)
  return {
    source: describeEndpoint(source),
    destination: describeEndpoint(destination),
    verdict: asked === undefined ? verdictOf(allowed, undecided) : explanation.verdict,
    allowed,
    undecided,
    explanation,
  }
}

function verdictOf(allowed: readonly PortRange[], undecided: readonly PortRange[]) {
  if (allowed.length > 0) return 'allowed'
  return undecided.length > 0 ? 'indeterminate' : 'denied'
}

/** Answers as lines for people, each with its reasons below where they are asked for. */
export function describePairs(answers: readonly PairAnswer[], explain: boolean): string {
  return answers
    .map((answer) => `${headline(answer)}\n${explain ? reasonsOf(answer.explanation) : ''}`)
    .join('')
}

function headline({ verdict, source, destination, allowed, undecided }: PairAnswer): string {
  const ports = [
    ...(allowed.length === 0 ? [] : [describeRanges(allowed)]),
    ...(undecided.length === 0 ? [] : [`undecided: ${describeRanges(undecided)}`]),
  ]
  const what = ports.length === 0 ? '' : `  (${ports.join('; ')})`
  return `${WORDS[verdict].padEnd(9)}  ${source} -> ${destination}${what}`
}

const WORDS = { allowed: 'allowed', denied: 'denied', indeterminate: 'undecided' } as const

/** The reasons of both sides for one port, as lines for people. */
export function reasonsOf({ protocol, port, egress, ingress }: Explanation): string {
  const about = port === undefined ? protocol : `${protocol} ${port}`
  const sides = [egress, ingress].flatMap((side) => [
    `  ${side.direction.padEnd(7)} ${WORDS[side.verdict]}: ${side.because}`,
    ...side.rules.map(
      ({ effect, policy, pointer }) =>
        `          ${effect} ${policy}${pointer === '' ? '' : `#${pointer}`}`,
    ),
  ])
  return [`  for ${about}:`, ...sides, ''].join('\n')
}
