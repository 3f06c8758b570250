import type { ConnectionSets } from './connection-sets.ts'

/**
 * The working state of one row: for each column, which connections may still be undecided, allowed, denied, or passed on to the next tier.
 *
 * The four need not be disjoint: a connection that stands in two of them is indeterminate so far. Columns that no rule has singled out yet
 * share slot 0, so that the work follows what rules match and not the number of columns.
 */
export type Slate = {
  readonly undecided: Uint32Array
  readonly allowed: Uint32Array
  readonly denied: Uint32Array
  readonly passed: Uint32Array
  /** slots in use, at least 1 */
  readonly count: () => number
  /** the slot of a column, its own from now on */
  readonly slotOf: (column: number) => number
  /** the columns that have slots of their own; column of slot `n` at `n - 1` */
  readonly columns: () => Uint32Array
  /** everything undecided for all columns */
  readonly reset: () => void
}

/** A slate for rows of so many columns; made once and reset for each row. */
export function slateFor(columns: number, sets: ConnectionSets): Slate {
  const slots = new Uint32Array(columns)
  const owners = new Uint32Array(columns)
  const undecided = new Uint32Array(columns + 1)
  const allowed = new Uint32Array(columns + 1)
  const denied = new Uint32Array(columns + 1)
  const passed = new Uint32Array(columns + 1)
  let used = 1
  const all = [undecided, allowed, denied, passed]
  return {
    undecided,
    allowed,
    denied,
    passed,
    count: () => used,
    slotOf: (column) => {
      const known = slots[column] ?? 0
      if (known !== 0) return known
      for (const field of all) field[used] = field[0] ?? 0
      owners[used - 1] = column
      slots[column] = used
      return used++
    },
    columns: () => owners.subarray(0, used - 1),
    reset: () => {
      for (const column of owners.subarray(0, used - 1)) slots[column] = 0
      used = 1
      undecided[0] = sets.all
      for (const field of [allowed, denied, passed]) field[0] = sets.none
    },
  }
}
