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
const COLON = 0x3a

/** The level of an entry of managedFields in an object: the object itself is 1. */
const ENTRY_DEPTH = 4

/** The names that lead to a field set, each with its level and its closing quote. */
const FIELD_SET: readonly (readonly [depth: number, name: Buffer])[] = [
  [1, Buffer.from('metadata"')],
  [2, Buffer.from('managedFields"')],
  [ENTRY_DEPTH, Buffer.from('fieldsV1"')],
]

const names = new Int32Array(MAX_COMPARED * (MAX_DEPTH + 1) + 1)
const firstName = new Int32Array(MAX_DEPTH + 2)
const isObject = new Uint8Array(MAX_DEPTH + 2)
/** where the last name of each level begins, behind its quote */
const nameStart = new Int32Array(MAX_DEPTH + 2)
const PROTO = hashOf('__proto__')
const FIELDS = hashOf('fieldsV1')

/** What the look over one value came to. */
export type Scan = {
  /** of SUSPECT */
  readonly flags: number
  /** the offset after the value */
  readonly end: number
  /** pairs of offsets: where the field sets of managedFields (meta/v1 FieldsV1) begin and end, of which every byte was checked */
  readonly fieldSets: readonly number[]
}

/** What the look that is going on has found. */
const found = { flags: 0, fieldSets: [] as number[] }

/**
 * Looks over the one JSON value that begins at an offset, without blanks before it, and says what needs a closer look.
 *
 * JSON.parse keeps the last of two members of one name and says nothing; this is how exhibit notices, in about a quarter of its time: one pass, no
 * allocation. It may suspect what is harmless, and never misses: names are compared by a hash of their bytes, and a name that could be spelled
 * otherwise is suspect by itself. It does not check the syntax, but that of field sets: flags mean something once JSON.parse has accepted the value. An end
 * beyond the bytes says that the value does not end.
 */
export function scanValue(bytes: Uint8Array, from: number): Scan {
  const { length } = bytes
  found.flags = 0
  found.fieldSets = []
  let depth = 0
  let top = 0
  let nameNext = false
  let at = from
  while (at < length) {
    const byte = bytes[at++] ?? 0
    if (byte === QUOTE) {
      at = nameNext ? pastName(bytes, at, top++, depth) : stringEnd(bytes, at)
      nameNext = false
    } else if (byte === COMMA) nameNext = isObject[depth] === 1
    else if (isOpening(byte)) {
      nameNext = byte === OPEN_BRACE
      openLevel(++depth, top, nameNext)
      continue
    } else if (isClosing(byte)) {
      nameNext = false
      top = firstName[depth--] ?? 0
    } else if (isWordByte(byte)) at = wordEnd(bytes, at)
    if (depth === 0) return { ...found, end: at }
  }
  return { ...found, end: length + 1 }
}

/** The offset after a name, or after the field set that it names. */
function pastName(bytes: Uint8Array, from: number, slot: number, depth: number): number {
  nameStart[depth] = from
  const end = nameEnd(bytes, from, slot)
  found.flags |= nameSuspicion(slot, depth)
  if (depth !== ENTRY_DEPTH || names[slot] !== FIELDS || !isFieldSet(bytes)) return end
  const setEnd = fieldSetEnd(bytes, end + 1, slot + 1)
  if (bytes[end] !== COLON || setEnd < 0) return end
  found.fieldSets.push(end + 1, setEnd)
  return setEnd
}

/** Whether the last name is metadata.managedFields[].fieldsV1 of the value that is looked over. */
function isFieldSet(bytes: Uint8Array): boolean {
  return (
    isObject[1] === 1 &&
    isObject[2] === 1 &&
    isObject[3] === 0 &&
    FIELD_SET.every(([depth, name]) => {
      const start = nameStart[depth] ?? 0
      return name.equals(bytes.subarray(start, start + name.length))
    })
  )
}

/**
 * The offset after a field set, negative where it is not written as the API server writes it: objects within objects, down to empty ones, without
 * blanks, and in each every name once.
 */
function fieldSetEnd(bytes: Uint8Array, from: number, slot: number): number {
  let depth = ENTRY_DEPTH + 1
  let top = slot
  let at = from + 1
  if (bytes[from] !== OPEN_BRACE) return -1
  firstName[depth] = top
  for (;;) {
    if (bytes[at] === CLOSE_BRACE && bytes[at - 1] === OPEN_BRACE) {
      for (; bytes[at] === CLOSE_BRACE; at++) {
        top = firstName[depth--] ?? 0
        if (depth === ENTRY_DEPTH) return at + 1
      }
      if (bytes[at++] !== COMMA) return -1
    }
    at = openedEnd(bytes, at, top, depth)
    if (at < 0 || ++depth > MAX_DEPTH) return -1
    firstName[depth] = ++top
  }
}

/** The offset after `"name":{`, negative where it does not stand here, or where the name came before. */
function openedEnd(bytes: Uint8Array, from: number, slot: number, depth: number): number {
  const end = bytes[from] === QUOTE ? plainNameEnd(bytes, from + 1, slot) : -1
  if (end < 0 || bytes[end] !== COLON || bytes[end + 1] !== OPEN_BRACE) return -1
  return nameSuspicion(slot, depth) === 0 ? end + 2 : -1
}

/** As nameEnd; negative where the name is no JSON string, or has another escape than that of a quote or a backslash. */
function plainNameEnd(bytes: Uint8Array, from: number, slot: number): number {
  let hash = 17
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte === QUOTE) {
      names[slot] = hash
      return at + 1
    }
    if (byte === BACKSLASH) {
      const escaped = bytes[++at] ?? 0
      if (escaped !== QUOTE && escaped !== BACKSLASH) return -1
      hash = (Math.imul(hash, 31) + escaped) | 0
    }
    if (byte < 0x20) return -1
    hash = (Math.imul(hash, 31) + byte) | 0
  }
  return -1
}

/** Notes where the names of a new object or array begin; deeper levels than MAX_DEPTH are not followed, only named. */
function openLevel(depth: number, top: number, object: boolean): void {
  if (depth > MAX_DEPTH) found.flags |= SUSPECT.deep
  firstName[depth] = top
  isObject[depth] = object ? 1 : 0
}

/** The offset after the name's closing quote; its hash is put into the slot. */
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
  if (unusual) found.flags |= SUSPECT.unusual
  return at
}

/** The offset after the string's closing quote. */
function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from
  let unusual = false
  for (let byte = bytes[at++] ?? QUOTE; byte !== QUOTE; byte = bytes[at++] ?? QUOTE)
    if (byte === BACKSLASH && bytes[at++] === LETTER_U && ((bytes[at] ?? 0) | 0x20) === 0x64)
      unusual = true
  if (unusual) found.flags |= SUSPECT.unusual
  return at
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

/** The offset after a number or one of the words true, false, null: a number may be long, or have an exponent. */
function wordEnd(bytes: Uint8Array, from: number): number {
  let at = from
  let exponent = false
  while (isWordByte(bytes[at] ?? 0)) if (((bytes[at++] ?? 0) | 0x20) === 0x65) exponent = true
  if ((bytes[from - 1] ?? 0) >= 0x61) return at
  if (exponent) found.flags |= SUSPECT.unusual
  else if (at - from >= 15) found.flags |= SUSPECT.longNumber
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
