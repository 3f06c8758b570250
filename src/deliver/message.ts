import { z } from 'zod'

const text = z.string()
const count = z.number().int().nonnegative()
const counts = z.record(z.string(), count)
const instant = text.describe('RFC 3339, UTC')
const digest = text.regex(/^sha256:[0-9a-f]{64}$/)

const due = z.strictObject({
  kind: z.enum(['sign-off', 'waiver']),
  framework: text.optional(),
  control: text.optional(),
  id: text.optional().describe('of the waiver'),
  state: text.describe(
    'invalidated, overdue, missing or due-soon of a sign-off; expires-soon, expired, over-cap or unsigned of a waiver',
  ),
  until: text.optional().describe('the last day on which it holds, YYYY-MM-DD'),
  clusters: count.describe('in how many clusters'),
})

/** Lists of a message are cut to so many entries; `count` says how many there are. */
export const MOST_LISTED = 100

const some = <T extends z.ZodType>(entry: T) =>
  z.strictObject({ count, first: z.array(entry).max(MOST_LISTED) })

const details = z.strictObject({
  entity: text,
  clusters: some(z.strictObject({ name: text, status: text, reasons: z.array(text) })),
  results: some(text).describe('what fails, is open or did not hold, one line each'),
  changes: some(text).describe('what changed, one line each'),
  due: some(text).describe('what is due in which cluster and why, one line each'),
})

/** What a webhook is sent (format delivery/v1); published as controls/schemas/delivery.json. */
export const messageSchema = z.strictObject({
  format: z.literal('delivery/v1'),
  archive: text.describe('origin of the archive'),
  kind: z.enum(['run', 'period']),
  id: text.describe('of the run or report; the same for every attempt to deliver it'),
  entry: count.describe('number of the log entry'),
  folder: text.describe('inside the archive'),
  sealedAt: instant,
  sumsDigest: digest.describe('of SHA256SUMS, and so of everything in the folder'),
  slot: instant.optional(),
  trigger: text,
  period: z
    .strictObject({ name: text, from: instant, to: instant, interim: z.boolean() })
    .optional()
    .describe('[from, to); interim: slots are still to come'),
  pdf: z
    .strictObject({ name: text, digest, size: count })
    .optional()
    .describe('absent: it was not printed'),
  links: z
    .array(z.strictObject({ name: text, href: text }))
    .describe('empty where the configuration does not say where the archive can be read'),
  clusters: z.strictObject({ expected: count, complete: count }),
  results: z
    .strictObject({ of: z.enum(['controls', 'segments']), total: count, counts })
    .describe('controls in their clusters by result; of a period their segments by word'),
  changes: counts.describe('by kind, since the run before; of a period all that were seen in it'),
  due: some(due).describe('what people have to do, worst first'),
  details: details.optional().describe('only where the configuration asks for it'),
})

/** What a webhook is sent. */
export type Message = z.output<typeof messageSchema>

/** One thing that people have to do. */
export type Due = z.output<typeof due>

/** The first entries of a list, and how many there are. */
export function firstOf<T>(all: readonly T[]): { count: number; first: T[] } {
  return { count: all.length, first: all.slice(0, MOST_LISTED) }
}
