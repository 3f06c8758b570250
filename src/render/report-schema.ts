/** The shape of report.json (format report/v1). The published JSON Schema is made from it, and every report is checked against it before it is written. */
import { z } from 'zod'

const shape = <T extends z.core.$ZodLooseShape>(fields: T) => z.strictObject(fields).readonly()
const list = <T extends z.ZodType>(item: T) => z.array(item).readonly()
const text = z.string()
const count = z.int().nonnegative()
const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/)

const outcome = z.enum([
  'fail',
  'undetermined',
  'needs-sign-off',
  'waived',
  'signed-off',
  'pass',
  'not-applicable',
])
const scopeClass = z.enum(['cde', 'connected', 'out-of-scope', 'unclassified', 'external'])

const tally = shape({ outcome, word: text, count })

const counts = shape({
  population: count.describe('subjects looked at; the sum of the verdicts below'),
  pass: count,
  fail: count,
  waived: count.describe('failures with a waiver laid over them'),
  undetermined: count,
  outOfReach: count.describe('part of undetermined'),
  notApplicable: count.describe('subjects outside the check'),
})

const rule = shape({ policy: text, pointer: text, effect: text })
const side = shape({ verdict: text, because: text, rules: list(rule) })
const examplePath = shape({
  verdict: z.enum(['allowed', 'denied', 'indeterminate']),
  source: text,
  destination: text,
  traffic: text.describe('protocol and port, `TCP 5432`'),
  sentence: text,
  egress: side,
  ingress: side,
})

const evidence = shape({
  number: text.describe(
    'evidence number, `<8 hex of the run id>-0001`; the same observation keeps its number',
  ),
  object: text.describe('object key `group/version/Kind/namespace/name`'),
  pointer: text.describe('JSON pointer (RFC 6901) into the object'),
  value: text,
})

const subject = shape({
  subject: text.describe('`cluster/namespace/Kind/name`'),
  verdict: z.enum(['pass', 'fail', 'undetermined', 'not-applicable']),
  word: text,
  check: text,
  checkVersion: count,
  cause: z.enum(['gap', 'untranslated', 'out-of-reach', 'scope-silent', 'error']).optional(),
  reason: text,
  waiver: text.optional().describe('id of the waiver laid over this failure'),
  evidence: list(evidence),
  example: examplePath.optional().describe('one connection that shows the failure'),
})

const controlInCluster = shape({
  cluster: text,
  outcome,
  word: text,
  reason: text,
  counts: counts.optional().describe('absent: the cluster was not read, its population is unknown'),
  subjects: list(subject),
})

const control = shape({
  id: text,
  anchor: text,
  name: text.describe('`requirement 1.3.1`: the control as its framework calls it'),
  title: text,
  section: text.optional(),
  level: text.optional(),
  method: z.enum(['automated', 'assisted', 'signed-off-only', 'out-of-reach']),
  methodWord: text,
  ownMethod: text.optional().describe("the framework's own word for how it is answered"),
  outcome,
  word: text,
  reason: text,
  counts: counts.describe('sum over the clusters that were read'),
  checks: list(
    shape({ id: text, version: count.optional(), supports: list(text), parameters: list(text) }),
  ),
  procedures: list(text),
  residual: text.describe('what this evidence does not cover'),
  signOff: text.optional(),
  related: list(text),
  clusters: list(controlInCluster),
})

const framework = shape({
  id: text,
  anchor: text,
  title: text,
  version: text,
  publisher: text,
  noun: z.enum(['requirement', 'recommendation', 'control', 'criterion']),
  nouns: text,
  notice: text,
  total: count,
  clusters: list(shape({ cluster: text, read: z.boolean(), tallies: list(tally) })).describe(
    'the same per cluster; a cluster that was not read has all its controls undetermined',
  ),
  tallies: list(tally).describe(
    'all results, worst first, also those with count 0; their sum is total',
  ),
  controls: list(control),
})

const resource = shape({
  resource: text,
  apiVersion: text,
  path: text,
  status: z.enum(['ok', 'not-served', 'forbidden', 'failed', 'inconsistent']),
  word: text,
  reason: text,
  count,
  pages: count.optional(),
  resourceVersion: text,
  anchored: z.boolean(),
  root: digest,
})

