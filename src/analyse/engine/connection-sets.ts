import type { Protocol } from '../../model/policy.ts'
import type { ConnectionSet, PortRange } from '../../model/reachability.ts'
import { memoTable } from './memo-table.ts'

/** Protocols in the order of their names, which is the order of ranges. Those without ports are one atom each. */
const PROTOCOLS: readonly Protocol[] = ['ICMP', 'ICMPv6', 'OTHER', 'SCTP', 'TCP', 'UDP']
const WITHOUT_PORTS = 3
const LAST_PORT = 65535

/** Where membership changes, sorted, over protocol * 65536 + port: in at the first border, out at the second, in at the third. */
type Borders = Int32Array

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

/** One set; its ranges are made when they are asked for, since most sets are only steps on the way to others. */
type Entry = { readonly borders: Borders; set?: ConnectionSet }

/** An empty store; `none` and `all` are in it. */
export function connectionSets(): ConnectionSets {
  const ids = new Map<number, number[]>()
  const sets: Entry[] = []

  const intern = (borders: Borders): number => {
    const hash = hashOf(borders)
    const alike = ids.get(hash) ?? []
    const known = alike.find((id) => areEqual(at(id).borders, borders))
    if (known !== undefined) return known
    const id = sets.push({ borders }) - 1
    alike.push(id)
    ids.set(hash, alike)
    return id
  }
  const at = (id: number): Entry => {
    const found = sets[id]
    if (found === undefined) throw new Error(`no connection set ${id}`)
    return found
  }
  const setOf = (id: number): ConnectionSet => {
    const entry = at(id)
    entry.set ??= Object.freeze({ id, ranges: Object.freeze(rangesOf(entry.borders)) })
    return entry.set
  }
  const table = (keep: (inA: boolean, inB: boolean) => boolean) =>
    memoTable((a, b) => intern(combine(at(a).borders, at(b).borders, keep)))

  const none = intern(new Int32Array())
  const all = intern(mergedOf(PROTOCOLS.map((protocol) => ({ protocol }))))
  return {
    none,
    all,
    of: (ranges) => intern(mergedOf(ranges)),
    union: table((inA, inB) => inA || inB),
    intersect: table((inA, inB) => inA && inB),
    subtract: table((inA, inB) => inA && !inB),
    has: (id, protocol, port) => holds(at(id).borders, pointOf(protocol, port)),
    get: setOf,
    count: () => sets.length,
  }
}

/** FNV-1a over the borders. */
function hashOf(borders: Borders): number {
  let hash = 0x811c9dc5
  for (const border of borders) hash = Math.imul(hash ^ border, 0x01000193)
  return hash
}

function areEqual(a: Borders, b: Borders): boolean {
  return a.length === b.length && a.every((border, at) => border === b[at])
}

/** Whether a protocol is divided by ports. */
export function hasPorts(protocol: Protocol): boolean {
  return PROTOCOLS.indexOf(protocol) >= WITHOUT_PORTS
}

function pointOf(protocol: Protocol, port: number): number {
  return PROTOCOLS.indexOf(protocol) * (LAST_PORT + 1) + (hasPorts(protocol) ? port : 0)
}

/** First and last point of a range, the last not included. */
function pointsOf({ protocol, from, to }: PortRange): readonly [first: number, after: number] {
  if (!hasPorts(protocol)) return [pointOf(protocol, 0), pointOf(protocol, 0) + 1]
  return [pointOf(protocol, from ?? 1), pointOf(protocol, to ?? LAST_PORT) + 1]
}

/** The borders of a union of ranges. */
function mergedOf(ranges: readonly PortRange[]): Borders {
  const sorted = ranges.map(pointsOf).sort(([a], [b]) => a - b)
  const borders: number[] = []
  for (const [first, after] of sorted) {
    const last = borders.length - 1
    if (first > (borders[last] ?? -1)) borders.push(first, after)
    else if (after > (borders[last] ?? -1)) borders[last] = after
  }
  return Int32Array.from(borders)
}

function rangesOf(borders: Borders): PortRange[] {
  const ranges: PortRange[] = []
  for (let index = 0; index < borders.length; index += 2) {
    const [from = 0, after = 0] = borders.subarray(index, index + 2)
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
  const result: number[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const [left = Infinity, right = Infinity] = [a[i], b[j]]
    const point = Math.min(left, right)
    if (left === point) i++
    if (right === point) j++
    const inside = result.length % 2 === 1
    if (keep(i % 2 === 1, j % 2 === 1) !== inside) result.push(point)
  }
  return Int32Array.from(result)
}
