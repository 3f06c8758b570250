import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { instantOf } from '../core/clock.ts'
import type { Instant } from '../core/clock.ts'
import { readTextFile } from '../core/text-file.ts'
import { validate } from '../core/validate.ts'
import { parseYamlDocument } from '../core/yaml.ts'
import type { ResourceName } from '../model/object.ts'
import type { ClusterIdentity } from '../model/snapshot.ts'
import { CONSTRAINT_GROUP, readerOf } from './kinds.ts'

/** The file in a folder that says when, how and for what its cluster was asked. */
export const COLLECTED_FILE = 'collected.yaml'

const line = z.string().trim().min(1).max(500)

/** The schema of collected.yaml. Unknown keys and unknown resources are faults. */
export const collectedSchema = z.strictObject({
  cluster: line.optional().describe('name of the cluster, as its people know it'),
  takenAt: z
    .string()
    .refine((text) => instantOfText(text) !== undefined, 'not a time, such as 2026-11-02T02:00:00Z')
    .transform((text) => instantOfText(text) ?? text)
    .describe('when the cluster was asked'),
  how: line.describe('the command, or who took it'),
  kinds: z
    .array(
      z.string().refine(isKnownResource, {
        error: 'not a resource that exhibit reads: write pods or networkpolicies.networking.k8s.io',
      }),
    )
    .describe('every resource that was asked for, also where there were no objects'),
  version: line.optional().describe('gitVersion of the server'),
  uid: line.optional().describe('UID of the namespace kube-system'),
  server: line.optional().describe('URL of the server, without credentials'),
  identity: z
    .strictObject({
      uid: line.optional(),
      server: line.optional(),
      version: line.optional(),
    })
    .optional(),
})

/** What collected.yaml states; printed as stated, not witnessed. */
export type Collected = {
  readonly takenAt: Instant
  readonly how: string
  readonly resources: ReadonlySet<ResourceName>
  readonly identity: ClusterIdentity
}

/** What a folder's collected.yaml states; undefined when it has none. Throws Fault `CONFIGURATION` with all its faults. */
export function readCollected(folder: string): Collected | undefined {
  const path = join(folder, COLLECTED_FILE)
  if (!existsSync(path)) return undefined
  const text = readTextFile(path, 'collection record')
  const stated = validate(collectedSchema, parseYamlDocument(text, path), path)
  const { takenAt, how, kinds, version, uid, server, identity } = stated
  const marks = Object.entries({ version, uid, server, ...identity })
  return {
    takenAt,
    how,
    resources: new Set(kinds),
    identity: Object.fromEntries(marks.filter(([, mark]) => mark !== undefined)),
  }
}

function isKnownResource(resource: string): boolean {
  return (
    readerOf(resource) !== undefined ||
    resource === 'configmaps' ||
    resource.endsWith(`.${CONSTRAINT_GROUP}`)
  )
}

/** The instant of an RFC 3339 time with its zone. */
function instantOfText(text: string): Instant | undefined {
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text)
  const milliseconds = Date.parse(text)
  return zoned && !Number.isNaN(milliseconds) ? instantOf(milliseconds) : undefined
}
