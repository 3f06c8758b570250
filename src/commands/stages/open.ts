import { z } from 'zod'
import { checkedArchive } from '../../archive/archive-record.ts'
import { readEntries } from '../../archive/log.ts'
import { runIdOf } from '../../archive/run-id.ts'
import { newestSlot, slotState } from '../../archive/slots.ts'
import type { Store } from '../../archive/store.ts'
import { requireIntact } from '../../archive/verify/intact.ts'
import { isDigest, type Digest } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import { isInstant, type Instant } from '../../core/clock.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Trust } from '../../model/signer.ts'
import type { Context } from '../context.ts'
import { writeEarlierInputs } from './earlier-inputs.ts'
import { writeEarlierRuns } from './earlier-runs.ts'
import { requireListed } from './listed-key.ts'
import { previousClusters, previousClusterSchema } from './previous-clusters.ts'
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
  previousClusters: z.record(z.string(), previousClusterSchema),
})

/**
 * What `open` found in the archive before anything is collected. `committed`: the run that answers for the slot already, so that nothing is
 * left to do; `previousClusters`: what the committed runs remember of each cluster, by name.
 */
export type OpenRecord = Readonly<z.output<typeof schema>>

/** What a run is asked to answer for. */
export type OpenRequest = {
  readonly slot?: Instant | undefined
  /** whether a slot with only partial runs gets a new attempt */
  readonly retry: boolean
  /** the clusters of the estate */
  readonly clusters: readonly string[]
  /** fingerprint of the certificate that will sign; absent: nothing will be signed */
  readonly signer?: string
}

/**
 * The first stage: verifies the log, its newest entry and the newest run, gives the run its id, and says whether its slot is done already.
 * Reads the archive, writes state/open.json and below state/earlier what earlier runs remember of each cluster and the organisation's files of the last one.
 *
 * Throws Fault `VERIFICATION_FAILED` when any of these, or archive.json, was altered or signed by somebody else, and `SIGNING_FAILED` when the
 * archive does not list the certificate that will sign.
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
    ...(await stateOfLog(store, request, startedAt, work.state)),
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

async function stateOfLog(
  store: Store,
  { slot, retry, clusters, signer }: OpenRequest,
  at: Instant,
  state: string,
): Promise<LogState> {
  const archive = await checkedArchive(store)
  if (archive !== undefined && signer !== undefined) requireListed(archive, signer)
  const log = await readEntries(store)
  const newest = log.at(-1)
  if (newest === undefined) {
    return { ...(slot === undefined ? {} : { slot }), attempt: 1, previousClusters: {} }
  }
  const entries = log.map(({ entry }) => entry)
  const last = entries.filter(({ kind }) => kind === 'run').at(-1)
  const trust: Trust =
    signer === undefined ? { kind: 'none' } : { kind: 'signer', fingerprint: signer }
  for (const id of new Set([newest.entry.runId, ...(last === undefined ? [] : [last.runId])])) {
    await requireIntact(store, id, { trust, at, log })
  }
  const latest = newestSlot(entries)
  await writeEarlierRuns(store, entries, { clusters, slot }, state)
  await writeEarlierInputs(store, entries, slot, state)
  return {
    ...slotFacts(entries, slot, retry),
    previous: { number: newest.entry.number, digest: newest.digest },
    ...(latest === undefined ? {} : { newestSlot: latest }),
    previousClusters: await previousClusters(store, entries, { clusters, slot }),
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
