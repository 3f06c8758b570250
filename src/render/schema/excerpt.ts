import { z } from 'zod'
import { count, digest, list, shape, text } from './shape.ts'

/** What every report says of itself that is an excerpt. */
export const excerptFields = {
  audience: z
    .literal('external')
    .optional()
    .describe('whom an excerpt is for; absent: the report says everything'),
  excerpt: shape({
    reportId: text.describe('its own id'),
    of: shape({ id: text, digest: digest.describe('of its SHA256SUMS') }).describe(
      'the signed report that says everything',
    ),
    replaced: list(shape({ kind: text, count })).describe('different names, by kind'),
    leftOut: count.describe('texts of objects, and differences between them'),
    sentences: list(text),
  }).optional(),
}
