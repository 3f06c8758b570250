/** Up to this many ids a table of pairs is a flat array; beyond it, a map: slower, never wrong. */
const FLAT_LIMIT = 2048
/** So many pairs of the map are remembered before all of them are forgotten: slower again, never wrong. */
const FAR_LIMIT = 500_000

/** A function of two small ids that computes each pair once; with `forgets: false` however many pairs there are. */
export function memoTable(
  compute: (a: number, b: number) => number,
  { forgets = true } = {},
): (a: number, b: number) => number {
  let width = 64
  let flat = new Int32Array(width * width).fill(-1)
  const far = new Map<number, number>()

  const widen = (id: number): void => {
    let wider = width
    while (wider <= id) wider *= 2
    const grown = new Int32Array(wider * wider).fill(-1)
    for (let row = 0; row < width; row++)
      grown.set(flat.subarray(row * width, (row + 1) * width), row * wider)
    flat = grown
    width = wider
  }

  const beyond = (a: number, b: number): number => {
    const key = a * 2 ** 26 + b
    const known = far.get(key)
    if (known !== undefined) return known
    const result = compute(a, b)
    if (forgets && far.size >= FAR_LIMIT) far.clear()
    far.set(key, result)
    return result
  }

  return (a, b) => {
    const largest = a > b ? a : b
    if (largest >= FLAT_LIMIT) return beyond(a, b)
    if (largest >= width) widen(largest)
    const known = flat[a * width + b] ?? -1
    if (known >= 0) return known
    const result = compute(a, b)
    flat[a * width + b] = result
    return result
  }
}
