import { Fault } from '../../core/fault.ts'
import type { Files } from './files.ts'
import { errorCode } from './refusal.ts'

/** What stands under a path, links not followed; absent when nothing does. */
export async function statusOf(files: Files, path: string) {
  try {
    return await files.lstat(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}

/**
 * The refusal of anything in an archive that is neither plain file nor folder: `ARCHIVE_REFUSED` to a writer, `VERIFICATION_FAILED` to a
 * reader.
 */
export function notPlain(
  code: 'ARCHIVE_REFUSED' | 'VERIFICATION_FAILED',
  path: string,
  what: string,
): Fault {
  return new Fault(code, `${path} is ${what}`, {
    hint: 'an archive holds plain files and folders only; somebody placed this there: find out who before going on',
  })
}
