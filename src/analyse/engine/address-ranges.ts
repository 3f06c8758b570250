import { LAST_ADDRESS, parseCidr, parseIpAddress } from '../../core/ip-address.ts'
import type { IpRange } from '../../core/ip-address.ts'
import type { AddressCell } from '../../model/reachability.ts'

/** The ranges of CIDRs, ascending, touching ones merged. Texts that are no CIDR are a bug: the files they come from were checked. */
export function rangesOf(cidrs: readonly string[]): readonly IpRange[] {
  const ranges = cidrs.map((cidr) => {
    const range = parseCidr(cidr)
    if (range === undefined) throw new Error(`not a CIDR: ${cidr}`)
    return range
  })
  return merged(ranges)
}

/** Ranges ascending, touching ones merged. */
export function merged(ranges: readonly IpRange[]): readonly IpRange[] {
  const sorted = [...ranges].sort(byFirst)
  const out: IpRange[] = []
  for (const range of sorted) {
    const before = out.at(-1)
    const touches = before?.family === range.family && range.first <= before.last + 1n
    if (before === undefined || !touches) out.push(range)
    else if (range.last > before.last) out[out.length - 1] = { ...before, last: range.last }
  }
  return out
}

function byFirst(one: IpRange, other: IpRange): number {
  if (one.family !== other.family) return one.family - other.family
  return one.first < other.first ? -1 : one.first > other.first ? 1 : 0
}

/** Whether merged ranges of one family hold at least half of its addresses. */
export function holdsMost(ranges: readonly IpRange[], family: 4 | 6): boolean {
  const own = ranges.filter((range) => range.family === family)
  const held = own.reduce((sum, { first, last }) => sum + last - first + 1n, 0n)
  return held * 2n > LAST_ADDRESS[family]
}

/** Whether merged ranges hold every address of a cell. */
export function holdsCell(ranges: readonly IpRange[], cell: AddressCell): boolean {
  return cellRanges(cell).every((part) => holdsRange(ranges, part))
}

/** Whether ranges hold some address of a cell. */
export function meetsCell(ranges: readonly IpRange[], cell: AddressCell): boolean {
  return cellRanges(cell).some((part) => ranges.some((range) => meets(range, part)))
}

function meets(one: IpRange, other: IpRange): boolean {
  return one.family === other.family && one.first <= other.last && other.first <= one.last
}

/** Whether merged ranges hold every address of a range. */
export function holdsRange(ranges: readonly IpRange[], part: IpRange): boolean {
  return ranges.some(
    (range) => range.family === part.family && range.first <= part.first && part.last <= range.last,
  )
}

/** Whether the ranges of every CIDR of one list lie within those of another. */
export function holdsCidrs(outer: readonly string[], inner: readonly string[]): boolean {
  const ranges = rangesOf(outer)
  return rangesOf(inner).every((part) => holdsRange(ranges, part))
}

/** A cell for people: `203.0.113.0-203.0.113.255`, three ranges at most and how many more. */
export function describeCell(cell: AddressCell): string {
  const texts = cell.ranges.map(({ from, to }) => (from === to ? from : `${from}-${to}`))
  const more = texts.length > 3 ? ` and ${texts.length - 3} more` : ''
  return `${texts.slice(0, 3).join(', ')}${more}`
}

/** The ranges of a cell. */
export function cellRanges(cell: AddressCell): readonly IpRange[] {
  return cell.ranges.map(({ from, to }) => {
    const [first, last] = [parseIpAddress(from), parseIpAddress(to)]
    if (first === undefined || last === undefined) throw new Error(`not a range: ${from}-${to}`)
    return { family: cell.family, first: first.value, last: last.value }
  })
}

/** Ranges less others. */
export function without(ranges: readonly IpRange[], cuts: readonly IpRange[]): readonly IpRange[] {
  return cuts.reduce<readonly IpRange[]>(
    (left, cut) => left.flatMap((range) => minus(range, cut)),
    ranges,
  )
}

function minus(range: IpRange, cut: IpRange): readonly IpRange[] {
  const apart = range.family !== cut.family || cut.last < range.first || cut.first > range.last
  if (apart) return [range]
  const { family } = range
  const below =
    cut.first > range.first ? [{ family, first: range.first, last: cut.first - 1n }] : []
  const above = cut.last < range.last ? [{ family, first: cut.last + 1n, last: range.last }] : []
  return [...below, ...above]
}
