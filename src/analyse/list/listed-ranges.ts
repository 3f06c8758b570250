import { LAST_ADDRESS } from '../../core/ip-address.ts'
import type { IpRange } from '../../core/ip-address.ts'

/** All addresses of a family. */
export function allAddresses(family: 4 | 6): IpRange {
  return { family, first: 0n, last: LAST_ADDRESS[family] }
}

/** Items with neighbouring ranges that are equal otherwise, as one; sorted by family and address. */
export function mergeNeighbours<T extends { readonly range: IpRange }>(
  items: readonly T[],
  same: (a: T, b: T) => boolean,
): readonly T[] {
  const merged: T[] = []
  for (const item of items.toSorted((a, b) => byAddress(a.range, b.range))) {
    const last = merged.at(-1)
    if (last !== undefined && adjoins(last.range, item.range) && same(last, item))
      merged[merged.length - 1] = { ...last, range: { ...last.range, last: item.range.last } }
    else merged.push(item)
  }
  return merged
}

function adjoins(a: IpRange, b: IpRange): boolean {
  return a.family === b.family && a.last + 1n === b.first
}

function byAddress(a: IpRange, b: IpRange): number {
  if (a.family !== b.family) return a.family - b.family
  return a.first < b.first ? -1 : a.first > b.first ? 1 : 0
}
