import type { JsonObject, JsonValue } from '../core/json.ts'
import { pointerTo } from '../core/json-pointer.ts'
import type { Untranslated } from '../model/policy.ts'

/** Adds a fault for each member of an object that is not one of the `known`; whether there was none. */
export function refuseUnknown(
  object: JsonObject,
  known: readonly string[],
  pointer: string,
  faults: Untranslated[],
): boolean {
  const unknown = Object.keys(object).filter((name) => !known.includes(name))
  for (const name of unknown)
    faults.push({ pointer: pointerTo(pointer, name), why: 'a field that is not known' })
  return unknown.length === 0
}

/** A list of text; undefined when the value is anything else. */
export function textList(value: JsonValue | undefined): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.every((item): item is string => typeof item === 'string') ? value : undefined
}

/**
 * A list; an absent or null one is empty, as the API reads it. undefined, with a fault, when the value is anything else.
 */
export function listOrNothing(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): readonly JsonValue[] | undefined {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value as readonly JsonValue[]
  faults.push({ pointer, why: 'a list is expected' })
  return undefined
}

/** The value itself, it and all it holds frozen. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.values(value).forEach(frozen)
  return Object.freeze(value)
}
