import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { folderOf } from '../../archive/layout.ts'
import type { LoggedEntry } from '../../archive/log.ts'
import type { Store } from '../../archive/store.ts'
import { requireIntact } from '../../archive/verify/intact.ts'
import type { Instant } from '../../core/clock.ts'
import { Fault } from '../../core/fault.ts'

/** What is known of the archive already, and what is wanted of the run. */
export type FetchOptions = {
  /** the log, where it was read already; absent: it is read */
  readonly log?: readonly LoggedEntry[]
  /** whether a file of the run, by its path in it, is copied; absent: all are. Every file is checked in any case */
  readonly wanted?: (path: string) => boolean
}

/**
 * Copies a committed run from an archive into a local folder, after checking that nothing in it was altered since it was signed. Who signed it
 * is `exhibit verify --trust`'s question.
 *
 * Throws Fault `VERIFICATION_FAILED` when anything of it is invalid, `MISSING` when the archive has no such run.
 */
export async function fetchRun(
  store: Store,
  id: string,
  folder: string,
  at: Instant,
  { log, wanted = () => true }: FetchOptions = {},
): Promise<void> {
  await requireIntact(store, id, { trust: { kind: 'none' }, at, ...(log && { log }) })
  const prefix = folderOf('run', id)
  for await (const { path } of store.list(prefix)) {
    const own = path.slice(prefix.length)
    if (wanted(own)) await copy(store, path, join(folder, own))
  }
}

async function copy(store: Store, path: string, file: string): Promise<void> {
  const pieces = await store.open(path)
  if (pieces === undefined) throw new Fault('MISSING', `${path} was listed and is gone`)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, pieces, { mode: 0o600 })
}
