import { describeRanges } from '../../analyse/names.ts'
import type { Endpoint, Explanation, PortRange } from '../../model/reachability.ts'

/** Ports that share a verdict, and the reasons for one of them. */
export type ExplainedRange = { readonly range: PortRange; readonly explanation: Explanation }

/** So many ranges of ports are explained of one pair: each takes several lines. */
const MOST = 5

/** The ranges of ports that an answer tells apart, each explained by one of its ports; `more` counts those left out. */
export function explainRanges(
  ranges: readonly PortRange[],
  destination: Endpoint,
  explain: (protocol: PortRange['protocol'], port: number) => Explanation,
): { readonly explained: readonly ExplainedRange[]; readonly more: number } {
  const shown = ranges.slice(0, MOST)
  return {
    explained: shown.map((range) => ({
      range,
      explanation: explain(range.protocol, portIn(range, destination)),
    })),
    more: ranges.length - shown.length,
  }
}

/** A port of a range that the destination listens on, else the lowest. */
function portIn({ protocol, from = 1, to = 65535 }: PortRange, destination: Endpoint): number {
  const listens = destination.kind === 'pods' ? (destination.pods[0]?.ports ?? []) : []
  const found = listens.find(
    (each) => each.protocol === protocol && from <= each.port && each.port <= to,
  )
  return found?.port ?? from
}

/** The reasons of both sides, as lines for people; a range is named with the port that stands for it. */
export function reasonsOf(explanation: Explanation, range?: PortRange): string {
  const { protocol, port, egress, ingress } = explanation
  const one = port === undefined ? protocol : `${protocol} ${port}`
  const several = range !== undefined && range.from !== range.to
  const about = several ? `${describeRanges([range])}, such as ${one}` : one
  const sides = [egress, ingress].flatMap((side) => [
    `  ${side.direction.padEnd(7)} ${WORDS[side.verdict]}: ${side.because}`,
    ...side.rules.map(
      ({ effect, policy, pointer }) =>
        `          ${effect} ${policy}${pointer === '' ? '' : `#${pointer}`}`,
    ),
  ])
  return [`  for ${about}:`, ...sides, ''].join('\n')
}

/** Verdicts for people. */
export const WORDS = { allowed: 'allowed', denied: 'denied', indeterminate: 'undecided' } as const
