import { folderOf, SUMS } from '../../archive/layout.ts'
import { readEntries } from '../../archive/log.ts'
import { recordedManifest } from '../../archive/recorded.ts'
import { LARGEST_LIST } from '../../archive/records.ts'
import { readBytes, type Store } from '../../archive/store.ts'
import { parseSums } from '../../archive/sums.ts'
import { requireIntact } from '../../archive/verify/intact.ts'
import type { Digest } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import { nearest } from '../../core/nearest.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Manifest } from '../../model/manifest.ts'
import type { Context } from '../context.ts'

/** A committed run or report that was found to be as it was signed. */
export type Committed = {
  readonly store: Store
  readonly entry: RunEntry
  /** SHA-256 of that log entry */
  readonly entryDigest: Digest
  readonly manifest: Manifest
  /** where it is in the archive, ending in `/` */
  readonly folder: string
  /** every file of its folder by its path there, sorted, with the digest that it was archived with */
  readonly files: ReadonlyMap<string, Digest>
}

/**
 * The run or report of an id, after checking that nothing in it was altered since it was signed. Who signed it is `exhibit verify --trust`'s question.
 *
 * Throws Fault `MISSING` when the archive has none, `VERIFICATION_FAILED` when anything of it is not as it was signed.
 */
export async function committedOf(store: Store, id: string, context: Context): Promise<Committed> {
  const log = await readEntries(store)
  const logged = log.find((each) => each.entry.runId === id)
  if (logged === undefined) {
    throw unknown(
      store,
      id,
      log.map((each) => each.entry.runId),
    )
  }
  const { entry, digest: entryDigest } = logged
  await requireIntact(store, id, { trust: { kind: 'none' }, at: context.clock.now(), log })
  const folder = folderOf(entry.kind, id)
  const sums = await readBytes(store, folder + SUMS, LARGEST_LIST)
  const text = Buffer.from(sums ?? []).toString('utf8')
  const files = new Map([
    ...parseSums(text, folder + SUMS),
    ...Object.entries(entry.signatures),
    [SUMS, entry.sumsDigest] as const,
  ])
  return {
    ...{ store, entry, entryDigest, folder },
    manifest: await recordedManifest(store, entry),
    files: new Map([...files].sort(([one], [two]) => (one < two ? -1 : 1))),
  }
}

function unknown(store: Store, id: string, known: readonly string[]): Fault {
  const near = nearest(id, known)
  const meant = near === undefined ? '' : `did you mean ${near}? `
  return new Fault(
    'MISSING',
    `no run or report ${JSON.stringify(id)} is committed in ${store.describe()}`,
    { hint: `${meant}'exhibit archive list' lists what is` },
  )
}
