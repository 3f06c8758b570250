import { digestOf, hexOf } from '../core/digest.ts'
import { Fault } from '../core/fault.ts'
import type { ManifestKind } from '../model/manifest.ts'

/** The paths of an archive (DESIGN.md, "What is stored"), in one place. Folders end in `/`. */
export const ARCHIVE_RECORD = 'archive.json'
export const ENTRIES = 'log/entries/'
export const FOLDERS = { run: 'runs/', report: 'reports/' } as const

/**
 * What `exhibit doctor` leaves in object storage, where locked objects cannot be deleted: no evidence, two names at most. The second appears
 * only where the server stores a body that is not what its SHA-256 says.
 */
export const PROBES = '.probe/'
export const PROBE_CREATE = `${PROBES}create-once`
export const PROBE_SUM = `${PROBES}wrong-sum`

/** The files of a run folder that have a name of their own. */
export const MANIFEST = 'manifest.json'
export const SUMS = 'SHA256SUMS'
export const SUMS_SIGNATURE = 'SHA256SUMS.p7s'
export const HTML_REPORT = 'report.html'

/** Whether a file is a page that people read, and is signed by a file of its own: HTML at the top of its folder. */
export function isSignedPage(path: string): boolean {
  return /^[^/]+\.html$/.test(path)
}

/** What the detached signature of a file is called. */
export function signatureOf(path: string): string {
  return `${path}.p7s`
}

/** The folder of one run or report, `runs/20261123T020000Z-0a1b2c3d/`. */
export function folderOf(kind: ManifestKind, id: string): string {
  return `${FOLDERS[kind]}${id}/`
}

/** The path of one log entry, `log/entries/00000007.json`. */
export function entryPath(number: number): string {
  return `${ENTRIES}${String(number).padStart(8, '0')}.json`
}

/** The number of a log entry from its file name or path; absent when it is not one. */
export function entryNumber(path: string): number | undefined {
  const digits = /(?:^|\/)(\d{8})\.json$/.exec(path)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** The longest path that every store takes: S3 keys end at 1,024 bytes, and a prefix comes before. */
const LONGEST_PATH = 900
const SEGMENT = /^[A-Za-z0-9%+,=@~_.-]{1,255}$/

/**
 * Whether a path may be written to or read from an archive: relative, printable ASCII that needs no quoting anywhere, no `.` or `..`
 * segment, no backslash. Everything else in a list of files is an attack or damage.
 */
export function isSafePath(path: string): boolean {
  if (path.length > LONGEST_PATH) return false
  return path
    .split('/')
    .every((segment) => SEGMENT.test(segment) && segment !== '.' && segment !== '..')
}

/** A path that is safe; throws Fault `ARCHIVE_REFUSED` on any other. */
export function checkedPath(path: string): string {
  if (isSafePath(path)) return path
  throw new Fault('ARCHIVE_REFUSED', `${JSON.stringify(path)} is not a path of an archive`)
}

/** A folder that is safe: `''` for all, or a safe path and `/`; throws Fault `ARCHIVE_REFUSED` on any other. */
export function checkedFolder(folder: string): string {
  if (folder !== '') checkedPath(folder.replace(/\/$/, ''))
  return folder
}

/** The folder of one cluster inside a run, `clusters/prod-eu/`. */
export function clusterFolder(name: string): string {
  return `clusters/${folderName(name)}/`
}

/**
 * A cluster's name as the name of a folder: as it is where that is safe, other bytes as `%xx`. Upper-case letters are escaped too, so that two names
 * never meet on a file system that ignores case. Names that would grow beyond 120 characters are cut and end in their digest.
 */
export function folderName(name: string): string {
  const escaped = Array.from(Buffer.from(name.toWellFormed()), escapeByte).join('')
  const safe = escaped.replace(/^\.+/, (dots) => '%2e'.repeat(dots.length))
  if (safe !== '' && safe.length <= 120) return safe
  return `${safe.slice(0, 100)}~${hexOf(digestOf(name)).slice(0, 16)}`
}

function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte)
  return /[a-z0-9._-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`
}
