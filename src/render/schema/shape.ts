/** The small words that the schemas are made of: strict objects and lists, read-only, and texts of a known form. */
import { z } from 'zod'

/** An object with these members and no others. */
export const shape = <T extends z.core.$ZodLooseShape>(fields: T) =>
  z.strictObject(fields).readonly()
/** A list in a stated order. */
export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly()
/** Text that is already printable. */
export const text = z.string()
/** A whole number from 0. */
export const count = z.int().nonnegative()
/** RFC 3339 in UTC with whole seconds. */
export const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
/** SHA-256 with its algorithm in front. */
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/)
