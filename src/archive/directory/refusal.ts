import { Fault, isFault } from '../../core/fault.ts'

/** What each error of a file system means for an archive, and what to do. */
const REFUSALS: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ENOSPC: [
    'the disk is full',
    'make room or enlarge the volume, then run again: nothing half-written was kept',
  ],
  EDQUOT: [
    'the disk quota is used up',
    'raise the quota, then run again: nothing half-written was kept',
  ],
  EFBIG: ['a file is larger than the file system allows', 'put the archive on another file system'],
  EACCES: ['permission denied', 'give the folder to the user that exhibit runs as (mode 0700)'],
  EPERM: [
    'the operation is not permitted',
    'give the folder to the user that exhibit runs as, on a file system with hard links',
  ],
  EROFS: ['the file system is read-only', 'mount the archive volume writable for this job'],
  ENOTSUP: [
    'the file system has no hard links',
    'put the archive on one that has: without them a file could be replaced',
  ],
  ENOSYS: [
    'the file system has no hard links',
    'put the archive on one that has: without them a file could be replaced',
  ],
  EEXIST: ['a file stands where a folder should be', 'name a folder, or move the file away'],
  ENOTDIR: ['a file stands where a folder should be', 'name a folder, or move the file away'],
  EIO: ['the disk reported an error', 'check the disk before trusting what is on it'],
  EXDEV: ['it spans two file systems', 'keep the whole archive on one file system'],
  ESTALE: ['the network file system lost the folder', 'mount it again, then run again'],
  ELOOP: ['symbolic links lead in a circle', 'an archive holds plain files and folders only'],
  ENAMETOOLONG: [
    'a name is too long for the file system',
    'put the archive on another file system',
  ],
}

/** The Fault `ARCHIVE_REFUSED` that a file system's error becomes; a Fault stays itself, and an unknown error is a bug and stays itself too. */
export function directoryRefusal(error: unknown, root: string, path: string): unknown {
  if (isFault(error)) return error
  const known = REFUSALS[errorCode(error) ?? '']
  if (known === undefined) return error
  const [why, hint] = known
  const where = path.startsWith(root) ? path : `${root}/${path}`
  return new Fault('ARCHIVE_REFUSED', `archive ${where}: ${why}`, { hint, cause: error })
}

/** The code of a system error, `ENOSPC`; absent when it has none. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Does work and turns a file system's errors into faults that name the path. */
export async function refusing<T>(root: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw directoryRefusal(error, root, path)
  }
}
