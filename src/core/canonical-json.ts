import type { JsonValue, JsonObject } from './json.ts'

/**
 * The canonical JSON text of a value: RFC 8785 (JCS), no trailing newline.
 *
 * Equal values give equal text, whatever their key order: members sorted by UTF-16 code unit, numbers in ECMAScript form. One documented
 * extension (DESIGN.md, "What is stored"): a bigint keeps its digits. Throws TypeError on undefined array items, NaN, infinities, lone
 * surrogates and anything but plain JSON: silence would change the digest. Absent (`undefined`) members are left out.
 */
export function canonicalJson(value: JsonValue): string {
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
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError('not a plain object')
  return object(value)
}

function object(value: JsonObject): string {
  let text = ''
  for (const key of Object.keys(value).sort()) {
    const member = value[key]
    if (member === undefined) continue
    text += `${text === '' ? '' : ','}${quote(key)}:${canonicalJson(member)}`
  }
  return `{${text}}`
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
