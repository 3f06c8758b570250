/** Frameworks and controls over a period, as its report.json shows them. */
import { z } from 'zod'
import { beside, controlInCluster } from '../../schema/framework.ts'
import { count, list, shape, text } from '../../schema/shape.ts'
import { outcome, point, segmentWord } from './shared.ts'

const spell = shape({
  outcome,
  word: text,
  from: point.describe('first seen'),
  to: point.describe('last seen'),
  endedBy: point.optional().describe('the snapshot after it, which has another result'),
  slots: count,
  adHoc: count.describe('runs that count for no slot'),
  sentence: text,
  reason: text.describe('of its last observation; says so where others have another'),
})

const segment = shape({
  from: point,
  to: point,
  because: list(text).describe('why it is not joined with the one before; empty for the first'),
  checks: list(text).describe('checks with their versions'),
  word: segmentWord,
  sentence: text.describe('the word with its denominators'),
  outcomes: list(shape({ outcome, slots: count })).describe(
    'slots by their result, those without any left out',
  ),
  expected: count.describe('slots that were due'),
  without: count.describe('of these without a result'),
  spells: list(spell),
})

const part = shape({
  clusters: list(text).describe('clusters of which the same is to be said'),
  word: segmentWord,
  sentence: text,
  segments: list(segment).describe('empty: no snapshot of the period has a result'),
})

const strip = list(shape({ clusters: list(text), letters: text })).describe(
  'one letter for each column of the report: the result there, in a column of several the worst',
)

const control = shape({
  id: text,
  anchor: text,
  name: text,
  title: text,
  section: text.optional(),
  method: text.optional().describe('absent: the newest catalogue does not have the control'),
  procedures: list(text),
  residual: text.optional(),
  signOff: text.optional(),
  related: list(text),
  word: segmentWord.describe(
    'the worst over all clusters and segments: a cluster that was never read leaves it undetermined',
  ),
  wordText: text,
  read: shape({ word: segmentWord, text }).describe(
    'the worst over the clusters that some run read; where none was, over all',
  ),
  sentence: text.describe('both, with the clusters behind them'),
  segmented: z.boolean().describe('in some cluster its basis changed: results are not joined'),
  expected: count.describe(
    'slots that were due, summed over the clusters: the sum of neverRead, without and outcomes',
  ),
  neverRead: count.describe('of these in clusters that no run read'),
  without: count.describe('of these without a result, in clusters that were read'),
  outcomes: list(shape({ outcome, slots: count })).describe(
    'of these by their result, every result, the gravest first, in clusters that were read',
  ),
  letters: text.describe(
    'as in strip: the worst over the clusters that were read; where none was, over all',
  ),
  parts: list(part),
  strip,
  beside: list(shape({ cluster: text, ...beside })).describe(
    'what people have stated that concerns it, as the newest run knows it; clusters without any are left out',
  ),
  newest: list(controlInCluster).describe(
    'results of the newest run that are open: the first few of each cluster; the report of that run has all',
  ),
})

/** One framework with all its controls over the period. */
export const periodFramework = shape({
  id: text,
  anchor: text,
  title: text,
  version: text,
  publisher: text,
  noun: z.enum(['requirement', 'recommendation', 'control', 'criterion']),
  nouns: text,
  notice: text,
  total: count,
  segmented: count.describe('controls whose basis changed in some cluster'),
  tallies: list(shape({ word: segmentWord, text, count })).describe(
    'controls by their word over the clusters that were read, worst first; their sum is total',
  ),
  open: count.describe(
    'of these undetermined over all clusters, since some were never read, and not over those that were',
  ),
  unused: z.boolean().describe('it says nothing of any cluster that was read: none is of its kind'),
  trend: list(
    shape({ column: text, outcomes: list(shape({ outcome, count })), without: count }),
  ).describe(
    'controls times clusters that were read by result, for each column; a column of several counts the worst',
  ),
  silent: list(shape({ clusters: list(text), word: segmentWord, sentence: text, reason: text }))
    .optional()
    .describe(
      'clusters of which it says nothing over the whole period: the same, and why, for each of its controls. Absent: there is none',
    ),
  controls: list(control),
})
