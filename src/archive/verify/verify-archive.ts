import type { Instant } from '../../core/clock.ts'
import { digestOf, type Digest } from '../../core/digest.ts'
import { isFault } from '../../core/fault.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Trust } from '../../model/signer.ts'
import type { Verification } from '../../model/verification.ts'
import {
  ARCHIVE_RECORD,
  ENTRIES,
  FOLDERS,
  folderOf,
  PROBE_CREATE,
  PROBE_SUM,
  PROBES,
} from '../layout.ts'
import { readLog, type LoggedEntry } from '../log.ts'
import { LARGEST_RECORD, parseArchiveRecord } from '../records.ts'
import { idIn } from '../run-id.ts'
import type { Store } from '../store.ts'
import { uncommitted } from '../uncommitted.ts'
import { readBounded } from './bounded.ts'
import type { Context } from './context.ts'
import { checkPrevious, checkRecorded, checkRuns } from './entry.ts'
import { verifying } from './verifying.ts'

/** What is remembered of the log while it is walked: each entry and its digest. */
type Walk = {
  readonly digests: Map<number, Digest>
  readonly committed: Map<string, RunEntry>
  /** `slot attempt` of each scheduled run, so that none is committed twice */
  readonly places: Set<string>
  readonly archive: Digest | undefined
}

/**
 * Verifies a whole archive: the log without gaps, every committed run and report, and nothing else beside them.
 *
 * Uncommitted folders are noted and leave the answer as it is. Files are read in pieces, runs one after another.
 */
export async function verifyArchive(
  store: Store,
  trust: Trust,
  at: Instant,
): Promise<Verification> {
  return verifying({ store, trust, at }, async (context) => {
    const { record } = context
    if (await isUntouched(store)) {
      record.add('undecided', store.describe(), 'there is nothing here')
      return
    }
    const archive = await checkArchiveRecord(context)
    const walk: Walk = { digests: new Map(), committed: new Map(), places: new Set(), archive }
    let isWhole = true
    for await (const item of readLog(store)) {
      if (item.kind === 'entry') await checkCommitted(context, walk, item)
      else {
        isWhole = false
        record.add('invalid', item.path, item.reason)
      }
    }
    await checkStrangers(context)
    const why = isWhole ? UNCOMMITTED : UNKNOWN
    for await (const { path } of uncommitted(store, new Set(walk.committed.keys())))
      record.add('noted', path, why)
    if (isWhole && walk.digests.size === 0)
      record.add('undecided', ENTRIES, 'no run is committed yet')
    record.add('noted', ENTRIES, tail(walk.digests.size))
  })
}

const UNCOMMITTED = 'uncommitted: its writer was stopped before the commit'
const UNKNOWN = 'uncommitted, as far as the log can be read'

/** Whether nothing was written here but what a doctor left. */
async function isUntouched(store: Store): Promise<boolean> {
  for await (const { name } of store.names('')) if (name !== PROBES) return false
  return true
}

function tail(entries: number): string {
  return `${entries} entries; no outside anchor was given: removal of the latest would not be detected`
}

async function checkArchiveRecord(context: Context): Promise<Digest | undefined> {
  const bytes = await readBounded(context, ARCHIVE_RECORD, LARGEST_RECORD)
  if (bytes === undefined) return undefined
  try {
    parseArchiveRecord(bytes, 'it')
  } catch (error) {
    if (!isFault(error)) throw error
    context.record.add('invalid', ARCHIVE_RECORD, error.message)
    return undefined
  }
  return digestOf(bytes)
}

async function checkCommitted(context: Context, walk: Walk, item: LoggedEntry): Promise<void> {
  const { record } = context
  const { path, entry, digest } = item
  const { runId: id, kind } = entry
  walk.digests.set(entry.number, digest)
  if (walk.committed.has(id)) record.add('invalid', path, `${id} is recorded by another entry too`)
  walk.committed.set(id, entry)
  checkPlace(context, walk, item)
  const facts = await checkRecorded(context, item)
  if (facts === undefined) return
  checkPrevious(record, folderOf(kind, id), facts, entry, (number) => walk.digests.get(number))
  checkRuns(record, folderOf(kind, id), facts, (run) => walk.committed.get(run))
  if (walk.archive !== undefined && facts.manifest.archive !== walk.archive)
    record.add('invalid', ARCHIVE_RECORD, `it is not the one that ${id} was made for`)
}

function checkPlace({ record }: Context, walk: Walk, { path, entry }: LoggedEntry): void {
  const { slot, attempt, trigger, kind } = entry
  if (slot === undefined || trigger === 'ad-hoc' || kind !== 'run') return
  const place = `${slot} ${attempt}`
  if (walk.places.has(place))
    record.add('invalid', path, `attempt ${attempt} at slot ${slot} is committed twice`)
  walk.places.add(place)
}

/** What may stand directly in each folder of an archive. */
const KNOWN: readonly (readonly [folder: string, isKnown: (name: string) => boolean])[] = [
  ['', (name) => [ARCHIVE_RECORD, 'log/', PROBES, ...Object.values(FOLDERS)].includes(name)],
  ['log/', (name) => name === 'entries/'],
  [PROBES, (name) => [PROBE_CREATE, PROBE_SUM].includes(PROBES + name)],
  [FOLDERS.run, (name) => idIn('run', name) !== undefined],
  [FOLDERS.report, (name) => idIn('report', name) !== undefined],
]

/** What a newer version may have written is not known to this one, and could hide anything: undecided. */
async function checkStrangers({ store, record }: Context): Promise<void> {
  for (const [folder, isKnown] of KNOWN) {
    for await (const { name, problem } of store.names(folder)) {
      if (problem !== undefined) record.add('invalid', folder + name, `it is ${problem}`)
      else if (folder + name === PROBES)
        record.add('noted', PROBES, 'left by exhibit doctor; it is no evidence')
      else if (!isKnown(name))
        record.add('undecided', folder + name, 'it is nothing that this version knows')
    }
  }
}
