import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf } from '../../core/fault.ts'
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts'

const SUBJECT = 'archive folder'

/** Room below which an archive will soon be full, in bytes. */
const LITTLE = 2 ** 30

/** Whether a folder could be written by this account, who else can enter it, and how much room is left. Nothing is written to find out. */
export async function checkDirectory(folder: string): Promise<readonly Diagnosis[]> {
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
