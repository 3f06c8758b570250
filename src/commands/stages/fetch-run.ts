import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { folderOf } from '../../archive/layout.ts'
import type { Store } from '../../archive/store.ts'
import { verifyRun } from '../../archive/verify/verify-run.ts'
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
  const { checks } = await verifyRun(store, id, { kind: 'none' }, at)
  const broken = checks.find(({ outcome }) => outcome === 'invalid')
  if (broken !== undefined) {
    throw new Fault('VERIFICATION_FAILED', `${broken.path}: ${broken.reason}`, {
      hint: `run 'exhibit verify' on the archive: nothing is read from a run that was altered`,
    })
  }
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
