/**
 * One answer per column: those that rules single out in a small hash table, one answer for all others of each kin; or, where most columns have
 * answers of their own, a plain array. Most policies name a few peers, so rows stay a few hundred bytes however large the cluster is.
 */
export type Row = {
  /** the kin of each column, the same for all rows */
  readonly kin: Uint16Array
  /** by kin, the answer of columns that have none of their own */
  readonly rests: Uint32Array
  /** column + 1 at its place, 0 where free; a power of two long, never full */
  readonly keys: Uint32Array
  readonly answers: Uint32Array
  /** instead of keys and answers: an answer per column */
  readonly dense?: Uint32Array
}

/** With more columns of their own than one in so many, a plain array is smaller. */
const SPARSE_SHARE = 4
const NO_KEYS = new Uint32Array(1)

/** A row over columns of such kin; `own` and `answers` go together. */
export function rowOf(
  kin: Uint16Array,
  rests: Uint32Array,
  own: readonly number[],
  answers: readonly number[],
): Row {
  if (own.length * SPARSE_SHARE > kin.length)
    return {
      kin,
      rests,
      keys: NO_KEYS,
      answers: NO_KEYS,
      dense: denseRow(kin, rests, own, answers),
    }
  return { kin, rests, ...sparseRow(own, answers) }
}

/** The answer of one column. */
export function answerAt(row: Row, column: number): number {
  const { keys, dense } = row
  if (dense !== undefined) return dense[column] ?? 0
  const mask = keys.length - 1
  for (let place = placeOf(column, mask); ; place = (place + 1) & mask) {
    const key = keys[place] ?? 0
    if (key === column + 1) return row.answers[place] ?? 0
    if (key === 0) return row.rests[row.kin[column] ?? 0] ?? 0
  }
}

/** The columns that have answers of their own; in a plain array all of them. */
export function* ownColumns({ keys, dense }: Row): Generator<number> {
  if (dense === undefined) for (const key of keys) if (key !== 0) yield key - 1
  if (dense !== undefined) yield* dense.keys()
}

/** Bytes that a row takes. */
export function bytesOf({ keys, rests, dense }: Row): number {
  return rests.byteLength + (dense === undefined ? 2 * keys.byteLength : dense.byteLength)
}

function denseRow(
  kin: Uint16Array,
  rests: Uint32Array,
  own: readonly number[],
  answers: readonly number[],
): Uint32Array {
  const dense = new Uint32Array(kin.length)
  for (let column = 0; column < kin.length; column++) dense[column] = rests[kin[column] ?? 0] ?? 0
  for (const [at, column] of own.entries()) dense[column] = answers[at] ?? 0
  return dense
}

function sparseRow(
  own: readonly number[],
  answers: readonly number[],
): Pick<Row, 'keys' | 'answers'> {
  if (own.length === 0) return { keys: NO_KEYS, answers: NO_KEYS }
  let size = 2
  while (size < 2 * own.length) size *= 2
  const keys = new Uint32Array(size)
  const values = new Uint32Array(size)
  for (let at = 0; at < own.length; at++) {
    const column = own[at] ?? 0
    let place = placeOf(column, size - 1)
    while (keys[place] !== 0) place = (place + 1) & (size - 1)
    keys[place] = column + 1
    values[place] = answers[at] ?? 0
  }
  return { keys, answers: values }
}

/** Spreads neighbouring columns (Knuth's multiplicative hash). */
function placeOf(column: number, mask: number): number {
  return (Math.imul(column, 0x9e3779b1) >>> 15) & mask
}
