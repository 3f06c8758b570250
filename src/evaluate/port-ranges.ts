import type { ConnectionSet, PortRange, Reach } from '../model/reachability.ts'

/** The highest port; a range of TCP, UDP or SCTP without bounds means 0 to here. */
export const LAST_PORT = 65535

/** Whether a protocol has ports (IANA service names registry covers TCP, UDP, SCTP). */
function hasPorts(range: PortRange): boolean {
  return range.protocol === 'TCP' || range.protocol === 'UDP' || range.protocol === 'SCTP'
}

/** What is left of ranges when others are taken away; order kept, pieces ascending. */
export function withoutRanges(
  ranges: readonly PortRange[],
  taken: readonly PortRange[],
): readonly PortRange[] {
  return taken.reduce<readonly PortRange[]>(
    (left, cut) => left.flatMap((range) => withoutRange(range, cut)),
    ranges,
  )
}

function withoutRange(range: PortRange, cut: PortRange): readonly PortRange[] {
  if (range.protocol !== cut.protocol) return [range]
  if (!hasPorts(range)) return []
  const [from, to] = bounds(range)
  const [first, last] = bounds(cut)
  if (last < from || first > to) return [range]
  const below = first > from ? [{ protocol: range.protocol, from, to: first - 1 }] : []
  const above = last < to ? [{ protocol: range.protocol, from: last + 1, to }] : []
  return [...below, ...above]
}

/** What two lists of ranges have in common, in the order of the first. */
export function commonRanges(
  ranges: readonly PortRange[],
  others: readonly PortRange[],
): readonly PortRange[] {
  return ranges.flatMap((range) => others.flatMap((other) => common(range, other)))
}

function common(range: PortRange, other: PortRange): readonly PortRange[] {
  if (range.protocol !== other.protocol) return []
  if (!hasPorts(range)) return [range]
  const [from, to] = bounds(range)
  const [first, last] = bounds(other)
  if (last < from || first > to) return []
  return [{ protocol: range.protocol, from: Math.max(from, first), to: Math.min(to, last) }]
}

function bounds(range: PortRange): readonly [number, number] {
  return [range.from ?? 0, range.to ?? LAST_PORT]
}

const examined = new WeakMap<ConnectionSet, ConnectionSet>()

/**
 * What is not decidable between two endpoints and is examined. NetworkPolicy says nothing of protocols without ports: for isolated pods they
 * are never decidable, which the analysis states as an assumption; here they would only hide what is.
 */
export function undecided({ indeterminate }: Reach): ConnectionSet {
  if (indeterminate.ranges.length === 0) return indeterminate
  const known = examined.get(indeterminate)
  if (known !== undefined) return known
  const ranges = indeterminate.ranges.filter(hasPorts)
  const set = ranges.length === indeterminate.ranges.length ? indeterminate : { id: -1, ranges }
  examined.set(indeterminate, set)
  return set
}

/** The lowest port of a range that a connection can have; undefined where the protocol has none. */
export function firstPort(range: PortRange): number | undefined {
  return hasPorts(range) ? Math.max(1, bounds(range)[0]) : undefined
}

/** The range to show of several: one with ports, TCP before the others. Undefined where there is none. */
export function rangeToShow(ranges: readonly PortRange[]): PortRange | undefined {
  return ranges.find(({ protocol }) => protocol === 'TCP') ?? ranges.find(hasPorts) ?? ranges[0]
}

/** All protocols that the analysis knows. */
const PROTOCOLS = 6

/** Ranges for people: `TCP 443, UDP 8000-8010, ICMP`; `TCP all ports` where nothing bounds them; `all traffic` where nothing is left out. */
export function describeRanges(ranges: readonly PortRange[]): string {
  const open = ranges.filter((range) => !hasPorts(range) || isUnbounded(range))
  return open.length === PROTOCOLS ? 'all traffic' : ranges.map(describeRange).join(', ')
}

function isUnbounded(range: PortRange): boolean {
  const [from, to] = bounds(range)
  return from <= 1 && to === LAST_PORT
}

function describeRange(range: PortRange): string {
  if (!hasPorts(range)) return range.protocol
  const [from, to] = bounds(range)
  if (isUnbounded(range)) return `${range.protocol} all ports`
  return `${range.protocol} ${from === to ? from : `${from}-${to}`}`
}
