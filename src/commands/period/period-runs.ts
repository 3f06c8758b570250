import { recordedFile, recordedManifest } from '../../archive/recorded.ts'
import { slotState } from '../../archive/slots.ts'
import type { Store } from '../../archive/store.ts'
import type { Period, PeriodRun } from '../../model/ledger.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Manifest } from '../../model/manifest.ts'
import { UNREAD } from '../../model/snapshot.ts'
import { parseRunRecord, RUN_RECORD, type RunRecord } from '../stages/run-record.ts'

/** The largest run.json that is read, in bytes. */
const LARGEST_RECORD = 64 << 20

/** The runs of a period and the newest one before it, each in the order of time. */
export type RunsOfPeriod = {
  readonly runs: readonly PeriodRun[]
  /** the newest scheduled run before the period; absent: there is none */
  readonly before?: PeriodRun
}

/**
 * The committed runs that a period speaks of: those whose slot lies in it, and those without one that were made in it. Only their manifests and records
 * are read, by the digests of the log.
 *
 * Throws Fault `VERIFICATION_FAILED` when one of them is not what was archived.
 */
export async function runsOfPeriod(
  store: Store,
  entries: readonly RunEntry[],
  { from, to }: Period,
): Promise<RunsOfPeriod> {
  const runs = entries.filter(({ kind }) => kind === 'run')
  const slotted = scheduled(runs)
  const read = (all: readonly RunEntry[]) =>
    readEach(all, (entry) => periodRun(store, entry, slotted))
  const due = slotted.filter(({ slot = '' }) => from <= slot && slot < to)
  const others = await read(runs.filter((entry) => !slotted.includes(entry)))
  const last = slotted
    .map(({ slot = '' }) => slot)
    .filter((slot) => slot < from)
    .sort()
    .at(-1)
  const before = await read(slotted.filter(({ slot }) => slot === last))
  const newest = before.find(({ answers }) => answers)
  return {
    runs: [...(await read(due)), ...others.filter(({ at }) => from <= at && at < to)].sort(byTime),
    ...(newest === undefined ? {} : { before: newest }),
  }
}

/** Runs that stand for a period without any: the first that answers for a slot after it, and the newest of the archive that answers for one. Absent: no run answers for a slot. */
export async function runsAround(
  store: Store,
  entries: readonly RunEntry[],
  { to }: Period,
): Promise<{ readonly newest: PeriodRun; readonly after?: PeriodRun } | undefined> {
  const slotted = scheduled(entries)
  const slots = slotted.map(({ slot = '' }) => slot).sort()
  const read = async (slot: string | undefined) => {
    const entry = slotted.find(
      ({ runId }) => slot !== undefined && runId === answerOf(slotted, slot),
    )
    return entry === undefined ? undefined : periodRun(store, entry, slotted)
  }
  const newest = await read(slots.at(-1))
  if (newest === undefined) return undefined
  const after = await read(slots.find((slot) => slot >= to))
  return { newest, ...(after === undefined ? {} : { after }) }
}

/** One committed run as a period speaks of it; absent: the log has none of that id. */
export async function runOfId(
  store: Store,
  entries: readonly RunEntry[],
  id: string,
): Promise<PeriodRun | undefined> {
  const entry = entries.find(({ kind, runId }) => kind === 'run' && runId === id)
  return entry === undefined ? undefined : periodRun(store, entry, scheduled(entries))
}

/** Runs that answer for a slot, or were made to. */
function scheduled(entries: readonly RunEntry[]): readonly RunEntry[] {
  return entries.filter(
    ({ kind, trigger, slot }) => kind === 'run' && trigger !== 'ad-hoc' && slot !== undefined,
  )
}

async function readEach<T>(
  entries: readonly RunEntry[],
  read: (entry: RunEntry) => Promise<T>,
): Promise<T[]> {
  const found: T[] = []
  for (const entry of entries) found.push(await read(entry))
  return found
}

function byTime(one: PeriodRun, two: PeriodRun): number {
  if (one.at !== two.at) return one.at < two.at ? -1 : 1
  return one.entry - two.entry
}

async function periodRun(
  store: Store,
  entry: RunEntry,
  entries: readonly RunEntry[],
): Promise<PeriodRun> {
  const manifest = await recordedManifest(store, entry)
  const bytes = await recordedFile(store, manifest, RUN_RECORD, LARGEST_RECORD)
  const record = parseRunRecord(bytes, `${entry.runId}/${RUN_RECORD}`)
  const { runId: id, number, slot, trigger, attempt, sumsDigest, manifestDigest, sealedAt } = entry
  return {
    ...{ id, entry: number, trigger, attempt, sumsDigest, manifestDigest, sealedAt },
    ...(slot === undefined ? {} : { slot }),
    at: placeOf(entry, manifest),
    startedAt: manifest.startedAt,
    finishedAt: manifest.finishedAt,
    answers: slot !== undefined && answerOf(entries, slot) === id,
    ...recorded(record),
    tool: manifest.tool,
    catalogue: manifest.catalogue,
    inputs: manifest.inputs,
    clusters: manifest.clusters,
  }
}

function recorded({ schedule, missed }: RunRecord): Pick<PeriodRun, 'schedule' | 'missed'> {
  return {
    ...(schedule === undefined ? {} : { schedule }),
    ...(missed === undefined ? {} : { missed }),
  }
}

function placeOf({ slot, trigger }: RunEntry, { clusters, startedAt }: Manifest): string {
  if (slot !== undefined && trigger !== 'ad-hoc') return slot
  const read = clusters.filter(({ status }) => status !== 'retired' && !UNREAD.includes(status))
  return read.map(({ asOf }) => asOf).sort()[0] ?? startedAt
}

function answerOf(entries: readonly RunEntry[], slot: string): string | undefined {
  const state = slotState(entries, slot)
  return state.kind === 'open' ? undefined : state.result.runId
}
