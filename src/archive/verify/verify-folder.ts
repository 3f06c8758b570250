import type { Instant } from '../../core/clock.ts'
import { Fault, isFault } from '../../core/fault.ts'
import type { Trust } from '../../model/signer.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Verification } from '../../model/verification.ts'
import { directoryStore } from '../directory-store.ts'
import { nodeFiles } from '../directory/files.ts'
import { SUMS_SIGNATURE } from '../layout.ts'
import { LARGEST_RECORD, parseEntry } from '../records.ts'
import type { Context } from './context.ts'
import { checkEntry } from './entry.ts'
import { checkFolder } from './folder.ts'
import { localBytes } from './local-file.ts'
import { verifying } from './verifying.ts'

/** What may be given beside a run that was copied out of its archive. */
export type FolderOptions = {
  /** path of its log entry */
  readonly entry?: string
}

/**
 * Verifies a run folder that was copied out of its archive. Paths in the answer are relative to it.
 *
 * Without its log entry the answer is never `valid`: that it was committed at all is then not checked, and said so. Its place in the log is
 * never checked here.
 */
export async function verifyFolder(
  folder: string,
  trust: Trust,
  at: Instant,
  options: FolderOptions = {},
): Promise<Verification> {
  const store = directoryStore(folder, nodeFiles, 'run')
  return verifying({ store, trust, at }, async (context) => {
    const facts = await checkFolder(context, { path: '' })
    const { entry: path } = options
    if (path === undefined) {
      context.record.add('undecided', SUMS_SIGNATURE, NOT_COMMITTED)
      return
    }
    const entry = await entryFrom(context, path)
    if (facts !== undefined && entry !== undefined) checkEntry(context.record, path, entry, facts)
    context.record.add('noted', path, 'its place in the log is not checked: that takes the archive')
  })
}

const NOT_COMMITTED =
  'not checked: only a log entry shows that this was committed; copy it from log/entries/ and give it with --entry'

async function entryFrom({ record }: Context, path: string): Promise<RunEntry | undefined> {
  const bytes = await localBytes(path, LARGEST_RECORD)
  if (bytes === undefined)
    throw new Fault('MISSING', `there is no ${path}`, {
      hint: 'give the path of a log entry, log/entries/00000007.json',
    })
  try {
    if (bytes !== 'too-large') return parseEntry(bytes, 'it')
    record.add('invalid', path, 'it is larger than any log entry')
  } catch (error) {
    if (!isFault(error)) throw error
    record.add('invalid', path, error.message)
  }
  return undefined
}
