import { z } from 'zod'
import { clusterFolder, folderOf } from '../../archive/layout.ts'
import { newestEntry, readEntries } from '../../archive/log.ts'
import { runIdOf } from '../../archive/run-id.ts'
import { newestSlot, slotState } from '../../archive/slots.ts'
import { readBytes, type Store } from '../../archive/store.ts'
import { isDigest, type Digest } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import { isJsonObject, parseJson, type JsonObject } from '../../core/json.ts'
import { isInstant, type Instant } from '../../core/clock.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { ResourceName } from '../../model/object.ts'
import type { Context } from '../context.ts'
import { makePart, readRecord, writeRecord, type WorkFolder } from './work-folder.ts'

const RECORD = 'open.json'
const instant = z.string().refine(isInstant)
const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value))

const schema = z.strictObject({
  format: z.literal('open/v1'),
  runId: z.string(),
  startedAt: instant,
  slot: instant.exactOptional(),
  attempt: z.int().positive(),
  previous: z.strictObject({ number: z.int().nonnegative(), digest }).exactOptional(),
  newestSlot: instant.exactOptional(),
  committed: z.strictObject({ runId: z.string(), status: z.string() }).exactOptional(),
  previousResources: z.record(z.string(), z.array(z.string())),
})

/** What `open` found in the archive before anything is collected. */
export type OpenRecord = Readonly<z.output<typeof schema>> & {
  /** the committed run that answers for the slot already; nothing is left to do */
  readonly committed?: { readonly runId: string; readonly status: string }
  /** per cluster the resources that the previous committed run had, by which a policy API that vanished is known */
  readonly previousResources: Readonly<Record<string, readonly ResourceName[]>>
}

/** What a run is asked to answer for. */
export type OpenRequest = {
  readonly slot: Instant | undefined
  /** whether a slot with only partial runs gets a new attempt */
  readonly retry: boolean
}

/**
 * The first stage: verifies that the log is readable up to its newest entry, gives the run its id, and says whether its slot is done already.
 * Reads the archive, writes state/open.json.
 */
export async function openStage(
  work: WorkFolder,
  store: Store,
  request: OpenRequest,
  context: Context,
): Promise<OpenRecord> {
  makePart(work.state)
  const startedAt = context.clock.now()
  const record: OpenRecord = {
    format: 'open/v1',
    runId: runIdOf(startedAt),
    startedAt,
    ...(await stateOfLog(store, request)),
  }
  writeRecord(work.state, RECORD, record)
  return record
}

/** Reads what `open` wrote. Throws Fault `CONFIGURATION` when it was not run, `UNREADABLE` when it is not that. */
export function readOpenRecord(work: WorkFolder): OpenRecord {
  const parsed = schema.safeParse(readRecord(work.state, RECORD, 'open'))
  if (parsed.success) return parsed.data
  throw new Fault('UNREADABLE', `${work.state}/${RECORD}: ${z.prettifyError(parsed.error)}`)
}

type LogState = Omit<OpenRecord, 'format' | 'runId' | 'startedAt'>

async function stateOfLog(store: Store, { slot, retry }: OpenRequest): Promise<LogState> {
  const newest = await newestEntry(store)
  if (newest === undefined) {
    return { ...(slot === undefined ? {} : { slot }), attempt: 1, previousResources: {} }
  }
  const entries = (await readEntries(store)).map(({ entry }) => entry)
  const last = entries.filter(({ kind }) => kind === 'run').at(-1)
  const latest = newestSlot(entries)
  return {
    ...slotFacts(entries, slot, retry),
    previous: { number: newest.entry.number, digest: newest.digest },
    ...(latest === undefined ? {} : { newestSlot: latest }),
    previousResources: last === undefined ? {} : await resourcesOf(store, last),
  }
}

type SlotPart = Pick<LogState, 'slot' | 'attempt' | 'committed'>

function slotFacts(
  entries: readonly RunEntry[],
  slot: Instant | undefined,
  retry: boolean,
): SlotPart {
  if (slot === undefined) return { attempt: 1 }
  const state = slotState(entries, slot)
  if (state.kind === 'open') return { slot, attempt: state.nextAttempt }
  if (state.kind === 'partial' && retry) return { slot, attempt: state.nextAttempt }
  const { runId, attempt } = state.result
  return { slot, attempt, committed: { runId, status: state.kind } }
}

/** Bounds of one snapshot.json that is read back. */
const LARGEST_SNAPSHOT = 256 * 1024 * 1024
const LARGEST_MANIFEST = 64 * 1024 * 1024

/** What each cluster of a committed run served. A cluster whose record is not readable there is left out: verify is what says so. */
async function resourcesOf(store: Store, entry: RunEntry): Promise<Record<string, ResourceName[]>> {
  const folder = folderOf('run', entry.runId)
  const manifest = await readJson(store, `${folder}manifest.json`, LARGEST_MANIFEST)
  const served: Record<string, ResourceName[]> = {}
  for (const cluster of listOf(manifest, 'clusters')) {
    const { name } = cluster
    if (typeof name !== 'string') continue
    const path = `${folder}${clusterFolder(name)}snapshot.json`
    const snapshot = await readJson(store, path, LARGEST_SNAPSHOT)
    served[name] = listOf(snapshot, 'resources')
      .filter(({ status }) => status !== 'not-served')
      .flatMap(({ resource }) => (typeof resource === 'string' ? [resource] : []))
  }
  return served
}

async function readJson(store: Store, path: string, limit: number): Promise<JsonObject> {
  const bytes = await readBytes(store, path, limit)
  if (bytes === undefined) return {}
  const value = parseJson(new TextDecoder().decode(bytes), path)
  return isJsonObject(value) ? value : {}
}

function listOf(record: JsonObject, name: string): readonly JsonObject[] {
  const value = record[name]
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}
