import { isJsonObject } from '../core/json.ts'
import type { JsonValue } from '../core/json.ts'

/**
 * What makes a parsed value one that exhibit does not take, in a few words: text without a UTF-8 form, numbers that are none, the name `__proto__`.
 * Undefined: nothing. For values that do not come from JSON text; the parser bounds their depth.
 */
export function jsonValueFault(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string')
    return value.isWellFormed() ? undefined : 'text with a lone surrogate'
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : 'a number beyond what a double holds'
  if (Array.isArray(value)) return firstFault(value as readonly JsonValue[])
  if (!isJsonObject(value)) return undefined
  const keys = Object.keys(value)
  if (keys.includes('__proto__')) return 'a member named __proto__'
  return firstFault(keys) ?? firstFault(Object.values(value))
}

function firstFault(values: readonly (JsonValue | undefined)[]): string | undefined {
  for (const value of values) {
    const fault = jsonValueFault(value)
    if (fault !== undefined) return fault
  }
  return undefined
}
