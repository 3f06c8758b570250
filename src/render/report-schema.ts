/** The shape of report.json (format report/v1). The published JSON Schema is made from it, and every report is checked against it before it is written. */
import { z } from 'zod'
import { cluster } from './schema/cluster.ts'
import { excerptFields } from './schema/excerpt.ts'
import { framework } from './schema/framework.ts'
import { organisation } from './schema/organisation.ts'
import { outsideEvidence } from './schema/outside.ts'
import { count, digest, instant, list, shape, text } from './schema/shape.ts'
import { statements } from './schema/statements.ts'

const about = {
  ...excerptFields,
  title: text.describe('begins with EXCERPT where it is one'),
  entity: text,
  timeZone: text.optional().describe('in which days are printed beside UTC; absent: UTC alone'),
  classification: text,
  runId: text,
  reference: text.describe(
    '8 hexadecimal digits of the run id, the first part of evidence numbers',
  ),
  asOf: shape({ from: instant, to: instant })
    .optional()
    .describe('first and last read of the clusters; absent: none was read'),
  startedAt: instant,
  finishedAt: instant,
  generatedAt: instant,
  slot: instant.optional(),
  trigger: text,
  attempt: count,
  tool: text,
  image: text
    .optional()
    .describe('the image that it ran from, as stated by its environment; absent: not stated'),
  browser: text.optional(),
  catalogue: digest,
  inputs: list(shape({ name: text, digest })),
  signature: shape({
    statement: text,
    subject: text,
    fingerprint: text,
    rootFingerprint: text.optional(),
  }),
  previous: shape({ number: count, digest }).optional(),
  readFirst: list(text).describe('what a reader must know before the results'),
  population: shape({
    expected: count.describe('without the retired ones'),
    retired: count,
    sentence: text,
    statuses: list(shape({ status: text, word: text, count })),
    confirmed: z.boolean(),
    confirmation: text,
    notes: list(text),
    assumptions: list(shape({ said: text, clusters: list(text) })).describe(
      'what was assumed because the clusters named do not say',
    ),
  }),
}

const found = {
  standingLimits: list(text).describe('what passes by policies whatever results say'),
  clusters: list(cluster),
  organisation,
  statements,
  outside: list(outsideEvidence).describe(
    'what other tools said of clusters, and whether it counts',
  ),
}

/** What report.json says of a run besides the results of controls. */
export const runFields = { ...about, ...found }

/** The published schema of report.json. */
export const reportSchema = shape({
  format: z.literal('report/v1'),
  ...about,
  frameworks: list(framework),
  ...found,
})

/** Everything that report.json says. */
export type Report = z.infer<typeof reportSchema>
/** One framework with its controls. */
export type FrameworkView = Report['frameworks'][number]
/** One control over all clusters. */
export type ControlView = FrameworkView['controls'][number]
/** One control in one cluster. */
export type ControlInCluster = ControlView['clusters'][number]
/** What a check says of one subject. */
export type SubjectView = ControlInCluster['subjects'][number]
/** One connection, decided and explained on both sides. */
export type ExamplePath = NonNullable<SubjectView['example']>
/** One cluster. */
export type ClusterView = Report['clusters'][number]
/** One cell of the segmentation matrix. */
export type SegmentationView = ClusterView['segmentation'][number]
/** How many subjects got which verdict. */
export type CountsView = ControlView['counts']
