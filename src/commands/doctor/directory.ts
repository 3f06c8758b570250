import { numbered } from '../../core/numbered.ts'
import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { leftovers } from '../../archive/directory/leftovers.ts'
import { probeDirectory } from '../../archive/directory/probe.ts'
import type { Instant } from '../../core/clock.ts'
import { messageOf } from '../../core/fault.ts'
import { fail, guarded, ok, warn, type Diagnosis } from './diagnosis.ts'

const SUBJECT = 'archive folder'

/** Room below which an archive will soon be full, in bytes. */
const LITTLE = 2 ** 30

/**
 * Whether a folder can be written by this account as an archive is, who else can enter it, and how much room is left. `probes` says whether a
 * file may be written and taken away again; where the folder is not there yet none is.
 */
export async function checkDirectory(
  folder: string,
  probes: boolean,
  now: Instant,
): Promise<readonly Diagnosis[]> {
  const existing = await nearestFolder(folder)
  try {
    if (!(await stat(existing)).isDirectory())
      return [fail(SUBJECT, `${existing} is not a folder`, 'name a folder, or move the file away')]
    await access(existing, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const fix =
      'give it to the account that exhibit runs as (mode 0700), on a volume mounted writable'
    return [fail(SUBJECT, `${existing} cannot be written: ${messageOf(error)}`, fix)]
  }
  const { bavail, bsize } = await statfs(existing)
  const room = `${Math.floor((bavail * bsize) / 2 ** 20)} MiB free`
  const what = existing === folder ? `${folder} can be written` : `${existing} can be written`
  return [
    bavail * bsize < LITTLE
      ? warn(SUBJECT, `${what}, ${room}`, 'enlarge the volume: a full disk ends runs')
      : ok(SUBJECT, `${what}, ${room}`),
    ...(existing === folder ? await checkMode(folder) : []),
    ...(existing === folder ? await checkLeftovers(folder, now) : []),
    ...(existing === folder && probes ? await probed(folder) : []),
  ]
}

function probed(folder: string): Promise<readonly Diagnosis[]> {
  const subject = 'archive write'
  return guarded(subject, 'put the archive on another file system', async () => {
    const { secondCreate, readBack } = await probeDirectory(folder)
    if (secondCreate === 'refused' && readBack === 'same')
      return [
        ok(subject, 'a probe was written, flushed and read back; a second create was refused'),
      ]
    const what =
      secondCreate === 'accepted'
        ? 'a second create of one name is accepted: two runs at once could write over each other'
        : 'what was written does not read back as the same bytes'
    return [fail(subject, what, 'put the archive on another file system')]
  })
}

/** The next run removes them: nothing is to be done. */
async function checkLeftovers(folder: string, now: Instant): Promise<readonly Diagnosis[]> {
  const { length: count } = await leftovers(folder, now)
  if (count === 0) return []
  return [
    ok(
      SUBJECT,
      `${numbered(count, 'file', 'files')} of writers that were stopped: the next run removes ${count === 1 ? 'it' : 'them'}`,
    ),
  ]
}

async function checkMode(folder: string): Promise<readonly Diagnosis[]> {
  const { mode } = await stat(folder)
  if ((mode & 0o027) === 0) return []
  const what = `${folder} has mode ${(mode & 0o777).toString(8)}: others can enter or change it`
  return [warn(SUBJECT, what, `chmod 0700 ${folder}`)]
}

/** The folder itself, or what its first run would make it in. */
async function nearestFolder(folder: string): Promise<string> {
  for (let path = folder; ; path = dirname(path)) {
    if (await isThere(path)) return path
    if (path === dirname(path)) throw new Error('a file system without root')
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return false
    // whatever else is wrong with it is said where it is looked at
    return true
  }
}
