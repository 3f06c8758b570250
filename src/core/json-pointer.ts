import { isJsonObject } from './json.ts'
import type { JsonValue } from './json.ts'

/** A JSON pointer (RFC 6901) made of reference tokens, appended to a pointer that may be empty (the whole document). */
export function pointerTo(base: string, ...tokens: readonly (string | number)[]): string {
  return tokens.reduce<string>((pointer, token) => `${pointer}/${escapeToken(token)}`, base)
}

function escapeToken(token: string | number): string {
  if (typeof token === 'number') return String(token)
  if (!/[~/]/.test(token)) return token
  return token.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** The value that a JSON pointer names; undefined where it names nothing. */
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
