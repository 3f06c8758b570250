import type { Instant } from '../core/clock.ts'
import { digestOf, randomHex, type Digest } from '../core/digest.ts'
import { Fault } from '../core/fault.ts'
import type { ArchiveKey, ArchiveRecord } from '../model/archive.ts'
import { ARCHIVE_RECORD } from './layout.ts'
import { newestEntry } from './log.ts'
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
 * The record of an archive, written now when there is none. Of two writers that begin at once both get the one that was written.
 *
 * Throws Fault `VERIFICATION_FAILED` when the record is gone from an archive that has entries.
 */
export async function ensureArchive(store: Store, owner: ArchiveOwner): Promise<OpenArchive> {
  const found = await readArchive(store)
  if (found !== undefined) return found
  if ((await newestEntry(store)) !== undefined)
    throw new Fault(
      'VERIFICATION_FAILED',
      `${ARCHIVE_RECORD} is missing from ${store.describe()}`,
      {
        hint: 'the log has entries, so somebody removed it: put it back from a copy before going on',
      },
    )
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
