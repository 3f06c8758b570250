import { isJsonObject } from '../src/core/json.ts'
import type { JsonValue } from '../src/core/json.ts'

/** The value that a JSON pointer (RFC 6901) names; undefined where it names nothing. */
export function valueAt(document: JsonValue, pointer: string): JsonValue | undefined {
  if (pointer === '') return document
  if (!pointer.startsWith('/')) return undefined
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<JsonValue | undefined>(member, document)
}

function member(value: JsonValue | undefined, token: string): JsonValue | undefined {
  if (isArray(value)) return /^(0|[1-9][0-9]*)$/.test(token) ? value[Number(token)] : undefined
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined
}

function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}
