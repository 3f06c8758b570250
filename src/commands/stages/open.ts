import { z } from 'zod'
import { clusterFolder, folderOf } from '../../archive/layout.ts'
import { newestEntry, readEntries } from '../../archive/log.ts'
import { parseManifest } from '../../archive/records.ts'
import { runIdOf } from '../../archive/run-id.ts'
import { newestSlot, slotState } from '../../archive/slots.ts'
import { readBytes, type Store } from '../../archive/store.ts'
import { isDigest, type Digest } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import { isInstant, type Instant } from '../../core/clock.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import { parseSnapshot } from '../../snapshot/read.ts'
import type { Context } from '../context.ts'
import { makePart, readRecord, writeRecord, type WorkFolder } from './work-folder.ts'

const RECORD = 'open.json'
const instant = z.string().refine(isInstant)
const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value))

const listStatus = z.enum(['ok', 'not-served', 'forbidden', 'failed', 'inconsistent'])

const schema = z.strictObject({
  format: z.literal('open/v1'),
  runId: z.string(),
  startedAt: instant,
  slot: instant.exactOptional(),
  attempt: z.int().positive(),
  previous: z.strictObject({ number: z.int().nonnegative(), digest }).exactOptional(),
  newestSlot: instant.exactOptional(),
  committed: z.strictObject({ runId: z.string(), status: z.string() }).exactOptional(),
  previousClusters: z.record(
    z.string(),
    z.strictObject({
      uid: z.string().exactOptional(),
      lists: z.array(z.strictObject({ resource: z.string(), status: listStatus })),
    }),
  ),
})

/**
 * What `open` found in the archive before anything is collected. `committed`: the run that answers for the slot already, so that nothing is
 * left to do; `previousClusters`: the clusters of the previous committed run, by name.
 */
export type OpenRecord = Readonly<z.output<typeof schema>>

/** What the previous run says of a cluster: by its UID and lists a replaced cluster and a policy API that vanished are known. */
type PreviousCluster = OpenRecord['previousClusters'][string]

/** What a run is asked to answer for. */
export type OpenRequest = {
  readonly slot?: Instant | undefined
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
    return { ...(slot === undefined ? {} : { slot }), attempt: 1, previousClusters: {} }
  }
  const entries = (await readEntries(store)).map(({ entry }) => entry)
  const last = entries.filter(({ kind }) => kind === 'run').at(-1)
  const latest = newestSlot(entries)
  return {
    ...slotFacts(entries, slot, retry),
    previous: { number: newest.entry.number, digest: newest.digest },
    ...(latest === undefined ? {} : { newestSlot: latest }),
    previousClusters: last === undefined ? {} : await clustersOf(store, last),
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

/** Bound of one file of the previous run that is read back, in bytes. */
const LARGEST_FILE = 256 * 1024 * 1024

/** The clusters of a committed run; its files are checked as they are read, their signatures by verify. */
async function clustersOf(store: Store, entry: RunEntry): Promise<Record<string, PreviousCluster>> {
  const folder = folderOf('run', entry.runId)
  const manifest = parseManifest(await readAll(store, `${folder}manifest.json`), entry.runId)
  const clusters: Record<string, PreviousCluster> = {}
  for (const { name } of manifest.clusters) {
    const path = `${folder}${clusterFolder(name)}snapshot.json`
    const { resources, identity } = parseSnapshot(await readAll(store, path), path)
    clusters[name] = {
      ...(identity.uid === undefined ? {} : { uid: identity.uid }),
      lists: resources.map(({ resource, status }) => ({ resource, status })),
    }
  }
  return clusters
}

async function readAll(store: Store, path: string): Promise<Uint8Array> {
  const bytes = await readBytes(store, path, LARGEST_FILE)
  if (bytes !== undefined) return bytes
  throw new Fault('VERIFICATION_FAILED', `${path} is missing from ${store.describe()}`, {
    hint: 'the log says that it was archived: run `exhibit verify` on the archive',
  })
}
