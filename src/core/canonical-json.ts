import type { JsonValue, JsonObject } from './json.ts'

/**
 * The canonical JSON text of a value: RFC 8785 (JCS), no trailing newline.
 *
 * Equal values give equal text, whatever their key order: members sorted by UTF-16 code unit, numbers in ECMAScript form. One documented
 * extension (DESIGN.md, "What is stored"): a bigint keeps its digits. Throws TypeError on undefined array items, NaN, infinities, lone
 * surrogates and anything but plain JSON: silence would change the digest. Absent (`undefined`) members are left out.
 */
export function canonicalJson(value: JsonValue): string {
  if (isCanonical(value)) {
    const text = JSON.stringify(value)
    // how JSON.stringify writes a lone surrogate; the slow way tells it from text about one
    if (!text.includes('\\ud')) return text
  }
  return written(value)
}

/** Whether JSON.stringify, several times faster, writes the canonical form: members in order, finite numbers, nothing that is not plain JSON. */
function isCanonical(value: JsonValue | undefined): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return false
  if (isArray(value)) return isCanonicalArray(value)
  return isPlain(value) && isCanonicalObject(value)
}

function isCanonicalArray(value: readonly JsonValue[]): boolean {
  for (const item of value) if (!isCanonical(item)) return false
  return true
}

function isCanonicalObject(value: JsonObject): boolean {
  let last: string | undefined
  for (const key of Object.keys(value)) {
    if (last !== undefined && key < last) return false
    if (!isCanonical(value[key])) return false
    last = key
  }
  return true
}

function written(value: JsonValue): string {
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'number':
      return finite(value)
    case 'bigint':
      return value.toString()
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      return value === null ? 'null' : structure(value)
    default:
      throw new TypeError(`not JSON: ${typeof value}`)
  }
}

function structure(value: readonly JsonValue[] | JsonObject): string {
  if (isArray(value)) return `[${Array.from(value, written).join(',')}]`
  if (!isPlain(value)) throw new TypeError('not a plain object')
  const members = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const member = value[key]
      return member === undefined ? [] : [`${quote(key)}:${written(member)}`]
    })
  return `{${members.join(',')}}`
}

function isPlain(value: JsonObject): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function isArray(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function finite(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`)
  return JSON.stringify(value)
}

function quote(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('text with a lone surrogate has no UTF-8 form')
  return JSON.stringify(text)
}
