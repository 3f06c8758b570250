import type { Direction, Protocol } from '../../model/policy.ts'
import type { Doubt, Endpoint, Explanation, SideExplanation } from '../../model/reachability.ts'
import type { Engine } from '../engine/engine.ts'
import { TUNNEL_PORT } from '../engine/tunnels.ts'
import { waysBetween } from '../engine/waypoints.ts'
import type { Way } from '../engine/waypoints.ts'

/** How a connection is explained that goes straight from one endpoint to another. */
type ExplainDirect = (
  engine: Engine,
  source: Endpoint,
  destination: Endpoint,
  protocol: Protocol,
  port: number,
) => Explanation

type Asked = {
  readonly protocol: Protocol
  readonly port: number
  /** the Service to whose address the connection was made; undefined: any way counts */
  readonly by: string | undefined
}

/**
 * Explains a connection by the way that allows most: straight, or through a waypoint in two connections, of which the first stands as the side of the source
 * and the second as that of the destination, each with the rules of both its ends. Other ways are named where none allows.
 */
export function explainWays(
  engine: Engine,
  source: Endpoint,
  destination: Endpoint,
  { protocol, port, by }: Asked,
  explain: ExplainDirect,
): Explanation {
  const direct = explain(engine, source, destination, protocol, port)
  if (protocol !== 'TCP') return direct
  const told = waysBetween(engine, source.index, destination.index)
    .filter(({ service }) => by === undefined || service === by)
    .filter(({ ports }) => ports?.includes(port) !== false)
    .map((way) => ({
      way,
      answer: explainWay(engine, way, direct, [source, destination], explain),
    }))
  const [instead, beside] = [
    told.filter(({ way }) => by !== undefined || way.replaces),
    told.filter(({ way }) => by === undefined && !way.replaces),
  ]
  const first = instead.reduce(
    (before, { way, answer }) =>
      way.unsure === undefined ? answer : either(before, answer, way.unsure),
    direct,
  )
  return beside.reduce((best, { answer }) => better(best, answer), first)
}

const RANK = { allowed: 0, indeterminate: 1, denied: 2 } as const

/** The way that allows more; where both deny, the first, and that the other does, too. */
function better(best: Explanation, other: Explanation): Explanation {
  if (RANK[other.verdict] < RANK[best.verdict]) return other
  if (other.verdict !== 'denied') return best
  const denying = [other.egress, other.ingress].filter(({ verdict }) => verdict === 'denied')
  const side = (each: SideExplanation): SideExplanation =>
    each.verdict === 'denied' ? { ...each, because: joined([each, ...denying]) } : each
  return { ...best, egress: side(best.egress), ingress: side(best.ingress) }
}

function joined(sides: readonly SideExplanation[]): string {
  return [...new Set(sides.map(({ because }) => because))].join('; ')
}

/** An answer where it is not certain whether the waypoint is gone through. */
function either(straight: Explanation, through: Explanation, why: string): Explanation {
  if (straight.verdict === through.verdict && straight.verdict !== 'indeterminate') return straight
  const side = (direction: Direction): SideExplanation => {
    const [one, other] = [straight[direction], through[direction]]
    if (one.verdict === other.verdict && one.verdict !== 'indeterminate') return one
    return {
      direction,
      verdict: 'indeterminate',
      rules: [...one.rules, ...other.rules],
      because: `${why}. Straight: ${one.because}. Otherwise: ${other.because}`,
      doubts: [doubtOf(why), ...(one.doubts ?? []), ...(other.doubts ?? [])],
    }
  }
  return {
    ...straight,
    verdict: 'indeterminate',
    egress: side('egress'),
    ingress: side('ingress'),
  }
}

/** Both connections of a way; by the pod of the waypoint that lets most pass. */
function explainWay(
  engine: Engine,
  way: Way,
  direct: Explanation,
  [source, destination]: readonly [Endpoint, Endpoint],
  explain: ExplainDirect,
): Explanation {
  const named = `waypoint ${way.waypoint}${way.service === undefined ? '' : `, for Service ${way.service}`}`
  const numbers = engine.waypoints.get(way.waypoint) ?? []
  const pods = numbers.flatMap((number) => engine.records[number]?.podClass ?? [])
  const ways = pods.map((pod) => {
    const to = explain(engine, source, pod, 'TCP', TUNNEL_PORT)
    const from = explain(engine, pod, destination, 'TCP', direct.port ?? TUNNEL_PORT)
    return {
      ...direct,
      verdict: RANK[to.verdict] > RANK[from.verdict] ? to.verdict : from.verdict,
      egress: hopSide('egress', to, `through ${named}`),
      ingress: hopSide('ingress', from, `from waypoint ${way.waypoint}`),
    }
  })
  const [best] = ways.toSorted((a, b) => RANK[a.verdict] - RANK[b.verdict])
  if (best === undefined) return opened(direct, way.unsure ?? `no pod of ${named} was found`)
  return way.unsure !== undefined && best.verdict === 'allowed' ? opened(best, way.unsure) : best
}

/** One of the two connections as a side, with the rules of both its ends. */
function hopSide(direction: Direction, hop: Explanation, prefix: string): SideExplanation {
  const { verdict, egress, ingress } = hop
  const same = [egress, ingress].filter((each) => each.verdict === verdict)
  const ruled = same.filter(({ rules }) => rules.length > 0)
  const shown = ruled.length > 0 ? ruled : same
  const doubts = shown.flatMap((each) => each.doubts ?? [])
  return {
    direction,
    verdict,
    rules: shown.flatMap(({ rules }) => rules),
    because: `${prefix}: ${joined(shown)}`,
    ...(verdict === 'indeterminate' ? { doubts } : {}),
  }
}

/** An answer that is not certain for a reason of the waypoint's. */
function opened(answer: Explanation, why: string): Explanation {
  const side = (each: SideExplanation): SideExplanation => ({
    ...each,
    verdict: 'indeterminate',
    because: `${why}; otherwise: ${each.because}`,
    doubts: [doubtOf(why), ...(each.doubts ?? [])],
  })
  const egress = answer.egress.verdict === 'denied' ? side(answer.egress) : answer.egress
  return { ...answer, verdict: 'indeterminate', egress, ingress: side(answer.ingress) }
}

function doubtOf(why: string): Doubt {
  return { kind: 'waypoint', why }
}
