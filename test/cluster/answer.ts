import { isJsonObject } from '../../src/core/json.ts'
import type { JsonObject, JsonValue } from '../../src/core/json.ts'

/** The metadata of an object or list that a server sent; throws when there is none. */
export function metadataOf(object: JsonObject | undefined): JsonObject {
  return member(object, 'metadata')
}

/** A member that is an object; throws when it is not there. */
export function member(object: JsonObject | undefined, name: string): JsonObject {
  const value = object?.[name]
  if (!isJsonObject(value)) throw new Error(`no ${name} in ${typeof object}`)
  return value
}

/** A value that is text; throws on anything else. */
export function text(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw new Error(`not text: ${typeof value}`)
  return value
}
