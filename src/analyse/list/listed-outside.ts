import type { IpRange } from '../../core/ip-address.ts'
import type { AddressCell, Endpoint, Reach } from '../../model/reachability.ts'
import type { ConnectionSets } from '../engine/connection-sets.ts'
import { cellRanges } from '../engine/address-ranges.ts'
import { mergeNeighbours } from './listed-ranges.ts'
import { addFound } from './may-pass.ts'
import type { Found, MayPass } from './may-pass.ts'

/** A range of addresses outside of the cluster, and what may pass between it and a peer. */
export type RangeFound = { readonly range: IpRange; readonly found: Found }

/**
 * The ranges of addresses with which something may pass, in order; neighbours with equal connections are one. Takes what was found with any
 * endpoint, as often as the peer has classes; pods among them are left out.
 */
export function foundByRange(
  cells: readonly AddressCell[],
  mayPass: MayPass,
  sets: ConnectionSets,
): (reaches: readonly (readonly [Endpoint, Reach])[]) => readonly RangeFound[] {
  // A cell may be only a part of that of the analysis, whose number it has.
  const ranges = new Map(cells.map((cell) => [cell.index, cellRanges(cell)]))
  return (reaches) => {
    const found = new Map<number, Found>()
    for (const [{ index }, reach] of reaches) {
      const passing = mayPass(reach)
      if (ranges.has(index) && passing.may !== sets.none) addFound(found, index, passing, sets)
    }
    const all = [...found].flatMap(([cell, each]) =>
      (ranges.get(cell) ?? []).map((range) => ({ range, found: each })),
    )
    return mergeNeighbours(
      all,
      (a, b) => a.found.may === b.found.may && a.found.sure === b.found.sure,
    )
  }
}
