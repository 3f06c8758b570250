import { scanValue } from './json-scan.ts'
import type { Scan } from './json-scan.ts'

/** Where one item stands in the bytes of a page, and what the scan suspects of it. */
export type ItemRange = {
  readonly from: number
  readonly to: number
  readonly flags: Scan['flags']
  readonly fieldSets: Scan['fieldSets']
}

/** The array `items` of a list's JSON: the offsets between its brackets, and its items. */
export type ItemRanges = {
  readonly start: number
  readonly end: number
  readonly items: readonly ItemRange[]
}

const QUOTE = 0x22
const COMMA = 0x2c
const CLOSE_BRACKET = 0x5d
const NAME = Buffer.from('"items"')

/**
 * Where the first top-level member `items` of a JSON object stands, and each of its items; undefined when there is no such array, or when it is not
 * written as JSON.
 *
 * Items and what stands around them are not checked: JSON.parse does that for each.
 */
export function itemRanges(bytes: Uint8Array): ItemRanges | undefined {
  const start = itemsStart(bytes)
  if (start === undefined) return undefined
  const items: ItemRange[] = []
  let at = blanksEnd(bytes, start)
  if (bytes[at] === CLOSE_BRACKET) return { start, end: at, items }
  for (;;) {
    const { flags, end, fieldSets } = scanValue(bytes, at)
    if (end > bytes.length || end === at) return undefined
    items.push({ from: at, to: end, flags, fieldSets })
    const next = blanksEnd(bytes, end)
    if (bytes[next] === CLOSE_BRACKET) return { start, end: next, items }
    if (bytes[next] !== COMMA) return undefined
    at = blanksEnd(bytes, next + 1)
  }
}

/** The offset after the array's opening bracket. */
function itemsStart(bytes: Uint8Array): number | undefined {
  let at = blanksEnd(bytes, 0) + 1
  while (at < bytes.length) {
    const name = blanksEnd(bytes, at)
    if (bytes[name] !== QUOTE) return undefined
    const nameEnd = scanValue(bytes, name).end
    const value = blanksEnd(bytes, blanksEnd(bytes, nameEnd) + 1)
    if (NAME.equals(bytes.subarray(name, nameEnd)))
      return bytes[value] === 0x5b ? value + 1 : undefined
    at = blanksEnd(bytes, scanValue(bytes, value).end) + 1
  }
  return undefined
}

function blanksEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (isBlank(bytes[at] ?? 0)) at++
  return at
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}
