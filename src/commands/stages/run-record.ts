import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../core/canonical-json.ts'
import { isInstant } from '../../core/clock.ts'
import { isTimeZone } from '../../core/time-zone.ts'
import { isDigest, type Digest } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import { parseJson } from '../../core/json.ts'
import type { FamilyChoice } from '../../model/control.ts'
import type { ReportSource } from '../../model/report.ts'

/** What a report says of its run besides the clusters: `run.json` of a run folder, written by `collect`, archived with the rest. */
export type RunRecord = Omit<
  ReportSource,
  'clusters' | 'catalogue' | 'organisation' | 'inputs' | 'generatedAt' | 'browser' | 'logo'
> & {
  readonly format: 'run/v1'
  readonly catalogueDigest: Digest
  /** ids of the frameworks of the catalogue that the run was made for, sorted */
  readonly frameworks: readonly string[]
  /** as in the catalogue; absent: they were named, and in runs of older versions */
  readonly families?: FamilyChoice
}

/** Name of the run record inside a run folder. */
export const RUN_RECORD = 'run.json'
const line = z.string().max(10_000)
const instant = z.string().refine(isInstant, 'not an instant')
const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value))

const schema = z.strictObject({
  format: z.literal('run/v1'),
  runId: line,
  title: line,
  slot: instant.exactOptional(),
  schedule: z
    .strictObject({ cron: line, startingDeadlineSeconds: z.int().positive() })
    .exactOptional(),
  missed: z.array(instant).exactOptional(),
  trigger: z.enum(['scheduled', 'late', 'caught-up', 'ad-hoc']),
  attempt: z.int().positive(),
  startedAt: instant,
  finishedAt: instant,
  tool: z.strictObject({ name: line, version: line, revision: line.exactOptional() }),
  image: line.exactOptional(),
  entity: line,
  timeZone: line.refine(isTimeZone, 'not a time zone').exactOptional(),
  classification: line,
  population: z.strictObject({
    confirmed: z
      .strictObject({ by: line, role: line, at: line, comparedWith: line })
      .exactOptional(),
    notes: z.array(line),
  }),
  signature: z.strictObject({
    subject: line,
    fingerprint: line,
    selfSigned: z.boolean(),
    rootFingerprint: line.exactOptional(),
  }),
  previous: z.strictObject({ number: z.int().nonnegative(), digest }).exactOptional(),
  organisationChanges: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('not-compared'), why: line }),
      z.strictObject({
        kind: z.literal('compared'),
        run: line,
        changes: z.array(
          z.strictObject({
            file: line,
            entry: line,
            change: z.enum(['added', 'removed', 'changed']),
            what: z.string(),
          }),
        ),
      }),
    ])
    .exactOptional(),
  unknownClusters: z
    .array(
      z.strictObject({
        file: line,
        line: z.int().positive(),
        path: line,
        name: line,
        what: line,
      }),
    )
    .exactOptional(),
  catalogueDigest: digest,
  frameworks: z.array(line),
  families: z.literal('newest').exactOptional(),
})

/** Writes the run record into a run folder, as canonical JSON. */
export function writeRunRecord(folder: string, record: RunRecord): void {
  writeFileSync(join(folder, RUN_RECORD), `${canonicalJson(record)}\n`)
}

/** Reads the run record of a run folder. Throws Fault `UNREADABLE` when it is not one, or of a newer format. */
export function readRunRecord(folder: string): RunRecord {
  const path = join(folder, RUN_RECORD)
  if (!existsSync(path)) {
    throw new Fault('CONFIGURATION', `${path} is missing: the run was not collected`, {
      hint: 'run the collect stage with the same --work, and see how it ended',
    })
  }
  return parseRunRecord(readFileSync(path), path)
}

/** The run record in bytes of a run folder. Throws Fault `UNREADABLE` naming `what` when they are not one, or of a newer format. */
export function parseRunRecord(bytes: Uint8Array, what: string): RunRecord {
  const parsed = schema.safeParse(parseJson(Buffer.from(bytes).toString('utf8'), what))
  if (parsed.success) return parsed.data
  throw new Fault('UNREADABLE', `${what} is not a run record: ${z.prettifyError(parsed.error)}`, {
    hint: 'it may come from a newer exhibit',
  })
}
