import { parseIpAddress } from '../../core/ip-address.ts'
import type { IpAddress } from '../../core/ip-address.ts'
import type { AddressCell, Reachability } from '../../model/reachability.ts'

/** The cell that holds an address; undefined where none does. */
export type CellFinder = (address: IpAddress) => AddressCell | undefined

type Start = { readonly first: bigint; readonly last: bigint; readonly cell: AddressCell }

/** Reads the bounds of cells once and sorts them; each look-up is a binary search among the ranges of one family. */
export function cellFinder(cells: readonly AddressCell[]): CellFinder {
  const starts = { 4: startsOf(cells, 4), 6: startsOf(cells, 6) }
  return ({ family, value }) => {
    const found = lastAtOrBefore(starts[family], value)
    return found !== undefined && value <= found.last ? found.cell : undefined
  }
}

/** The finder of an analysis, made once. */
export function cellsOf(reachability: Reachability): CellFinder {
  const found = finders.get(reachability) ?? cellFinder(reachability.addressCells)
  finders.set(reachability, found)
  return found
}

const finders = new WeakMap<Reachability, CellFinder>()

function startsOf(cells: readonly AddressCell[], family: 4 | 6): readonly Start[] {
  return cells
    .filter((cell) => cell.family === family)
    .flatMap((cell) =>
      cell.ranges.map(({ from, to }) => ({ first: numberOf(from), last: numberOf(to), cell })),
    )
    .sort((a, b) => (a.first < b.first ? -1 : 1))
}

function lastAtOrBefore(starts: readonly Start[], value: bigint): Start | undefined {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((starts[middle]?.first ?? value) <= value) low = middle + 1
    else high = middle
  }
  return starts[low - 1]
}

function numberOf(text: string): bigint {
  const address = parseIpAddress(text)
  if (address === undefined) throw new Error(`not an address: ${text}`)
  return address.value
}
