import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { folderOf } from '../../archive/layout.ts'
import type { Store } from '../../archive/store.ts'
import { requireIntact } from '../../archive/verify/intact.ts'
import type { Instant } from '../../core/clock.ts'
import { Fault } from '../../core/fault.ts'

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
): Promise<void> {
  await requireIntact(store, id, { trust: { kind: 'none' }, at })
  const prefix = folderOf('run', id)
  for await (const { path } of store.list(prefix)) {
    await copy(store, path, join(folder, path.slice(prefix.length)))
  }
}

async function copy(store: Store, path: string, file: string): Promise<void> {
  const pieces = await store.open(path)
  if (pieces === undefined) throw new Fault('MISSING', `${path} was listed and is gone`)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await pipeline(Readable.from(pieces), createWriteStream(file, { mode: 0o600 }))
}
