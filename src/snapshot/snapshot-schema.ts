import { z } from 'zod'
import { isInstant } from '../core/clock.ts'
import { isDigest } from '../core/digest.ts'
import type { Snapshot } from '../model/snapshot.ts'

const text = z.string()
const count = z.number().int().nonnegative()
const instant = text.refine(isInstant, 'not an instant')
const digest = z.custom<`sha256:${string}`>(
  (value) => typeof value === 'string' && isDigest(value),
  'not a digest',
)

const listStatus = z.enum(['ok', 'not-served', 'forbidden', 'failed', 'inconsistent'])

const gap = z.strictObject({
  resource: text,
  namespace: text.optional(),
  status: listStatus.exclude(['ok', 'not-served']),
  reason: text,
})

const resource = z.strictObject({
  resource: text,
  apiVersion: text.optional(),
  kind: text,
  status: listStatus,
  reason: text.optional(),
  count,
  resourceVersion: text.optional(),
  anchored: z.boolean().optional(),
  path: text.optional(),
  pages: count.optional(),
  root: digest,
})

const why = z.enum([
  'env-value',
  'argument',
  'annotation',
  'last-applied',
  'secret-shaped',
  'status-text',
  'probe',
  'free-text',
])

const redaction = z.strictObject({ why, count: count.positive() })

/** One line of redactions.ndjson.gz. */
export const redactedObject = z.strictObject({
  object: text,
  pointers: z.partialRecord(why, z.array(text).min(1)),
})

const source = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('live'),
    via: z.enum(['kubeconfig', 'in-cluster']),
  }),
  z.strictObject({
    kind: z.literal('folder'),
    statedBy: z.enum(['collected.yaml', 'assumed']),
    how: text.optional(),
  }),
  z.strictObject({ kind: z.literal('none') }),
])

/** snapshot.json, format snapshot/v1: every member known, none more. */
export const snapshotSchema: z.ZodType<Snapshot> = z.strictObject({
  format: z.literal('snapshot/v1'),
  cluster: text,
  status: z.enum(['complete', 'partial', 'unreachable', 'unauthorised', 'retired']),
  reasons: z.array(text),
  source,
  identity: z.strictObject({
    uid: text.optional(),
    server: text.optional(),
    caDigest: digest.optional(),
    version: text.optional(),
  }),
  account: z
    .strictObject({ user: text, groups: z.array(text), rules: z.array(text).optional() })
    .optional(),
  takenFrom: instant,
  takenTo: instant,
  clockDifference: z.strictObject({ first: z.number(), last: z.number() }).optional(),
  anchor: text.optional(),
  resources: z.array(resource),
  gaps: z.array(gap),
  unknownPolicyApis: z.array(text),
  redactions: z.array(redaction),
  notes: z.array(text),
  objectCount: count,
  root: digest,
}) as z.ZodType<Snapshot>
