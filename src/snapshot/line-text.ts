import { canonicalJson } from '../core/canonical-json.ts'
import type { JsonValue } from '../core/json.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const TRUE = Buffer.from('true')
const FALSE = Buffer.from('false')
const FIRST_BYTES = 64 * 1024

/** Larger than this the room for text is let go once its text is taken, so that one huge object does not hold its memory. */
const KEPT_BYTES = 1024 * 1024

/** The most bytes of UTF-8 that a UTF-16 code unit stands for. */
const BYTES_PER_UNIT = 3

/**
 * Canonical JSON text that is being written, piece by piece; the caller gives the pieces in canonical order.
 *
 * Nearly all text of a cluster is ASCII without escapes, and is copied character by character: several times faster than building objects only to
 * have them written, and nothing is left behind on the heap.
 */
export class LineText {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES)
  #used = 0

  /** The offset of what is written next. */
  get length(): number {
    return this.#used
  }

  /** One ASCII character. */
  character(code: number): void {
    this.#reserve(1)
    this.#bytes[this.#used++] = code
  }

  /** Bytes of UTF-8 as they are; for short ones. */
  copy(text: Uint8Array): void {
    const { length } = text
    this.#reserve(length)
    const bytes = this.#bytes
    let at = this.#used
    for (let index = 0; index < length; index++) bytes[at++] = text[index] ?? 0
    this.#used = at
  }

  /** Text as it is. */
  raw(text: string): void {
    this.#reserve(text.length * BYTES_PER_UNIT)
    this.#used += this.#bytes.write(text, this.#used)
  }

  /** A JSON string. Throws TypeError where it has a lone surrogate. */
  string(text: string): void {
    const { length } = text
    this.#reserve(length + 2)
    const bytes = this.#bytes
    let at = this.#used
    bytes[at++] = QUOTE
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) {
        this.raw(canonicalJson(text))
        return
      }
      bytes[at++] = code
    }
    bytes[at++] = QUOTE
    this.#used = at
  }

  /** Any JSON value. Throws TypeError where it has no canonical form. */
  value(value: JsonValue): void {
    if (typeof value === 'string') this.string(value)
    else if (value === true) this.copy(TRUE)
    else if (value === false) this.copy(FALSE)
    else if (typeof value === 'number' && Number.isSafeInteger(value)) this.#ascii(String(value))
    else this.raw(canonicalJson(value))
  }

  #ascii(text: string): void {
    const { length } = text
    this.#reserve(length)
    for (let index = 0; index < length; index++) this.#bytes[this.#used++] = text.charCodeAt(index)
  }

  /** The text from an offset on, which is taken out. */
  takeFrom(offset: number): string {
    const text = this.#bytes.toString('utf8', offset, this.#used)
    this.#used = offset
    if (offset === 0 && this.#bytes.length > KEPT_BYTES)
      this.#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES)
    return text
  }

  /** Forgets everything that was written. */
  clear(): void {
    this.#used = 0
  }

  #reserve(more: number): void {
    const wanted = this.#used + more
    if (wanted <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#used)
    this.#bytes = larger
  }
}
