import { z } from 'zod'
import { canonicalJson } from '../core/canonical-json.ts'
import { isInstant } from '../core/clock.ts'
import { isDigest, type Digest } from '../core/digest.ts'
import { Fault, messageOf } from '../core/fault.ts'
import { parseJson } from '../core/json.ts'
import type { ArchiveRecord } from '../model/archive.ts'
import type { RunEntry } from '../model/log-entry.ts'
import type { Manifest } from '../model/manifest.ts'
import { isSafePath } from './layout.ts'
import { isReportId, isRunId } from './run-id.ts'

const digest = z.custom<Digest>(
  (value) => typeof value === 'string' && isDigest(value),
  'not a digest',
)
const instant = z.string().refine(isInstant, 'not an instant')
const line = z.string().max(10_000)
const path = z.string().refine(isSafePath, 'not a path of an archive')
const count = z.int().nonnegative()
const number = count.max(99_999_999)
const trigger = z.enum(['scheduled', 'late', 'caught-up', 'ad-hoc'])
const attempt = z.int().positive()
const kind = z.enum(['run', 'report'])
const id = z.string().refine((text) => isRunId(text) || isReportId(text), 'not a run or report id')
const digests = z.record(path, digest)
const fingerprint = z.string().regex(/^SHA256:[0-9a-f]{64}$/)
const archiveId = z.string().regex(/^[0-9a-f]{32}$/)
const reference = z.strictObject({ number, digest })

const manifestFile = z.strictObject({
  path,
  size: count,
  digest,
  mediaType: line,
  unsigned: z.strictObject({ size: count, digest }).exactOptional(),
})

const manifestCluster = z.strictObject({
  name: line,
  status: z.enum(['complete', 'partial', 'unreachable', 'unauthorised', 'retired']),
  uid: line.exactOptional(),
  snapshotRoot: digest.exactOptional(),
  asOf: instant,
  reasons: z.array(line),
  notEvaluated: line.exactOptional(),
})

const manifestRun = z.strictObject({
  id: z.string().refine(isRunId, 'not a run id'),
  sumsDigest: digest,
  manifestDigest: digest,
})

const manifest = z.strictObject({
  format: z.literal('manifest/v1'),
  archive: digest,
  id,
  kind,
  tool: z.strictObject({ name: line, version: line, revision: line.exactOptional() }),
  browser: line.exactOptional(),
  slot: instant.exactOptional(),
  trigger,
  attempt,
  startedAt: instant,
  finishedAt: instant,
  clusters: z.array(manifestCluster),
  runs: z.array(manifestRun).min(1).exactOptional(),
  catalogue: digest,
  inputs: digests,
  files: z.array(manifestFile),
  previous: reference.exactOptional(),
})

const runEntry = z.strictObject({
  format: z.literal('entry/v1'),
  number,
  kind,
  runId: id,
  slot: instant.exactOptional(),
  trigger,
  attempt,
  sumsDigest: digest,
  signatures: digests,
  manifestDigest: digest,
  previousEntry: digest.exactOptional(),
  sealedAt: instant,
  summary: z.strictObject({
    status: z.enum(['complete', 'partial']),
    clusters: count,
    complete: count,
  }),
})

const archiveRecord = z.strictObject({
  format: z.literal('archive/v1'),
  id: archiveId,
  origin: line,
  createdAt: instant,
  keys: z.array(z.strictObject({ fingerprint, subject: line })),
})

/** The largest manifest.json or SHA256SUMS that is read, in bytes: some 50,000 files. */
export const LARGEST_LIST = 16 << 20
/** The largest log entry, archive.json or detached signature that is read, in bytes. */
export const LARGEST_RECORD = 256 << 10

/** The bytes of a stored record: RFC 8785, no line feed at the end. */
export function recordBytes(record: Manifest | RunEntry | ArchiveRecord): Uint8Array {
  return Buffer.from(canonicalJson(record))
}

/** The manifest in bytes of outside origin. Throws Fault `UNREADABLE` naming `what` when they are not exactly what `recordBytes` writes. */
export function parseManifest(bytes: Uint8Array, what: string): Manifest {
  return parse(manifest, bytes, what)
}

/**
 * The log entry in bytes of outside origin. Throws Fault `UNREADABLE` as `parseManifest`, also for a kind or version of entry that this
 * program does not know.
 */
export function parseEntry(bytes: Uint8Array, what: string): RunEntry {
  return parse(runEntry, bytes, what)
}

/** The archive record in bytes of outside origin. Throws Fault `UNREADABLE` as `parseManifest`. */
export function parseArchiveRecord(bytes: Uint8Array, what: string): ArchiveRecord {
  return parse(archiveRecord, bytes, what)
}

function parse<T>(shape: z.ZodType<T>, bytes: Uint8Array, what: string): T {
  const text = decode(bytes, what)
  const value = parseJson(text, what)
  const result = shape.safeParse(value)
  if (!result.success) throw new Fault('UNREADABLE', `${what} ${firstIssue(result.error)}`)
  if (canonicalJson(value) !== text) throw new Fault('UNREADABLE', `${what} is not canonical JSON`)
  return result.data
}

function decode(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new Fault('UNREADABLE', `${what} is not UTF-8: ${messageOf(error)}`, { cause: error })
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined || issue.path.length === 0) return 'is not a record of this kind'
  return `has a wrong ${issue.path.map(String).join('.')}: ${issue.message}`
}
