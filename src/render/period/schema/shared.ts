/** What several parts of the period report are made of. */
import { z } from 'zod'
import { count, instant, shape, text } from '../../schema/shape.ts'

/** A run of the archive at the moment of which it speaks. */
export const point = shape({
  run: text,
  at: instant,
  number: text.optional().describe('evidence number of the run; absent: it lies before the period'),
  outside: z
    .literal(true)
    .optional()
    .describe('of a run of the period: the cluster was read, or tried, outside of it'),
})

/** Between which two runs something happened. */
export const between = { from: point, to: point }

/** Results of a control, worst first. */
export const outcome = z.enum([
  ...['fail', 'undetermined', 'needs-sign-off', 'waived'],
  ...['signed-off', 'pass', 'not-applicable'],
] as const)

/** How a control stood over a segment, worst first. */
export const segmentWord = z.enum([
  ...['failed', 'undetermined', 'needs-sign-off'],
  ...['held-with-waiver', 'held', 'not-applicable'],
] as const)

/** A count with what it counts, in words. */
export const countOf = shape({ word: text, count })
