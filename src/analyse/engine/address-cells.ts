import { LAST_ADDRESS, parseCidr } from '../../core/ip-address.ts'
import type { IpAddress, IpRange } from '../../core/ip-address.ts'

/** A CIDR less its exceptions, as policies state it. */
export type AddressBlock = { readonly cidr: string; readonly except: readonly string[] }

/** Addresses that are in the same blocks: several ranges of one family, sorted. */
export type Cell = { readonly family: 4 | 6; readonly ranges: readonly IpRange[] }

/** All addresses of both families, cut where any block begins or ends. */
export type AddressCells = {
  /** IPv4 first, then by the lowest address */
  readonly cells: readonly Cell[]
  readonly cellOf: (address: IpAddress) => number
  /** cells that a block holds, ascending; the block must be one of those that the cells were made for */
  readonly cellsOf: (block: AddressBlock) => readonly number[]
}

/** Elementary ranges of one family by their first addresses, and the cell of each. */
type Cut = {
  readonly family: 4 | 6
  readonly starts: readonly bigint[]
  readonly cellOf: Uint32Array
}

/**
 * Cuts the addresses into the coarsest cells that no block divides (netpol.md, elementary intervals merged by membership).
 *
 * `groups` are told from all others as well, each as a whole. Throws on a CIDR that cannot be read: policies and options are checked before.
 */
export function addressCells(
  blocks: readonly AddressBlock[],
  groups: readonly (readonly AddressBlock[])[] = [],
): AddressCells {
  const ranges = new Map(blocks.map((block) => [keyOf(block), block] as const))
  const disjoint = new Map([...ranges].map(([key, block]) => [key, rangesOf(block)] as const))
  const together = groups.map((group) => group.flatMap(rangesOf))
  const cells: Cell[] = []
  const cuts = ([4, 6] as const).map((family) =>
    cutOf(
      family,
      [...disjoint.values(), ...together].map((all) =>
        all.filter((range) => range.family === family),
      ),
      cells,
    ),
  )
  const held = new Map<string, readonly number[]>()

  function find(block: AddressBlock): readonly number[] {
    const own = disjoint.get(keyOf(block))
    if (own === undefined) throw new Error('an address block that the cells were not made for')
    const found = new Set(own.flatMap((range) => cellsIn(cuts[range.family === 4 ? 0 : 1], range)))
    return [...found].sort((a, b) => a - b)
  }

  return {
    cells,
    cellOf: ({ family, value }) => {
      const cut = cuts[family === 4 ? 0 : 1]
      return cut?.cellOf[lastAtOrBefore(cut.starts, value)] ?? -1
    },
    cellsOf: (block) => {
      const key = keyOf(block)
      const known = held.get(key)
      if (known !== undefined) return known
      const found = find(block)
      if (found.length <= KEPT_CELLS) held.set(key, found)
      return found
    },
  }
}

/** Longer lists of cells are made anew when asked for. */
const KEPT_CELLS = 16

function cellsIn(cut: Cut | undefined, { first, last }: IpRange): number[] {
  if (cut === undefined) return []
  const { starts, cellOf } = cut
  const found: number[] = []
  const end = lastAtOrBefore(starts, last)
  for (let at = lastAtOrBefore(starts, first); at <= end; at++) found.push(cellOf[at] ?? -1)
  return found
}

function keyOf({ cidr, except }: AddressBlock): string {
  return [cidr, ...except].join(' ')
}

/** The addresses of a block as disjoint ranges. */
function rangesOf({ cidr, except }: AddressBlock): readonly IpRange[] {
  return except
    .map(rangeOf)
    .reduce((left, hole) => left.flatMap((range) => without(range, hole)), [rangeOf(cidr)])
}

function rangeOf(cidr: string): IpRange {
  const range = parseCidr(cidr)
  if (range === undefined) throw new Error(`not a CIDR: ${cidr}`)
  return range
}

function without(range: IpRange, hole: IpRange): IpRange[] {
  if (range.family !== hole.family || hole.last < range.first || hole.first > range.last)
    return [range]
  return [
    { ...range, last: hole.first - 1n },
    { ...range, first: hole.last + 1n },
  ].filter(({ first, last }) => first <= last)
}

/** Cuts one family where blocks begin and end, and adds its cells; a cell for each membership. */
function cutOf(family: 4 | 6, blocks: readonly (readonly IpRange[])[], cells: Cell[]): Cut {
  const borders = blocks.flat().flatMap(({ first, last }) => [first, last + 1n])
  const starts = [...new Set([0n, ...borders])]
    .filter((start) => start <= LAST_ADDRESS[family])
    .sort((a, b) => (a < b ? -1 : 1))
  const memberships = membershipsOf(starts, blocks)
  const found = new Map<number, { readonly index: number; readonly ranges: IpRange[] }>()
  const cellOf = Uint32Array.from(starts, (first, at) => {
    const last = (starts[at + 1] ?? LAST_ADDRESS[family] + 1n) - 1n
    const membership = memberships[at] ?? 0
    const cell = found.get(membership) ?? { index: cells.length, ranges: [] }
    if (!found.has(membership)) cells.push({ family, ranges: cell.ranges })
    found.set(membership, cell)
    cell.ranges.push({ family, first, last })
    return cell.index
  })
  return { family, starts, cellOf }
}

/**
 * A number for each elementary range, equal where the ranges are in the same blocks: all begin alike, and each block divides those it holds from
 * those it does not. Lists of blocks per range would be too long where thousands of blocks lie within each other.
 */
function membershipsOf(
  starts: readonly bigint[],
  blocks: readonly (readonly IpRange[])[],
): Uint32Array {
  const memberships = new Uint32Array(starts.length)
  let next = 1
  for (const ranges of blocks) {
    const divided = new Map<number, number>()
    for (const { first, last } of ranges) {
      const end = lastAtOrBefore(starts, last)
      for (let at = lastAtOrBefore(starts, first); at <= end; at++) {
        const membership = memberships[at] ?? 0
        const own = divided.get(membership) ?? next++
        divided.set(membership, own)
        memberships[at] = own
      }
    }
  }
  return memberships
}

function lastAtOrBefore(starts: readonly bigint[], value: bigint): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((starts[middle] ?? 0n) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
