import { join } from 'node:path'
import { digestOf } from '../core/digest.ts'
import { Fault } from '../core/fault.ts'
import type { RunEntry } from '../model/log-entry.ts'
import type { EntryReference, ManifestFile } from '../model/manifest.ts'
import { atMost } from './at-most.ts'
import { entryOf, type RunFacts } from './entry-of.ts'
import { ENTRIES, entryPath, folderOf, MANIFEST, SUMS, SUMS_SIGNATURE } from './layout.ts'
import { readEntries, type LoggedEntry } from './log.ts'
import { recordBytes } from './records.ts'
import type { SealedRun } from './seal.ts'
import { rivalOf } from './slots.ts'
import { readBack, type Store } from './store.ts'

/** How a commit ended: our entry, or that of the run that answers for our slot already. */
export type CommitOutcome =
  | { readonly kind: 'committed'; readonly entry: RunEntry; readonly path: string }
  | { readonly kind: 'lost'; readonly to: RunEntry }

/** How many files are on their way to the store, or back, at once. */
const IN_FLIGHT = 4
/** A writer that lost so many numbers in a row meets something else than other writers. */
const MOST_TRIES = 100

/**
 * Stores a sealed run and commits it: content first, then its seal, everything read back, and last the log entry, create-only, which is the commit.
 *
 * Stopped at any point it leaves the archive valid and the run uncommitted. When another writer takes the number, only a new entry is written;
 * when another run answers for the same slot and attempt, nothing is, and `lost` says which. Throws Fault `VERIFICATION_FAILED` when the log
 * is not the one that the run was made after, and `ARCHIVE_REFUSED` when the store refuses or gives other bytes back.
 */
export async function commit(store: Store, sealed: SealedRun): Promise<CommitOutcome> {
  const decided = decidedBy(await entriesSince(store, sealed), sealed.facts)
  if (decided !== undefined) return decided
  await upload(store, sealed)
  return append(store, sealed.facts, () => entriesSince(store, sealed))
}

/** The entries from the newest known at start on, which must still be that one. */
async function entriesSince(store: Store, sealed: SealedRun): Promise<readonly LoggedEntry[]> {
  const { previous } = sealed.facts.manifest
  const entries = await readEntries(store, previous?.number ?? 0)
  if (previous !== undefined && entries[0]?.digest !== previous.digest) throw changed(previous)
  return entries
}

/** What the log says already: that this very run is committed, or that another one took its place; absent: neither. */
function decidedBy(logged: readonly LoggedEntry[], facts: RunFacts): CommitOutcome | undefined {
  const own = logged.find(({ entry }) => entry.runId === facts.manifest.id)
  if (own !== undefined) return { kind: 'committed', entry: own.entry, path: own.path }
  const rival = rivalOf(
    logged.map(({ entry }) => entry),
    facts.manifest,
  )
  return rival === undefined ? undefined : { kind: 'lost', to: rival }
}

async function upload(store: Store, sealed: SealedRun): Promise<void> {
  const seal = new Set([MANIFEST, SUMS, SUMS_SIGNATURE])
  const content = sealed.files.filter(({ path }) => !seal.has(path))
  await atMost(IN_FLIGHT, content, (file) => put(store, sealed, file))
  for (const file of sealed.files.filter(({ path }) => seal.has(path))) {
    await put(store, sealed, file)
  }
  await atMost(IN_FLIGHT, sealed.files, (file) => confirm(store, sealed, file))
}

function placeOf({ facts }: SealedRun, { path }: ManifestFile): string {
  return folderOf(facts.manifest.kind, facts.manifest.id) + path
}

/** A file of that name may be ours, from a try whose answer was lost; that is seen when it is read back. */
async function put(store: Store, sealed: SealedRun, file: ManifestFile): Promise<void> {
  const body = { kind: 'file', file: join(sealed.folder, file.path) } as const
  await store.putIfAbsent(placeOf(sealed, file), body, file.mediaType)
}

async function confirm(store: Store, sealed: SealedRun, file: ManifestFile): Promise<void> {
  const place = placeOf(sealed, file)
  const stored = await readBack(store, place)
  if (stored?.digest === file.digest) return
  throw new Fault('ARCHIVE_REFUSED', `${place} in ${store.describe()} is not what was written`, {
    hint: 'nothing was committed; check the disk or the server, and whether somebody else writes here',
  })
}

async function append(
  store: Store,
  facts: RunFacts,
  entriesNow: () => Promise<readonly LoggedEntry[]>,
): Promise<CommitOutcome> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const entries = await entriesNow()
    const decided = decidedBy(entries, facts)
    if (decided !== undefined) return decided
    const newest = entries.at(-1)
    const entry = entryOf(facts, (newest?.entry.number ?? -1) + 1, newest?.digest)
    if (await appendEntry(store, entry))
      return { kind: 'committed', entry, path: entryPath(entry.number) }
  }
  throw new Fault('ARCHIVE_REFUSED', `no free number in ${ENTRIES} after ${MOST_TRIES} tries`, {
    hint: 'the store says that entries exist which it does not list: check the server',
  })
}

/** Whether the entry took its number. What is stored is read back, and must have been written once. */
async function appendEntry(store: Store, entry: RunEntry): Promise<boolean> {
  const path = entryPath(entry.number)
  const bytes = recordBytes(entry)
  const outcome = await store.putIfAbsent(path, { kind: 'bytes', bytes }, 'application/json')
  if (outcome === 'exists') return false
  await store.confirmSole(path)
  const stored = await readBack(store, path)
  if (stored?.digest === digestOf(bytes)) return true
  throw new Fault('ARCHIVE_REFUSED', `${path} in ${store.describe()} is not what was written`, {
    hint: 'the server does not keep create-only writes: verify the archive before going on',
  })
}

function changed({ number }: EntryReference): Fault {
  return new Fault(
    'VERIFICATION_FAILED',
    `${entryPath(number)} is not what it was when the run began`,
    {
      hint: 'somebody altered or removed it: run `exhibit verify` on the archive',
    },
  )
}
