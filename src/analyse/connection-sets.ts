import type { Protocol } from '../model/policy.ts'
import type { ConnectionSet, PortRange } from '../model/reachability.ts'
import { memoTable } from './memo-table.ts'

/** Protocols in the order of their names, which is the order of ranges. Those without ports are one atom each. */
const PROTOCOLS: readonly Protocol[] = ['ICMP', 'ICMPv6', 'OTHER', 'SCTP', 'TCP', 'UDP']
const WITHOUT_PORTS = 3
const LAST_PORT = 65535

/** Where membership changes, sorted, over protocol * 65536 + port: in at the first border, out at the second, in at the third. */
type Borders = readonly number[]

/**
 * All connection sets of an analysis, each kept once and named by a small id, so that equal sets have equal ids.
 *
 * Operations are remembered per pair of ids: a few hundred distinct sets decide millions of pairs.
 */
export type ConnectionSets = {
  readonly none: number
  readonly all: number
  /** the id of a union of ranges; without bounds a range is the whole protocol */
  readonly of: (ranges: readonly PortRange[]) => number
  readonly union: (a: number, b: number) => number
  readonly intersect: (a: number, b: number) => number
  /** what is in `a` and not in `b` */
  readonly subtract: (a: number, b: number) => number
  /** whether one connection is in a set; `port` counts only for protocols that have ports */
  readonly has: (id: number, protocol: Protocol, port: number) => boolean
  readonly get: (id: number) => ConnectionSet
  /** how many there are so far */
  readonly count: () => number
}

/** An empty store; `none` and `all` are in it. */
export function connectionSets(): ConnectionSets {
  const ids = new Map<string, number>()
  const sets: { readonly borders: Borders; readonly set: ConnectionSet }[] = []

  const intern = (borders: Borders): number => {
    const key = borders.join()
    const known = ids.get(key)
    if (known !== undefined) return known
    const id = sets.length
    ids.set(key, id)
    const set = Object.freeze({ id, ranges: Object.freeze(rangesOf(borders)) })
    sets.push({ borders, set })
    return id
  }
  const at = (id: number): { readonly borders: Borders; readonly set: ConnectionSet } => {
    const found = sets[id]
    if (found === undefined) throw new Error(`no connection set ${id}`)
    return found
  }
  const table = (keep: (inA: boolean, inB: boolean) => boolean) =>
    memoTable((a, b) => intern(combine(at(a).borders, at(b).borders, keep)))

  const union = table((inA, inB) => inA || inB)
  const none = intern([])
  const all = intern(PROTOCOLS.flatMap((protocol) => bordersOf({ protocol })))
  return {
    none,
    all,
    of: (ranges) => ranges.reduce((set, range) => union(set, intern(bordersOf(range))), none),
    union,
    intersect: table((inA, inB) => inA && inB),
    subtract: table((inA, inB) => inA && !inB),
    has: (id, protocol, port) => holds(at(id).borders, pointOf(protocol, port)),
    get: (id) => at(id).set,
    count: () => sets.length,
  }
}

/** Whether a protocol is divided by ports. */
export function hasPorts(protocol: Protocol): boolean {
  return PROTOCOLS.indexOf(protocol) >= WITHOUT_PORTS
}

function pointOf(protocol: Protocol, port: number): number {
  return PROTOCOLS.indexOf(protocol) * (LAST_PORT + 1) + (hasPorts(protocol) ? port : 0)
}

function bordersOf({ protocol, from, to }: PortRange): Borders {
  if (!hasPorts(protocol)) return [pointOf(protocol, 0), pointOf(protocol, 0) + 1]
  return [pointOf(protocol, from ?? 1), pointOf(protocol, to ?? LAST_PORT) + 1]
}

function rangesOf(borders: Borders): PortRange[] {
  const ranges: PortRange[] = []
  for (let index = 0; index < borders.length; index += 2) {
    const [from = 0, after = 0] = borders.slice(index, index + 2)
    const protocol = PROTOCOLS[Math.floor(from / (LAST_PORT + 1))] ?? 'OTHER'
    const ports = { from: from % (LAST_PORT + 1), to: (after - 1) % (LAST_PORT + 1) }
    ranges.push(Object.freeze(hasPorts(protocol) ? { protocol, ...ports } : { protocol }))
  }
  return ranges
}

/** A point is in a set when an odd number of borders stands at or before it. */
function holds(borders: Borders, point: number): boolean {
  let low = 0
  let high = borders.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((borders[middle] ?? 0) <= point) low = middle + 1
    else high = middle
  }
  return low % 2 === 1
}

/** The points for which `keep` says so, given whether they are in `a` and in `b`; `keep(false, false)` must be false. */
function combine(a: Borders, b: Borders, keep: (inA: boolean, inB: boolean) => boolean): Borders {
  const points = new Set([...a, ...b].sort((x, y) => x - y))
  const result: number[] = []
  for (const point of points) {
    const inside = result.length % 2 === 1
    if (keep(holds(a, point), holds(b, point)) !== inside) result.push(point)
  }
  return result
}
