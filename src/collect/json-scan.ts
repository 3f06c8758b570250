/** What a quick look over JSON bytes found. No flag: every member name is unique in its object, numbers and strings are ordinary. */
export const SUSPECT = {
  /** an object with two member names that hash alike, or with more members than the scan compares */
  duplicate: 1,
  /** a number of 16 digits or more, which a double may not hold */
  longNumber: 2,
  /** a name `__proto__` or with \u or \/ escapes, a string with a surrogate escape, a number with an exponent */
  unusual: 4,
  /** nested deeper than MAX_DEPTH */
  deep: 8,
} as const

/** Levels of nesting beyond which an object is not taken: no Kubernetes API comes near. */
export const MAX_DEPTH = 200

/** Members of one object that are compared here, each with each; of more, a look that takes a set is cheaper. */
const MAX_COMPARED = 256

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const LETTER_U = 0x75

const names = new Int32Array(MAX_COMPARED * (MAX_DEPTH + 1) + 1)
const firstName = new Int32Array(MAX_DEPTH + 2)
const isObject = new Uint8Array(MAX_DEPTH + 2)
const PROTO = hashOf('__proto__')

/** What the look over one value came to: SUSPECT flags, and the offset after the value. */
export type Scan = { readonly flags: number; readonly end: number }

/**
 * Looks over the one JSON value that begins at an offset, without blanks before it, and says what needs a closer look.
 *
 * JSON.parse keeps the last of two members of one name and says nothing; this is how exhibit notices, in about a quarter of its time: one pass, no
 * allocation. It may suspect what is harmless, and never misses: names are compared by a hash of their bytes, and a name that could be spelled
 * otherwise is suspect by itself. It does not check the syntax: flags mean something once JSON.parse has accepted the value. An end beyond the bytes says that the
 * value does not end.
 */
export function scanValue(bytes: Uint8Array, from: number): Scan {
  const { length } = bytes
  let flags = 0
  let depth = 0
  let top = 0
  let nameNext = false
  let at = from
  while (at < length) {
    const byte = bytes[at++] ?? 0
    if (byte === QUOTE) {
      const end = nameNext ? nameEnd(bytes, at, top) : stringEnd(bytes, at)
      flags |= Number(end < 0) * SUSPECT.unusual
      at = Math.abs(end)
      flags |= nameNext ? nameSuspicion(top++, depth) : 0
      nameNext = false
    } else if (byte === COMMA) nameNext = isObject[depth] === 1
    else if (isOpening(byte)) {
      nameNext = byte === OPEN_BRACE
      flags |= openLevel(++depth, top, nameNext)
      continue
    } else if (isClosing(byte)) {
      nameNext = false
      top = firstName[depth--] ?? 0
    } else if (isWordByte(byte)) {
      const end = wordEnd(bytes, at)
      flags |= wordSuspicion(bytes, at - 1, end)
      at = end
    }
    if (depth === 0) return { flags, end: at }
  }
  return { flags, end: length + 1 }
}

/** Notes where the names of a new object or array begin; deeper levels than MAX_DEPTH are not followed, only named. */
function openLevel(depth: number, top: number, object: boolean): number {
  if (depth > MAX_DEPTH) return SUSPECT.deep
  firstName[depth] = top
  isObject[depth] = object ? 1 : 0
  return 0
}

/** The offset after the name's closing quote, negative where it is unusual; its hash is put into the slot. */
function nameEnd(bytes: Uint8Array, from: number, slot: number): number {
  let hash = 17
  let at = from
  let unusual = false
  for (let byte = bytes[at++] ?? QUOTE; byte !== QUOTE; byte = bytes[at++] ?? QUOTE) {
    if (byte === BACKSLASH) {
      const escaped = bytes[at++] ?? 0
      if (escaped === LETTER_U || escaped === 0x2f) unusual = true
      hash = (Math.imul(hash, 31) + escaped) | 0
    }
    hash = (Math.imul(hash, 31) + byte) | 0
  }
  names[slot] = hash
  return unusual ? -at : at
}

/** The offset after the string's closing quote, negative where it holds a surrogate escape. */
function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from
  let unusual = false
  for (let byte = bytes[at++] ?? QUOTE; byte !== QUOTE; byte = bytes[at++] ?? QUOTE)
    if (byte === BACKSLASH && bytes[at++] === LETTER_U && ((bytes[at] ?? 0) | 0x20) === 0x64)
      unusual = true
  return unusual ? -at : at
}

/** Whether the name in a slot is `__proto__`, or hashes like one that stands before it in the same object. */
function nameSuspicion(slot: number, depth: number): number {
  const hash = names[slot]
  const first = firstName[depth] ?? 0
  if (hash === undefined || slot - first >= MAX_COMPARED) return SUSPECT.duplicate
  if (hash === PROTO) return SUSPECT.unusual
  for (let known = first; known < slot; known++) if (names[known] === hash) return SUSPECT.duplicate
  return 0
}

/** A number or one of the words true, false, null: a number may be long, or have an exponent. */
function wordSuspicion(bytes: Uint8Array, from: number, end: number): number {
  if ((bytes[from] ?? 0) >= 0x61) return 0
  for (let at = from; at < end; at++) if (((bytes[at] ?? 0) | 0x20) === 0x65) return SUSPECT.unusual
  return end - from >= 16 ? SUSPECT.longNumber : 0
}

function wordEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (isWordByte(bytes[at] ?? 0)) at++
  return at
}

/** Digits, letters, and the signs and points of numbers. */
function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x2d && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x45
  )
}

function isOpening(byte: number): boolean {
  return byte === OPEN_BRACE || byte === OPEN_BRACKET
}

function isClosing(byte: number): boolean {
  return byte === CLOSE_BRACE || byte === CLOSE_BRACKET
}

function hashOf(name: string): number {
  nameEnd(Buffer.from(`${name}"`), 0, 0)
  return names[0] ?? 0
}
