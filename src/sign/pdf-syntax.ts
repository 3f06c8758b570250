/**
 * Reads PDF values (ISO 32000-1 7.3) from untrusted bytes, with the place of each, so that an object can be written again with one entry
 * changed and all else byte for byte.
 */
import { Fault } from '../core/fault.ts'

/** Where a value stands in the bytes that it was read from: from `start` up to, not including, `end`. */
export type PdfSpan = { readonly start: number; readonly end: number }

/** One value. Strings and names keep their meaning only where something here needs it; the rest is their span. */
export type PdfValue = PdfSpan &
  (
    | { readonly kind: 'dictionary'; readonly entries: ReadonlyMap<string, PdfValue> }
    | { readonly kind: 'array'; readonly items: readonly PdfValue[] }
    | { readonly kind: 'reference'; readonly object: number; readonly generation: number }
    | { readonly kind: 'name'; readonly text: string }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'string' | 'hex' }
    | { readonly kind: 'word'; readonly text: string }
  )

/** A value of one kind. */
export type PdfValueOf<Kind extends PdfValue['kind']> = Extract<PdfValue, { readonly kind: Kind }>

const MAX_DEPTH = 64

/** Throws the Fault `UNREADABLE` of everything that is wrong with a PDF. */
export function unreadablePdf(why: string, cause?: unknown): never {
  throw new Fault('UNREADABLE', `the PDF ${why}`, { cause })
}

/** The value at an offset, white space and comments before it skipped. Throws Fault `UNREADABLE` when there is none. */
export function readValue(bytes: Uint8Array, offset: number, depth = MAX_DEPTH): PdfValue {
  if (depth === 0) unreadablePdf('nests values too deeply')
  const start = skipSpace(bytes, offset)
  switch (charAt(bytes, start)) {
    case '/':
      return readName(bytes, start)
    case '(':
      return { kind: 'string', start, end: endOfString(bytes, start) }
    case '[':
      return readArray(bytes, start, depth)
    case '<':
      return charAt(bytes, start + 1) === '<'
        ? readDictionary(bytes, start, depth)
        : { kind: 'hex', start, end: endOfHex(bytes, start) }
    default:
      return readWord(bytes, start)
  }
}

/** The first offset from `offset` on that is neither white space nor in a comment (ISO 32000-1 7.2). */
export function skipSpace(bytes: Uint8Array, offset: number): number {
  let at = offset
  for (;;) {
    if (isSpace(bytes[at])) at++
    else if (charAt(bytes, at) === '%') at = endOfLine(bytes, at)
    else return at
  }
}

/** Whether an ASCII text stands at an offset. */
export function standsAt(bytes: Uint8Array, offset: number, text: string): boolean {
  return asciiOf(bytes, { start: offset, end: offset + text.length }) === text
}

/** The bytes of a span as ASCII (Latin-1) text. */
export function asciiOf(bytes: Uint8Array, { start, end }: PdfSpan): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', start, end)
}

function readName(bytes: Uint8Array, start: number): PdfValue {
  const end = endOfRegular(bytes, start + 1)
  const raw = asciiOf(bytes, { start: start + 1, end })
  const text = raw.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return { kind: 'name', text, start, end }
}

function readArray(bytes: Uint8Array, start: number, depth: number): PdfValue {
  const items: PdfValue[] = []
  let at = skipSpace(bytes, start + 1)
  while (charAt(bytes, at) !== ']') {
    const item = readValue(bytes, at, depth - 1)
    items.push(item)
    at = skipSpace(bytes, item.end)
  }
  return { kind: 'array', items, start, end: at + 1 }
}

/** A key that stands twice is refused: readers would differ in which one they take. */
function readDictionary(bytes: Uint8Array, start: number, depth: number): PdfValue {
  const entries = new Map<string, PdfValue>()
  let at = skipSpace(bytes, start + 2)
  while (!standsAt(bytes, at, '>>')) {
    const key = readValue(bytes, at, depth - 1)
    if (key.kind !== 'name' || entries.has(key.text)) unreadablePdf('has a malformed dictionary')
    const value = readValue(bytes, key.end, depth - 1)
    entries.set(key.text, value)
    at = skipSpace(bytes, value.end)
  }
  return { kind: 'dictionary', entries, start, end: at + 2 }
}

/** A number, a reference (`12 0 R`), or one of true, false and null. */
function readWord(bytes: Uint8Array, start: number): PdfValue {
  const end = endOfRegular(bytes, start)
  const text = asciiOf(bytes, { start, end })
  if (/^\d{1,10}$/.test(text)) return readReference(bytes, start, end, Number(text))
  if (/^[+-]?(\d{1,16}\.?\d{0,16}|\.\d{1,16})$/.test(text))
    return { kind: 'number', value: Number(text), start, end }
  if (['true', 'false', 'null'].includes(text)) return { kind: 'word', text, start, end }
  return unreadablePdf('has something that is no value')
}

function readReference(bytes: Uint8Array, start: number, end: number, object: number): PdfValue {
  const span = { start: end, end: Math.min(bytes.length, end + 32) }
  const match = /^[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>[\]{}/%])/.exec(
    asciiOf(bytes, span),
  )
  if (match === null) return { kind: 'number', value: object, start, end }
  return {
    kind: 'reference',
    object,
    generation: Number(match[1]),
    start,
    end: end + match[0].length,
  }
}

function endOfString(bytes: Uint8Array, start: number): number {
  let open = 0
  for (let at = start; at < bytes.length; at++) {
    const character = charAt(bytes, at)
    if (character === '\\') at++
    else if (character === '(') open++
    else if (character === ')' && --open === 0) return at + 1
  }
  return unreadablePdf('has a string without end')
}

function endOfHex(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(0x3e, start)
  return end === -1 ? unreadablePdf('has a string without end') : end + 1
}

function endOfRegular(bytes: Uint8Array, start: number): number {
  let at = start
  while (at < bytes.length && !isSpace(bytes[at]) && !DELIMITERS.has(charAt(bytes, at))) at++
  return at
}

function endOfLine(bytes: Uint8Array, start: number): number {
  let at = start
  while (at < bytes.length && bytes[at] !== 0x0a && bytes[at] !== 0x0d) at++
  return at
}

const DELIMITERS: ReadonlySet<string> = new Set('()<>[]{}/%')

function isSpace(byte: number | undefined): boolean {
  return (
    byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x0c || byte === 0
  )
}

function charAt(bytes: Uint8Array, at: number): string {
  const byte = bytes[at]
  return byte === undefined ? '' : String.fromCharCode(byte)
}
