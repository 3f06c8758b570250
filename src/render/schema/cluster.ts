/** Clusters and their segmentation, as report.json shows them. */
import { z } from 'zod'
import { clusterHistory } from './history.ts'
import { examplePath, scopeClass } from './path.ts'
import { count, digest, instant, list, shape, text } from './shape.ts'

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

/** One cluster: how it was read, what was missing, its scope, segmentation and policy objects. */
export const cluster = shape({
  name: text,
  anchor: text,
  listsAnchor: text,
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
  clock: text.optional().describe('of a live cluster that was read'),
  consistency: text.optional().describe('of a cluster that was read'),
  objectCount: count,
  root: digest,
  digests: list(
    shape({
      of: text,
      short: text.describe('its first digits; empty: of a list without an entry'),
      digest,
    }),
  ).describe('of what statements of people are bound to; one of what was not read whole is absent'),
  history: clusterHistory.optional().describe('absent where nothing was evaluated'),
  resources: list(resource),
  asked: shape({ total: count, read: count, notServed: count, gaps: count, pages: count }).describe(
    'how many of the requested lists ended how; read, notServed and gaps sum up to total; pages: answers read',
  ),
  gaps: list(
    shape({ status: text, namespace: text, reason: text, resources: list(text) }),
  ).describe(
    'what should have been read and was not, lists with the same reason together; `...` stands for the name of the list where the reasons differ in nothing else',
  ),
  gapCount: count,
  unknownPolicyApis: list(text),
  redactions: list(shape({ why: text, count })),
  reconciliation: shape({
    listed: count.describe('sum of the counts of the lists'),
    stored: count.describe('objects in objects.ndjson.gz'),
    references: list(
      shape({
        kind: text,
        word: text,
        among: text,
        named: count,
        found: count,
        unread: count.describe('of kinds of which not all was read: cannot be told'),
        missing: list(text).describe(
          'the first that are not there; they are named - found - unread',
        ),
      }),
    ),
  })
    .optional()
    .describe(
      'how often objects name others, and how often these were read too; absent: nothing was read',
    ),
  notes: list(text),
  enforcer: text,
  assumptions: list(text),
  blockers: list(text),
  classes: list(shape({ class: scopeClass, word: text, workloads: count, pods: count })),
  workloads: list(
    shape({
      namespace: text,
      class: scopeClass,
      word: text,
      rule: text,
      members: list(shape({ workload: text, pods: count })),
    }),
  ).describe('every workload; those of a namespace with the same class and rule together'),
  unclassified: list(text),
  labelClaims: list(shape({ says: text, objects: list(text) })).describe(
    'labels of namespaces and nodes that do not say the class of the scope file, or are not known; they change nothing',
  ),
  ruleOverlaps: list(text).describe('scope rules that match the same workloads in part'),
  scopeRemarks: list(text).describe(
    'rules that name nothing here, nodes that none names, and nodes of the CDE that are declared otherwise',
  ),
  segmentation: list(segmentationCell),
  policies: list(shape({ key: text, anchor: text, digest })),
  evidence: list(shape({ object: text, digest })).describe(
    'objects that evidence names and that were read, each with the SHA-256 of its canonical line in objects.ndjson.gz; sorted by key',
  ),
})
