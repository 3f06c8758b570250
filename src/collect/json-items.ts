/** Byte offsets in a list's JSON: between the brackets of its top-level member `items`, and of each item. */
export type ItemRanges = {
  /** just after the opening bracket; the text's end when there is no such array */
  readonly start: number
  /** at the closing bracket */
  readonly end: number
  readonly items: readonly { readonly from: number; readonly to: number }[]
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const NAME = Buffer.from('"items"')

/** Where the first top-level member `items` of a JSON object stands, and each of its items. The bytes must be JSON, and the items objects. */
export function itemRanges(bytes: Uint8Array): ItemRanges {
  const start = itemsStart(bytes)
  const items: { from: number; to: number }[] = []
  let at = start
  while (at < bytes.length && bytes[at] !== 0x5d) {
    if (isBetween(bytes[at] ?? 0)) {
      at++
      continue
    }
    const to = valueEnd(bytes, at)
    items.push({ from: at, to })
    at = to
  }
  return { start, end: at, items }
}

/** The offset after the opening bracket of the array; the length when there is none. */
function itemsStart(bytes: Uint8Array): number {
  let depth = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (isOpening(byte)) depth++
    else if (isClosing(byte)) depth--
    else if (byte === QUOTE) {
      const end = stringEnd(bytes, at)
      const array = depth === 1 && isItems(bytes, at, end) ? arrayStart(bytes, end) : undefined
      if (array !== undefined) return array
      at = end - 1
    }
  }
  return bytes.length
}

function isItems(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from === NAME.length && NAME.equals(bytes.subarray(from, to))
}

/** The offset after `: [`, where that follows. */
function arrayStart(bytes: Uint8Array, from: number): number | undefined {
  const colon = blanksEnd(bytes, from)
  if (bytes[colon] !== 0x3a) return undefined
  const bracket = blanksEnd(bytes, colon + 1)
  return bytes[bracket] === 0x5b ? bracket + 1 : undefined
}

/** The offset after one value that begins here. */
function valueEnd(bytes: Uint8Array, from: number): number {
  let depth = 0
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte === QUOTE) at = stringEnd(bytes, at) - 1
    else if (isOpening(byte)) depth++
    else if (isClosing(byte)) depth--
    if (depth === 0 && endsHere(bytes[at + 1] ?? 0x5d)) return at + 1
  }
  return bytes.length
}

function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from + 1
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at + 1
}

function blanksEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (isBlank(bytes[at] ?? 0)) at++
  return at
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}

function isBetween(byte: number): boolean {
  return byte === 0x2c || isBlank(byte)
}

function endsHere(next: number): boolean {
  return isBetween(next) || isClosing(next)
}

function isOpening(byte: number): boolean {
  return byte === 0x7b || byte === 0x5b
}

function isClosing(byte: number): boolean {
  return byte === 0x7d || byte === 0x5d
}
