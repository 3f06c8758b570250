/** Writes DER (X.690): definite lengths, minimal encodings, sorted SET OF. What it writes, der-reader.ts reads. */
import { millisecondsOf } from '../core/clock.ts'
import type { Instant } from '../core/clock.ts'

/** The identifier octets in use; all are of the one-octet form. */
export const TAG = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  NULL: 0x05,
  OBJECT_IDENTIFIER: 0x06,
  UTF8_STRING: 0x0c,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  SEQUENCE: 0x30,
  SET: 0x31,
  /** `[0]`, `[1]`, ... constructed: add the number */
  CONTEXT: 0xa0,
} as const

/** One element: identifier, shortest length, and the contents one after the other. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([Uint8Array.of(tag), lengthOctets(length), ...contents])
}

/** SEQUENCE of the parts in the given order. */
export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return element(TAG.SEQUENCE, ...parts)
}

/** SET OF the parts, in ascending order of their encodings as DER wants it (X.690 11.6). */
export function setOf(parts: readonly Uint8Array[], tag: number = TAG.SET): Uint8Array {
  return element(tag, ...parts.toSorted((one, other) => Buffer.compare(one, other)))
}

/** `[number]` around the parts: EXPLICIT, or IMPLICIT over a constructed type. */
export function context(number: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return element(TAG.CONTEXT + number, ...parts)
}

/** INTEGER of an unsigned value, a small number or big-endian octets of any length. */
export function unsignedInteger(value: number | Uint8Array): Uint8Array {
  const octets = typeof value === 'number' ? hexOctets(value) : value
  const start = octets.findIndex((octet) => octet !== 0)
  if (start === -1) return element(TAG.INTEGER, Uint8Array.of(0))
  const digits = octets.subarray(start)
  const sign = (digits[0] ?? 0) >= 0x80 ? [Uint8Array.of(0)] : []
  return element(TAG.INTEGER, ...sign, digits)
}

/** OBJECT IDENTIFIER of its dotted form, `1.2.840.113549.1.7.2`. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return element(
    TAG.OBJECT_IDENTIFIER,
    Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)),
  )
}

/** OCTET STRING. */
export function octetString(octets: Uint8Array): Uint8Array {
  return element(TAG.OCTET_STRING, octets)
}

/** BIT STRING of whole octets, or with a number of unused low bits in the last one. */
export function bitString(octets: Uint8Array, unusedBits = 0): Uint8Array {
  return element(TAG.BIT_STRING, Uint8Array.of(unusedBits), octets)
}

/** UTF8String. */
export function utf8String(text: string): Uint8Array {
  return element(TAG.UTF8_STRING, Buffer.from(text, 'utf8'))
}

/** BOOLEAN TRUE; FALSE is always a default and then not written. */
export function booleanTrue(): Uint8Array {
  return element(TAG.BOOLEAN, Uint8Array.of(0xff))
}

/** NULL. */
export function nullValue(): Uint8Array {
  return element(TAG.NULL)
}

/** An instant as UTCTime from 1950 to 2049, else as GeneralizedTime (RFC 5280 4.1.2.5, RFC 5652 11.3). */
export function time(instant: Instant): Uint8Array {
  if (Number.isNaN(millisecondsOf(instant))) throw new TypeError(`not an instant: ${instant}`)
  const digits = instant.replace(/[-:T]/g, '')
  const year = Number(instant.slice(0, 4))
  return year >= 1950 && year < 2050
    ? element(TAG.UTC_TIME, Buffer.from(digits.slice(2), 'latin1'))
    : element(TAG.GENERALIZED_TIME, Buffer.from(digits, 'latin1'))
}

function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const octets = hexOctets(length)
  return Buffer.concat([Uint8Array.of(0x80 + octets.length), octets])
}

function hexOctets(value: number): Uint8Array {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}

function base128(arc: number): number[] {
  const digits = [arc % 0x80]
  for (let rest = Math.floor(arc / 0x80); rest > 0; rest = Math.floor(rest / 0x80))
    digits.unshift((rest % 0x80) + 0x80)
  return digits
}
