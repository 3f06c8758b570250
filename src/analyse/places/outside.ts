import { formatIpAddress, parseIpAddress } from '../../core/ip-address.ts'
import type { IpRange } from '../../core/ip-address.ts'
import type { AddressCell, Reachability } from '../../model/reachability.ts'
import { cellRanges } from '../engine/address-ranges.ts'
import { rangeTexts } from '../names.ts'
import { addressesKnown, addressSide, servicesUnlisted } from './address-book.ts'
import { cellParty } from './party.ts'
import { sideOf } from './sides.ts'
import type { Side } from './sides.ts'

/**
 * The outside as the cells of an analysis divide it, less ranges of which every address belongs to a pod, a node or a Service: rules that name such
 * an address make a range of it, which is no part of the outside. Larger ranges keep their names, whoever has addresses within.
 */
export type Outside = {
  /** cells of which something is left, with the ranges that are */
  readonly cells: readonly AddressCell[]
  /** the addresses of the other ranges, canonical, in the order of the cells */
  readonly taken: readonly string[]
}

/** The outside of an analysis. Cost: the addresses that are known, sorted, and a look-up for each range. */
export function outsideIn(reachability: Reachability): Outside {
  const known = addressesKnown(reachability)
  const values = { 4: valuesOf(known, 4), 6: valuesOf(known, 6) }
  const isTaken = ({ family, first, last }: IpRange) =>
    last - first < BigInt(values[family].length) &&
    countTo(values[family], last) - countTo(values[family], first - 1n) === Number(last - first) + 1
  const found = reachability.addressCells.map((cell) => {
    const { taken = [], left = [] } = Object.groupBy(cellRanges(cell), (range) =>
      isTaken(range) ? 'taken' : 'left',
    )
    const ranges = rangeTexts({ family: cell.family, ranges: left })
    return { cell: taken.length === 0 ? cell : { ...cell, ranges }, taken }
  })
  return {
    cells: found.flatMap(({ cell }) => (cell.ranges.length === 0 ? [] : cell)),
    taken: found.flatMap(({ taken }) => taken.flatMap(addressesOf)),
  }
}

/** A side for each part of the outside. One of a single address is asked as that address is, which a Service that was not read may have. */
export function outsideSides(reachability: Reachability, { cells }: Outside): readonly Side[] {
  return cells.flatMap((cell) => {
    const [range, ...more] = cell.ranges
    const only = range?.from === range?.to && more.length === 0 ? range?.from : undefined
    return only === undefined ? sideOf(cellParty(cell)) : sidesOf(reachability, only)
  })
}

/** The addresses that are no part of the outside, as they are asked for by themselves; those of pods, which stand for themselves, are left out. */
export function takenSides(reachability: Reachability, { taken }: Outside): readonly Side[] {
  return taken
    .flatMap((text) => sidesOf(reachability, text))
    .filter(
      ({ either, services = [] }) =>
        services.length > 0 || either.some(({ endpoint }) => endpoint.kind !== 'pods'),
    )
}

/** Whether an address is one at which the outside finds a Service, and nothing else. */
export function isOfBalancers({ services = [], either }: Side): boolean {
  return (
    services.length > 0 &&
    services.every(({ own }) => !own) &&
    either.every(({ endpoint, where }) => endpoint.kind !== 'pods' && !where.onHost)
  )
}

/** So many addresses are named, and the rest counted. */
const NAMED = 5

/** What lists of the outside leave out or do not know, a sentence each; empty: nothing. */
export function outsideLimits(reachability: Reachability, taken: readonly string[]): string[] {
  const unlisted = servicesUnlisted(reachability)
  const named = taken
    .slice(0, NAMED)
    .flatMap((text) => sidesOf(reachability, text).flatMap(({ said }) => said ?? []))
  const more = taken.length > NAMED ? `; and ${taken.length - NAMED} more` : ''
  return [
    ...(named.length === 0
      ? []
      : [`left out of the outside, ask for them by themselves: ${named.join('; ')}${more}`]),
    ...(unlisted === undefined
      ? []
      : [`${unlisted}: an address of the outside may be that of one, and lead to pods`]),
  ]
}

function sidesOf(reachability: Reachability, text: string): readonly Side[] {
  const address = parseIpAddress(text)
  return address === undefined ? [] : addressSide(reachability, text, address)
}

function addressesOf({ family, first, last }: IpRange): readonly string[] {
  return Array.from({ length: Number(last - first) + 1 }, (_, at) =>
    formatIpAddress({ family, value: first + BigInt(at) }),
  )
}

/** Ascending, each once. */
function valuesOf(texts: ReadonlySet<string>, family: 4 | 6): readonly bigint[] {
  const values = [...texts].flatMap((text) => {
    const address = parseIpAddress(text)
    return address?.family === family ? address.value : []
  })
  return [...new Set(values)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

/** How many of ascending values are at most this one. */
function countTo(values: readonly bigint[], value: bigint): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] ?? value) <= value) low = middle + 1
    else high = middle
  }
  return low
}