const segmentationCell = shape({
  from: scopeClass,
  to: scopeClass,
  fromWord: text,
  toWord: text,
  pairs: count,
  allowed: count,
  indeterminate: count,
  approved: count.describe('allowed pairs that the register of flows lists for all their ports'),
  answer: text,
  example: examplePath.optional(),
})

const cluster = shape({
  name: text,
  anchor: text,
  status: z.enum(['complete', 'partial', 'unreachable', 'unauthorised', 'retired']),
  word: text,
  read: z.boolean().describe('false: nothing was read, the times say when that was tried'),
  reasons: list(text),
  source: text,
  identity: list(shape({ name: text, value: text })),
  account: list(shape({ name: text, value: text })),
  rules: list(text).describe('rights of the account, as the server stated them'),
  takenFrom: instant,
  takenTo: instant,
  clock: text,
  consistency: text,
  objectCount: count,
  root: digest,
  resources: list(resource),
  asked: shape({ total: count, read: count, notServed: count, gaps: count }).describe(
    'how many of the requested resources ended how; the last three sum up to the first',
  ),
  gaps: list(
    shape({ status: text, namespace: text, reason: text, resources: list(text) }),
  ).describe('what should have been read and was not, resources with the same reason together'),
  gapCount: count,
  unknownPolicyApis: list(text),
  redactions: list(shape({ why: text, count })),
  notes: list(text),
  enforcer: text,
  assumptions: list(text),
  blockers: list(text),
  classes: list(shape({ class: scopeClass, word: text, workloads: count, pods: count })),
  workloads: list(
    shape({
      namespace: text,
      workload: text,
      class: scopeClass,
      word: text,
      pods: count,
      rule: text,
    }),
  ),
  unclassified: list(text),
  segmentation: list(segmentationCell),
  policies: list(shape({ key: text, anchor: text, digest })),
})

const scopeRule = shape({
  id: text,
  class: scopeClass,
  word: text,
  subjects: text,
  declares: list(text),
  justification: text,
  owner: text,
})

const waiver = shape({
  id: text,
  check: text,
  subjects: list(text),
  reason: text,
  requestedBy: text,
  approval: text.describe('listed as approved by whom, when'),
  expires: text,
  maxSubjects: count,
  ticket: text,
  compensatingControl: list(shape({ name: text, value: text })),
  states: list(shape({ cluster: text, state: text, word: text, matched: count })),
})

const flow = shape({
  id: text,
  from: text,
  to: text,
  traffic: text,
  service: text,
  need: text,
  approval: text,
  ticket: text,
  reviewBy: text,
  mitigation: text,
  states: list(text).describe(
    'overdue or unused, with the clusters; empty: in use and not overdue',
  ),
})

/** The published schema of report.json. */
export const reportSchema = shape({
  format: z.literal('report/v1'),
  title: text,
  entity: text,
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
    expected: count,
    statuses: list(shape({ status: text, word: text, count })),
    confirmed: z.boolean(),
    confirmation: text,
    notes: list(text),
  }),
  frameworks: list(framework),
  clusters: list(cluster),
  organisation: shape({
    entityKind: text,
    scope: list(scopeRule),
    nodes: list(shape({ nodes: text, clusters: text, word: text })),
    platformNamespaces: list(text),
    networks: list(shape({ id: text, kind: text, cidrs: text, description: text })),
    waivers: list(waiver),
    flows: list(flow),
    missing: list(text).describe('files that the organisation did not give'),
  }),
})

/** Everything that report.json says. */
export type Report = z.infer<typeof reportSchema>
export type FrameworkView = Report['frameworks'][number]
export type ControlView = FrameworkView['controls'][number]
export type ControlInCluster = ControlView['clusters'][number]
export type SubjectView = ControlInCluster['subjects'][number]
export type ExamplePath = NonNullable<SubjectView['example']>
export type ClusterView = Report['clusters'][number]
export type SegmentationView = ClusterView['segmentation'][number]
export type CountsView = ControlView['counts']
