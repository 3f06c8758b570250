import { rmdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { digestOf, hasher, randomHex } from '../../core/digest.ts'
import { INCOMING, nodeFiles, type Files } from './files.ts'
import { statusOf } from './plain.ts'
import { errorCode, refusing } from './refusal.ts'
import { put } from './write.ts'

/** What a folder did with writes that an archive lives on. */
export type DirectoryProbe = {
  /** a second create of one name */
  readonly secondCreate: 'refused' | 'accepted'
  /** what comes back of what was written and flushed */
  readonly readBack: 'same' | 'other'
}

const BYTES = Buffer.from('exhibit doctor\n')

/**
 * Writes a file into an archive's folder as the archive does, where files wait for their names, and takes it away again. The folder must exist.
 *
 * Throws Fault `ARCHIVE_REFUSED` when the file system refuses.
 */
export async function probeDirectory(
  folder: string,
  files: Files = nodeFiles,
): Promise<DirectoryProbe> {
  const root = resolve(folder)
  const waiting = join(root, INCOMING)
  const path = join(waiting, `probe-${randomHex(6)}`)
  const create = () => put(files, root, path, { kind: 'bytes', bytes: BYTES })
  return refusing(root, path, async () => {
    const wasThere = (await statusOf(files, waiting)) !== undefined
    try {
      await create()
      const second = await create()
      const hash = hasher()
      for await (const piece of files.read(path)) hash.update(piece)
      return {
        secondCreate: second === 'exists' ? 'refused' : 'accepted',
        readBack: hash.digest() === digestOf(BYTES) ? 'same' : 'other',
      }
    } finally {
      await unless('ENOENT', files.unlink(path))
      if (!wasThere) await unless('ENOTEMPTY', rmdir(waiting))
    }
  })
}

/** Waits for a removal; an error of this code means that there was nothing to remove, or that somebody else writes there now. */
async function unless(code: 'ENOENT' | 'ENOTEMPTY', removal: Promise<void>): Promise<void> {
  await removal.catch((error: unknown) => {
    if (![code, 'ENOENT'].includes(errorCode(error) ?? '')) throw error
  })
}
