import type { Instant } from '../core/clock.ts'
import { digestOf, randomHex, type Digest } from '../core/digest.ts'
import { Fault } from '../core/fault.ts'
import type { ArchiveKey, ArchiveRecord } from '../model/archive.ts'
import { ARCHIVE_RECORD } from './layout.ts'
import { newestEntry } from './log.ts'
import { recordedManifest } from './recorded.ts'
import { LARGEST_RECORD, parseArchiveRecord, recordBytes } from './records.ts'
import { readBytes, type Store } from './store.ts'

/** Who an archive belongs to and which keys it starts with. */
export type ArchiveOwner = {
  readonly origin: string
  readonly keys: readonly ArchiveKey[]
  readonly now: Instant
}

/** archive.json and the digest that every manifest of the archive names. */
export type OpenArchive = { readonly record: ArchiveRecord; readonly digest: Digest }

/** The record of an archive; absent when nobody has written here yet. Throws Fault `UNREADABLE` when it is damaged. */
export async function readArchive(store: Store): Promise<OpenArchive | undefined> {
  const bytes = await readBytes(store, ARCHIVE_RECORD, LARGEST_RECORD)
  if (bytes === undefined) return undefined
  return { record: parseArchiveRecord(bytes, ARCHIVE_RECORD), digest: digestOf(bytes) }
}

/**
 * The record of an archive, which must be the one that the newest committed run was made for; absent when nobody has written here yet.
 *
 * Throws Fault `VERIFICATION_FAILED` when it was altered, or is gone from an archive that has entries.
 */
export async function checkedArchive(store: Store): Promise<OpenArchive | undefined> {
  const newest = await newestEntry(store)
  const found = await readArchive(store)
  if (newest === undefined) return found
  if (found === undefined) {
    throw altered(`${ARCHIVE_RECORD} is missing from ${store.describe()}`)
  }
  const { archive, id } = await recordedManifest(store, newest.entry)
  if (archive === found.digest) return found
  throw altered(`${ARCHIVE_RECORD} in ${store.describe()} is not the one that ${id} was made for`)
}

function altered(message: string): Fault {
  return new Fault('VERIFICATION_FAILED', message, {
    hint: 'the log has entries, so somebody altered or removed it: put it back from a copy before going on',
  })
}

/**
 * The record of an archive, written now when there is none. Of two writers that begin at once both get the one that was written.
 *
 * Throws Fault `VERIFICATION_FAILED` as `checkedArchive`.
 */
export async function ensureArchive(store: Store, owner: ArchiveOwner): Promise<OpenArchive> {
  const found = await checkedArchive(store)
  if (found !== undefined) return found
  const { origin, keys, now } = owner
  const bytes = recordBytes({
    format: 'archive/v1',
    id: randomHex(16),
    origin,
    createdAt: now,
    keys,
  })
  await store.putIfAbsent(ARCHIVE_RECORD, { kind: 'bytes', bytes }, 'application/json')
  const written = await readArchive(store)
  if (written === undefined)
    throw new Fault('ARCHIVE_REFUSED', `${ARCHIVE_RECORD} was written and is not there`)
  return written
}
