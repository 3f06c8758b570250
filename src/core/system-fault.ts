import { Fault, type FaultCode } from './fault.ts'

type Known = readonly [code: FaultCode, why: string, hint: string]

const ROOM = 'make room (--work and TMPDIR say where work folders are), then run again'
const PLACE = 'name a place that this account may write'

/** What a machine's own errors mean for a command, and what to do. Others are bugs: whoever expects one handles it where it happens. */
const KNOWN: Readonly<Record<string, Known>> = {
  ENOSPC: ['ARCHIVE_REFUSED', 'the disk is full', ROOM],
  EDQUOT: ['ARCHIVE_REFUSED', 'the disk quota is used up', ROOM],
  EFBIG: ['ARCHIVE_REFUSED', 'a file is larger than the file system allows', ROOM],
  EIO: ['ARCHIVE_REFUSED', 'the disk reported an error', 'check the disk, then run again'],
  EMFILE: ['ARCHIVE_REFUSED', 'too many files are open', 'raise the limit (ulimit -n)'],
  ENFILE: ['ARCHIVE_REFUSED', 'too many files are open', "raise the machine's limit"],
  EROFS: ['CONFIGURATION', 'the file system is read-only', PLACE],
  EACCES: ['CONFIGURATION', 'permission denied', PLACE],
  EPERM: ['CONFIGURATION', 'the operation is not permitted', PLACE],
  ENOTDIR: ['CONFIGURATION', 'a file stands where a folder should be', PLACE],
  EEXIST: ['CONFIGURATION', 'something else stands there already', PLACE],
  EISDIR: ['CONFIGURATION', 'a folder stands where a file should be', PLACE],
}

/** An error of disk or file system, told apart: which fault it is, in words, what to do, and the path that it names. */
export type SystemError = {
  readonly code: FaultCode
  readonly why: string
  readonly hint: string
  readonly path?: string
}

/** What an error of disk or file system means; absent when it is anything else. */
export function systemError(error: unknown): SystemError | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined
  const name = typeof error.code === 'string' ? error.code : ''
  if (!Object.hasOwn(KNOWN, name)) return undefined
  const [code, why, hint] = KNOWN[name] ?? ['ARCHIVE_REFUSED', name, ROOM]
  const path = 'path' in error && typeof error.path === 'string' ? { path: error.path } : {}
  return { code, why, hint, ...path }
}

/** An error of disk or file system as another process can be told of it. */
export type ToldError = {
  readonly message: string
  readonly code: string
  readonly syscall: string
  readonly path?: string
}

/** What to tell another process of an error, so that it is one of disk or file system there too; absent when it is anything else. */
export function toldError(error: unknown): ToldError | undefined {
  const known = systemError(error)
  if (known === undefined) return undefined
  const { message, code, syscall } = error as NodeJS.ErrnoException
  const path = known.path === undefined ? {} : { path: known.path }
  return { message, code: String(code), syscall: String(syscall), ...path }
}

/** The error that another process told of. */
export function errorTold({ message, ...told }: ToldError): Error {
  return Object.assign(new Error(message), told)
}

/** The Fault that an error of disk or file system becomes; absent when it is anything else. */
export function systemFault(error: unknown): Fault | undefined {
  const known = systemError(error)
  if (known === undefined) return undefined
  const { code, why, hint, path } = known
  const where = path === undefined ? '' : `${path}: `
  return new Fault(code, `cannot write: ${where}${why}`, { hint, cause: error })
}
