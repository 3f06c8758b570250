import { LAST_ADDRESS, parseCidr } from '../core/ip-address.ts'
import type { IpAddress, IpRange } from '../core/ip-address.ts'

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

/** Elementary ranges of one family by their first addresses, and in which blocks each lies. */
type Cut = {
  readonly family: 4 | 6
  readonly starts: readonly bigint[]
  readonly blocks: number[][]
}

/**
 * Cuts the addresses into the coarsest cells that no block divides (netpol.md, elementary intervals merged by membership).
 *
 * Throws on a CIDR that cannot be read: policies and options are checked before.
 */
export function addressCells(blocks: readonly AddressBlock[]): AddressCells {
  const ranges = blocks.map(rangesOf)
  const cuts = ([4, 6] as const).map((family) => cutOf(family, ranges))
  const cells: Cell[] = []
  const cellOfStart = cuts.map((cut) => mergeInto(cells, cut))
  const byBlock = new Map(blocks.map((block) => [keyOf(block), new Set<number>()]))
  for (const [family, cut] of cuts.entries())
    for (const [start, inside] of cut.blocks.entries())
      for (const block of inside) held(blocks[block]).add(cellOfStart[family]?.[start] ?? -1)

  function held(block: AddressBlock | undefined): Set<number> {
    const found = block && byBlock.get(keyOf(block))
    if (found === undefined) throw new Error('an address block that the cells were not made for')
    return found
  }

  return {
    cells,
    cellOf: ({ family, value }) => {
      const index = family === 4 ? 0 : 1
      return cellOfStart[index]?.[lastAtOrBefore(cuts[index]?.starts ?? [], value)] ?? -1
    },
    cellsOf: (block) => [...held(block)].sort((a, b) => a - b),
  }
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

function cutOf(family: 4 | 6, blocks: readonly (readonly IpRange[])[]): Cut {
  const own = blocks.map((ranges) => ranges.filter((range) => range.family === family))
  const borders = own.flat().flatMap(({ first, last }) => [first, last + 1n])
  const starts = [...new Set([0n, ...borders])]
    .filter((start) => start <= LAST_ADDRESS[family])
    .sort((a, b) => (a < b ? -1 : 1))
  const inside: number[][] = starts.map(() => [])
  for (const [block, ranges] of own.entries())
    for (const { first, last } of ranges)
      for (let at = lastAtOrBefore(starts, first); (starts[at] ?? last + 1n) <= last; at++)
        inside[at]?.push(block)
  return { family, starts, blocks: inside }
}

/** Adds a cell for each membership of a cut; gives the cell of each elementary range. */
function mergeInto(cells: Cell[], { family, starts, blocks }: Cut): readonly number[] {
  const found = new Map<string, { index: number; ranges: IpRange[] }>()
  return starts.map((first, at) => {
    const last = (starts[at + 1] ?? LAST_ADDRESS[family] + 1n) - 1n
    const key = (blocks[at] ?? []).join()
    const cell = found.get(key) ?? { index: cells.length, ranges: [] }
    if (!found.has(key)) cells.push({ family, ranges: cell.ranges })
    found.set(key, cell)
    cell.ranges.push({ family, first, last })
    return cell.index
  })
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
