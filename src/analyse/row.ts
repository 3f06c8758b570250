/**
 * One answer per column: those that rules single out in a small hash table, one answer for all the rest; or, where most columns have
 * answers of their own, a plain array. Most policies name a few peers, so rows stay a few hundred bytes however large the cluster is.
 */
export type Row = {
  /** the answer of columns that have none of their own */
  readonly rest: number
  /** column + 1 at its place, 0 where free; a power of two long, never full */
  readonly keys: Uint32Array
  readonly answers: Uint32Array
  /** instead of keys and answers: an answer per column */
  readonly dense?: Uint32Array
}

/** With more columns of their own than one in so many, a plain array is smaller. */
const SPARSE_SHARE = 4
const NO_KEYS = new Uint32Array(1)

/** A row over so many columns; `own` and `answers` go together. */
export function rowOf(
  columns: number,
  rest: number,
  own: Uint32Array,
  answers: readonly number[],
): Row {
  return own.length * SPARSE_SHARE > columns
    ? denseRow(columns, rest, own, answers)
    : sparseRow(rest, own, answers)
}

/** The answer of one column. */
export function answerAt(row: Row, column: number): number {
  const { keys, dense } = row
  if (dense !== undefined) return dense[column] ?? row.rest
  const mask = keys.length - 1
  for (let place = placeOf(column, mask); ; place = (place + 1) & mask) {
    const key = keys[place] ?? 0
    if (key === column + 1) return row.answers[place] ?? row.rest
    if (key === 0) return row.rest
  }
}

/** Bytes that a row takes. */
export function bytesOf({ keys, dense }: Row): number {
  return dense === undefined ? 2 * keys.byteLength : dense.byteLength
}

function denseRow(
  columns: number,
  rest: number,
  own: Uint32Array,
  answers: readonly number[],
): Row {
  const dense = new Uint32Array(columns).fill(rest)
  for (const [at, column] of own.entries()) dense[column] = answers[at] ?? rest
  return { rest, keys: NO_KEYS, answers: NO_KEYS, dense }
}

function sparseRow(rest: number, own: Uint32Array, answers: readonly number[]): Row {
  let size = 2
  while (size < 2 * own.length) size *= 2
  const keys = new Uint32Array(size)
  const values = new Uint32Array(size)
  for (const [at, column] of own.entries()) {
    let place = placeOf(column, size - 1)
    while (keys[place] !== 0) place = (place + 1) & (size - 1)
    keys[place] = column + 1
    values[place] = answers[at] ?? rest
  }
  return { rest, keys, answers: values }
}

/** Spreads neighbouring columns (Knuth's multiplicative hash). */
function placeOf(column: number, mask: number): number {
  return (Math.imul(column, 0x9e3779b1) >>> 15) & mask
}
