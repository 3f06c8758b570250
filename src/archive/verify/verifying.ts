import { isFault } from '../../core/fault.ts'
import type { Verification } from '../../model/verification.ts'
import type { Context } from './context.ts'
import { newRecorder } from './recorder.ts'

/** Runs a verification and gives its answer. A store that fails half-way leaves it undecided, unless something was found invalid before. */
export async function verifying(
  given: Omit<Context, 'record'>,
  work: (context: Context) => Promise<void>,
): Promise<Verification> {
  const record = newRecorder()
  try {
    await work({ ...given, record })
  } catch (error) {
    if (!isFault(error) || error.code !== 'ARCHIVE_REFUSED') throw error
    record.add('undecided', given.store.describe(), `could not be read: ${error.message}`)
  }
  return record.result()
}
