/** What became of a cluster and of the organisation's files since earlier runs, as report.json shows it. */
import { z } from 'zod'
import { count, list, shape, text } from './shape.ts'

/** How a cluster compares with earlier runs. */
export const clusterHistory = shape({
  against: text.describe('what it was held against, or why against nothing'),
  digests: list(
    shape({ of: text, since: text, changed: text.optional(), gaps: text.optional() }),
  ).describe('of what statements are bound to: since when it is as it is'),
  changes: list(
    shape({
      kind: text,
      between: text,
      isNew: z.boolean().describe('found by this run'),
      what: list(text),
      more: count.describe('sentences that only the run has that found it'),
    }),
  ).describe('the newest significant change of each kind'),
  unknown: list(text).describe('what of significant changes could not be told'),
  equalEdits: list(shape({ key: text, change: text })).describe(
    'edits of policies that left the digest of the rule set as it is',
  ),
})

/** How the organisation's files compare with those of an earlier run. */
export const organisationHistory = shape({
  against: text.describe('the run they were compared with, or why with none'),
  compared: z.boolean(),
  changes: list(
    shape({
      ...{ file: text, entry: text, change: text, what: text },
      lines: list(text).describe('the same, a line for each field'),
    }),
  ),
})
