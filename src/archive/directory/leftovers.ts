import { lstat, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { millisecondsOf, plusSeconds, type Instant } from '../../core/clock.ts'
import { INCOMING } from './files.ts'
import { errorCode, refusing } from './refusal.ts'

/** No single file takes a day to write: what is older belongs to a writer that was stopped. */
const ABANDONED_SECONDS = 86_400

/**
 * The files that writers which were stopped left below an archive's folder before they got their names: paths, sorted. They are no part of
 * the archive.
 */
export async function leftovers(folder: string, now: Instant): Promise<readonly string[]> {
  const waiting = join(folder, INCOMING)
  return refusing(folder, waiting, async () => {
    const found: string[] = []
    // A link planted here would lead to files of somebody else.
    if ((await lstat(waiting).catch(unlessGone))?.isDirectory() !== true) return found
    for (const name of (await namesIn(waiting)).sort()) {
      const path = join(waiting, name)
      const status = await lstat(path).catch(unlessGone)
      const before = millisecondsOf(plusSeconds(now, -ABANDONED_SECONDS))
      if (status?.isFile() === true && status.mtimeMs < before) found.push(path)
    }
    return found
  })
}

/** Removes them, and gives how many there were. */
export async function removeLeftovers(folder: string, now: Instant): Promise<number> {
  const paths = await leftovers(folder, now)
  for (const path of paths) await refusing(folder, path, () => unlink(path).catch(unlessGone))
  return paths.length
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(unlessGone)) ?? []
}

/** Another writer may have removed it meanwhile. */
function unlessGone(error: unknown): undefined {
  if (errorCode(error) !== 'ENOENT') throw error
  return undefined
}
