import { isJsonObject } from '../core/json.ts'
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

/** The specification of an object, with a fault for each member that is not one of the `known`; absent or null is an empty one. */
export function readSpec(
  value: JsonValue | undefined,
  known: readonly string[],
  faults: Untranslated[],
): JsonObject {
  if (isJsonObject(value)) {
    refuseUnknown(value, known, '/spec', faults)
    return value
  }
  if (isGiven(value)) faults.push({ pointer: '/spec', why: 'a specification is an object' })
  return {}
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

/** What was read of a list, and why there may be more; `unknown` is absent when all of it was read. */
export type Read<T> = { readonly known: T; readonly unknown?: string }

/** Whether a member has a value; null is none. */
export function isGiven(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && value !== null
}

/** A port number. */
export function isPortNumber(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535
}

/** A service name of RFC 6335: up to 15 of a-z, 0-9 and single inner hyphens, with at least one letter. */
export function isPortName(value: JsonValue | undefined): value is string {
  return (
    typeof value === 'string' &&
    /^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(value) &&
    !value.includes('--')
  )
}

/** Where a policy stands that comes from an object as a whole: nothing, which means `/spec`, unless the object has none. */
export function placed(object: JsonObject): { readonly place?: string } {
  return object.spec === undefined ? { place: '' } : {}
}

/** Where a member of an object stands; the object itself where it has no such member. */
export function placeIn(object: JsonObject, pointer: string, name: string): string {
  return object[name] === undefined ? pointer : pointerTo(pointer, name)
}
