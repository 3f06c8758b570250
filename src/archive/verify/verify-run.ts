import type { Instant } from '../../core/clock.ts'
import type { Digest } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Trust } from '../../model/signer.ts'
import type { Verification } from '../../model/verification.ts'
import { FOLDERS, folderOf } from '../layout.ts'
import { readLog, type LoggedEntry, type LogProblem } from '../log.ts'
import type { Store } from '../store.ts'
import type { Context } from './context.ts'
import { checkPrevious, checkRecorded, checkRuns } from './entry.ts'
import { verifying } from './verifying.ts'

/**
 * Verifies one run or report in its archive: its folder, its log entry, and the log it stands in.
 *
 * A folder without log entry is `undecided`: it was never committed. Throws Fault `MISSING` when the archive has nothing of that id.
 */
export async function verifyRun(
  store: Store,
  id: string,
  trust: Trust,
  at: Instant,
): Promise<Verification> {
  return verifying({ store, trust, at }, async (context) => {
    if ((await checkRun(context, id, readLog(store))) !== undefined) return
    const folder = await uncommittedFolder(store, id)
    context.record.add('undecided', folder, 'it was never committed: no log entry records it')
  })
}

/**
 * Checks one run or report against its log entry and the log that it stands in. Gives that entry; absent: the log records nothing of that
 * id.
 */
export async function checkRun(
  context: Context,
  id: string,
  log: AsyncIterable<LoggedEntry | LogProblem> | Iterable<LoggedEntry>,
): Promise<LoggedEntry | undefined> {
  const digests = new Map<number, Digest>()
  const before = new Map<string, RunEntry>()
  let found: LoggedEntry | undefined
  for await (const item of log) {
    if (item.kind === 'problem') context.record.add('invalid', item.path, item.reason)
    else {
      digests.set(item.entry.number, item.digest)
      if (item.entry.runId === id) found = item
      else if (found === undefined) before.set(item.entry.runId, item.entry)
    }
  }
  if (found === undefined) return undefined
  const { entry } = found
  const facts = await checkRecorded(context, found)
  if (facts === undefined) return found
  const folder = folderOf(entry.kind, id)
  checkPrevious(context.record, folder, facts, entry, (number) => digests.get(number))
  checkRuns(context.record, folder, facts, (run) => before.get(run))
  return found
}

async function uncommittedFolder(store: Store, id: string): Promise<string> {
  for (const parent of Object.values(FOLDERS)) {
    for await (const { name } of store.names(parent)) if (name === `${id}/`) return parent + name
  }
  throw new Fault('MISSING', `no run ${id} in ${store.describe()}`, {
    hint: 'list them with `exhibit archive list`',
  })
}
