import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Fault } from '../core/fault.ts'
import { systemError } from '../core/system-fault.ts'
import { temporaryPrefix } from '../core/temporary-folder.ts'

/** A folder outside the archive that a call writes into. */
export type NamedFolder = {
  readonly path: string
  /** as errors name it: `work folder` */
  readonly what: string
  /** how the user names another one: `another --work` */
  readonly another: string
}

/** The folder of `--work`. */
export function workFolderNamed(path: string): NamedFolder {
  return { path, what: 'work folder', another: 'another --work' }
}

/** The folder of `--out`. */
export function outFolderNamed(path: string): NamedFolder {
  return { path, what: 'output folder', another: 'another --out' }
}

/**
 * Does work that writes into a folder. What disk or file system refuse there becomes a Fault that names the folder and how to name another one;
 * everything else stays as it is.
 */
export async function inFolder<T>(folder: NamedFolder, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw folderFault(error, folder)
  }
}

function folderFault(error: unknown, { path, what, another }: NamedFolder): unknown {
  const hint = `make room there, or name ${another} that this account can write`
  if (isMissingParent(error)) {
    const why = whyNotMade(path)
    return new Fault('CONFIGURATION', `${what} ${path}: ${why}`, { hint, cause: error })
  }
  const known = systemError(error)
  if (known === undefined || !isWithin(known.path, path)) return error
  const where = known.path === undefined || known.path === path ? '' : `: ${known.path}`
  return new Fault(known.code, `${what} ${path}: ${known.why}${where}`, { hint, cause: error })
}

/** Whether a folder could not be made since what it is in does not exist; a file that is missing is another matter. */
function isMissingParent(error: unknown): boolean {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return false
  return error.code === 'ENOENT' && (error.syscall === 'mkdtemp' || error.syscall === 'mkdir')
}

/** A folder that cannot be made is said to be missing also where what it would be in cannot be written. */
function whyNotMade(path: string): string {
  const parent = dirname(path)
  try {
    accessSync(path, constants.W_OK)
  } catch (error) {
    const known = systemError(error)
    if (known !== undefined) return `${known.why}: ${path}`
    if (parent !== path) return whyNotMade(parent)
  }
  return 'it does not exist'
}

/** Whether an error is about the folder, what is in it, or what it is in; a full disk is often reported without any path. */
function isWithin(place: string | undefined, folder: string): boolean {
  if (place === undefined) return true
  return `${place}/`.startsWith(`${folder}/`) || `${folder}/`.startsWith(`${place}/`)
}

/** Does work over a private folder of the system's, which is gone afterwards unless it is to be kept. */
export async function withTemporaryFolder<T>(
  name: string,
  work: (folder: string) => Promise<T>,
  keep = false,
): Promise<T> {
  const folder = { path: tmpdir(), what: 'temporary folder', another: 'another one in TMPDIR' }
  return inFolder(folder, async () => {
    const path = await mkdtemp(join(folder.path, temporaryPrefix(name, keep)))
    try {
      return await work(path)
    } finally {
      if (!keep) await rm(path, { recursive: true, force: true, maxRetries: 3 })
    }
  })
}
