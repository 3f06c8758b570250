import type { z } from 'zod'
import { isJsonObject } from './json.ts'
import type { Loose } from './meaning.ts'

/** The members of a mapping of a schema, as far as they are whole. */
export type WholeParts<S extends z.ZodRawShape> = Partial<z.output<z.ZodObject<S>>>

/**
 * The members of a mapping that are each as their own schema asks, whatever is wrong with others: what may be looked at further in a file with faults. One that
 * the mapping leaves out is as its schema takes it, but not where an unknown key may be meant for it.
 */
export function wholeParts<S extends z.ZodRawShape>(shape: S, value: Loose): WholeParts<S> {
  if (!isJsonObject(value)) return {}
  const hasUnknownKeys = Object.keys(value).some((key) => !Object.hasOwn(shape, key))
  const parts = Object.entries(shape).flatMap(([key, schema]) => {
    const isGiven = Object.hasOwn(value, key)
    if (!isGiven && hasUnknownKeys) return []
    const parsed = (schema as z.ZodType).safeParse(isGiven ? value[key] : undefined)
    return parsed.success && parsed.data !== undefined ? [[key, parsed.data] as const] : []
  })
  return Object.fromEntries(parts) as WholeParts<S>
}
