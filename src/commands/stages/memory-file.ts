import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../core/canonical-json.ts'
import { isInstant } from '../../core/clock.ts'
import { isDigest, type Digest } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import { isJsonObject, parseJson } from '../../core/json.ts'
import type { ClusterMemory, Earlier } from '../../model/history.ts'

/** What a run remembers of one cluster for the next, beside its evaluation. */
export const MEMORY = 'history.json'

/** What the run before remembered of it, as this run took it from the archive: an input, pinned beside the evaluation. */
export const EARLIER = 'earlier.json'

const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value))
const point = { run: z.string(), asOf: z.string().refine(isInstant) }
const runPoint = z.strictObject(point)
const between = { from: runPoint, to: runPoint }

const track = z.strictObject({
  newest: z.strictObject({ ...point, digest }),
  since: runPoint,
  knownFrom: runPoint,
  changed: z.strictObject({ ...between, before: digest }).exactOptional(),
  gaps: z
    .strictObject({ count: z.int().positive(), newest: z.strictObject(between) })
    .exactOptional(),
})

const KINDS = [
  ...(['admission', 'boundary', 'enforcement', 'estate'] as const),
  ...(['exposure', 'kubernetes', 'scope'] as const),
]
const observed = z.strictObject({
  at: runPoint,
  values: z.array(z.tuple([z.string(), z.string()])),
})

const seen = z.strictObject({
  key: z.string(),
  spec: digest,
  content: digest,
  reviewed: z.boolean(),
})

const policyChange = z.strictObject({
  ...between,
  key: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  digest,
})

const unlisted = z.strictObject({
  since: runPoint,
  changes: z.array(policyChange),
  listed: z.array(policyChange).exactOptional(),
  beyond: z.strictObject({ ...between, count: z.int().positive() }).exactOptional(),
})

const memorySchema = z.strictObject({
  format: z.literal('history/v1'),
  cluster: z.string(),
  first: runPoint,
  at: runPoint,
  uid: z.string().exactOptional(),
  platform: z
    .strictObject({
      name: z.enum(['eks', 'gke', 'aks', 'openshift', 'self-managed']),
      basis: z.string(),
      at: runPoint,
    })
    .exactOptional(),
  digests: z.strictObject({
    'rule-set': track.exactOptional(),
    segmentation: track.exactOptional(),
    scope: track.exactOptional(),
    rights: track.exactOptional(),
  }),
  observed: z.partialRecord(z.enum(KINDS), observed),
  policies: z.strictObject({
    at: runPoint,
    kinds: z.array(z.string()),
    ruleSet: digest.exactOptional(),
    policies: z.array(seen),
    unread: z
      .array(z.strictObject({ kind: z.string(), at: runPoint, policies: z.array(seen) }))
      .exactOptional(),
  }),
  changes: z.array(
    z.strictObject({
      kind: z.enum(KINDS),
      ...between,
      what: z.array(z.string()),
      count: z.int().positive(),
    }),
  ),
  unlisted: unlisted.exactOptional(),
  outcomes: z
    .strictObject({
      runs: z.array(runPoint),
      controls: z.array(z.tuple([z.string(), z.string()])),
    })
    .exactOptional(),
})

const earlierSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['none', 'unknown']), why: z.string() }),
  z.strictObject({ kind: z.literal('known'), run: z.string(), memory: memorySchema }),
])

/** What a run remembers of a cluster, from its file. Throws Fault `UNREADABLE` when it is not a history/v1. */
export function parseMemory(bytes: Uint8Array, path: string): ClusterMemory {
  return read(memorySchema, bytes, path)
}

/** What a run remembers of a cluster, from its folder; absent where nothing is. Throws Fault `UNREADABLE` as `parseMemory`. */
export function readMemory(folder: string): ClusterMemory | undefined {
  const path = join(folder, MEMORY)
  return existsSync(path) ? parseMemory(readFileSync(path), path) : undefined
}

/** What a cluster's folder says of earlier runs. Throws Fault `UNREADABLE` when it is not that, or not there. */
export function readEarlier(folder: string): Earlier {
  const path = join(folder, EARLIER)
  const earlier: Earlier = read(earlierSchema, readFileSync(path), path)
  return earlier
}

/** Writes what earlier runs remember of a cluster. */
export function writeEarlier(path: string, earlier: Earlier): void {
  writeFileSync(path, `${canonicalJson(earlier)}\n`, { mode: 0o600 })
}

/** Writes what a run remembers of a cluster into its folder. */
export function writeMemory(folder: string, memory: ClusterMemory): void {
  writeFileSync(join(folder, MEMORY), `${canonicalJson(memory)}\n`)
}

/** Hands on what was remembered of a cluster that this run could not evaluate; nothing where nothing was. */
export function handOnMemory(folder: string): void {
  if (existsSync(join(folder, MEMORY))) return
  const earlier = readEarlier(folder)
  if (earlier.kind === 'known') writeMemory(folder, earlier.memory)
}

/** Pins what `open` found of a cluster in its folder of the run; without such a file, why there is nothing. */
export function pinEarlier(found: string, folder: string): void {
  const target = join(folder, EARLIER)
  if (existsSync(found)) copyFileSync(found, target)
  else writeEarlier(target, { kind: 'none', why: 'no earlier run speaks of this cluster' })
}

function read<T>(schema: z.ZodType<T>, bytes: Uint8Array, path: string): T {
  const value = parseJson(new TextDecoder().decode(bytes), path)
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const isNewer =
    isJsonObject(value) && typeof value.format === 'string' && value.format !== 'history/v1'
  throw new Fault('UNREADABLE', `${path}: ${z.prettifyError(parsed.error)}`, {
    ...(isNewer ? { hint: 'it was written by another version of exhibit' } : {}),
  })
}
