import type { ConnectionSets } from './connection-sets.ts'
import type { Kin } from './kin.ts'

/**
 * The working state of one row: for each column, which connections may still be undecided, allowed, denied, or passed on to the next tier.
 *
 * The four need not be disjoint: a connection that stands in two of them is indeterminate so far. The first slots are those of the kin, which
 * their columns share until a rule singles one out, so that the work follows what rules match and not the number of columns.
 */
export type Slate = {
  readonly undecided: Uint32Array
  readonly allowed: Uint32Array
  readonly denied: Uint32Array
  readonly passed: Uint32Array
  readonly kin: Kin
  /** slots in use, those of the kin among them */
  readonly count: () => number
  /** the slot of a column, its own from now on */
  readonly slotOf: (column: number) => number
  /** the slot that a slot began as: that of the kin of its column */
  readonly parentOf: (slot: number) => number
  /** the columns that have slots of their own, whose first is the one after those of the kin */
  readonly columns: () => Uint32Array
  /** everything undecided for all columns */
  readonly reset: () => void
}

/** A slate for rows over columns of such kin; made once and reset for each row. */
export function slateFor(kin: Kin, sets: ConnectionSets): Slate {
  const columns = kin.of.length
  const first = kin.count
  const slots = new Uint32Array(columns)
  const owners = new Uint32Array(columns)
  const undecided = new Uint32Array(first + columns)
  const allowed = new Uint32Array(first + columns)
  const denied = new Uint32Array(first + columns)
  const passed = new Uint32Array(first + columns)
  let used = first
  const all = [undecided, allowed, denied, passed]
  return {
    undecided,
    allowed,
    denied,
    passed,
    kin,
    count: () => used,
    slotOf: (column) => {
      const known = slots[column] ?? 0
      if (known !== 0) return known
      const parent = kin.of[column] ?? 0
      for (const field of all) field[used] = field[parent] ?? 0
      owners[used - first] = column
      slots[column] = used
      return used++
    },
    parentOf: (slot) => (slot < first ? slot : (kin.of[owners[slot - first] ?? 0] ?? 0)),
    columns: () => owners.subarray(0, used - first),
    reset: () => {
      for (const column of owners.subarray(0, used - first)) slots[column] = 0
      used = first
      undecided.fill(sets.all, 0, first)
      for (const field of [allowed, denied, passed]) field.fill(sets.none, 0, first)
    },
  }
}
