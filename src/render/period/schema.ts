/** The shape of report.json of a period (format period/v1). The published JSON Schema is made from it, and every report is checked against it before it is written. */
import { z } from 'zod'
import { runFields } from '../report-schema.ts'
import { excerptFields } from '../schema/excerpt.ts'
import { count, digest, instant, list, shape, text } from '../schema/shape.ts'
import { changes, periodRun, reEvaluated, review, sheetRun } from './schema/changes.ts'
import { periodFramework } from './schema/control.ts'
import { ledger } from './schema/ledger.ts'
import { countOf, segmentWord } from './schema/shared.ts'

const controlsNamed = shape({
  framework: text,
  of: text.describe(
    'of statements in how many clusters of how many they are due, or since when; else empty',
  ),
  controls: list(shape({ id: text, anchor: text })),
  more: count,
})

const lines = shape({
  shown: list(shape({ said: text, anchor: text })),
  more: count,
})

const summary = shape({
  frameworks: list(
    shape({
      ...{ name: text, anchor: text, segmented: count, total: count },
      ...{ open: count, unused: z.boolean() },
      tallies: list(shape({ word: segmentWord, text, count })),
    }),
  ).describe('those of requirements first, as many as one page holds'),
  frameworksMore: count.describe('how many more there are'),
  failed: list(controlsNamed).describe(
    'controls that failed at some time, the first of each framework, as many as one page holds',
  ),
  failedMore: count.describe('frameworks with such controls that are not named'),
  failedTotal: count.describe('controls of all frameworks'),
  unlisted: lines.describe('changes of policies that no entry of the file of changes lists'),
  ways: lines.describe('ways from outside into the CDE that opened or closed'),
  dueWords: text.describe('how many statements are overdue and how many were never made'),
  overdue: list(controlsNamed).describe('controls with statements that are overdue, since when'),
  overdueMore: count.describe('such controls that are counted in none of these'),
  due: list(controlsNamed).describe('controls that ask for a statement and lack one somewhere'),
  dueMore: count.describe('such controls that are counted in none of these'),
  dueTotal: count.describe('controls of all frameworks'),
  runs: count,
  adHoc: count.describe('runs that count for no slot'),
  population: list(countOf),
  neverRead: shape({ count, named: list(text), more: count }).describe(
    'clusters that were expected and that no run read: in none of the counts of the population',
  ),
})

const population = shape({
  total: count.describe('numbered items'),
  counts: list(countOf),
  neverRead: list(shape({ cluster: text, word: text })).describe(
    'clusters that were expected and that no run read: none of the items; the file has a row without a number for each',
  ),
  file: text,
  digest: digest.describe('of that file'),
  size: count,
  inline: list(
    shape({ number: count, kind: text, cluster: text, key: text, first: instant, last: instant }),
  ).describe('the whole population where it is short; empty: the file alone has it'),
})

/** The published schema of report.json of a period. */
export const periodSchema = shape({
  format: z.literal('period/v1'),
  ...excerptFields,
  reportId: text,
  reference: text.describe(
    '8 hexadecimal digits of the report id, the first part of evidence numbers',
  ),
  title: text.describe(
    'begins with INTERIM where the period was not over, with EXCERPT where it is one',
  ),
  entity: text,
  classification: text,
  period: shape({
    name: text,
    from: instant,
    to: instant.describe('the first instant after it'),
    timeZone: text,
    fromDay: text,
    toDay: text.describe('the first day after it, in the time zone'),
  }),
  interim: z.boolean(),
  toCome: count.describe('slots still to come'),
  asOf: shape({ from: instant, to: instant })
    .optional()
    .describe('the first and the last snapshot; absent: there is none'),
  generatedAt: instant,
  revision: shape({
    number: count,
    replaces: shape({ reportId: text, digest, why: text }).optional(),
  }),
  tool: text,
  signature: runFields.signature,
  previous: shape({ number: count, digest }).optional(),
  readFirst: list(text).describe('what a reader must know before the results'),
  summary,
  ledger,
  columns: shape({
    kind: z.enum(['slot', 'week']).describe('week: there are too many slots for a column each'),
    sentence: text,
    all: list(shape({ label: text, from: instant, to: instant, slots: count, runs: count })),
    legend: list(shape({ letter: text, word: text })),
  }).describe('the columns of every history'),
  frameworks: list(periodFramework),
  changes,
  reviews: list(review),
  reEvaluated: reEvaluated.optional().describe('absent: it was not asked for'),
  newest: shape(runFields)
    .optional()
    .describe(
      'the newest run that answers for a slot: scope, segmentation, registers and how it was read',
    ),
  sheets: list(sheetRun).describe('information produced by the entity, run by run'),
  runs: list(periodRun),
  population,
})

/** Everything that report.json of a period says. */
export type PeriodReport = z.infer<typeof periodSchema>
/** One framework over the period. */
export type PeriodFramework = PeriodReport['frameworks'][number]
/** One control over the period. */
export type PeriodControl = PeriodFramework['controls'][number]
/** Clusters of which the same is to be said of a control. */
export type PeriodPart = PeriodControl['parts'][number]
/** The cadence ledger. */
export type LedgerView = PeriodReport['ledger']
/** What changed. */
export type ChangesView = PeriodReport['changes']
/** A run at the moment of which it speaks. */
export type PointView = PeriodPart['segments'][number]['from']
