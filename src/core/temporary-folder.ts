import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { millisecondsOf, plusSeconds, type Instant } from './clock.ts'
import { messageOf } from './fault.ts'

/** How the name of a folder of ours in the temporary folder begins, for `mkdtemp`: after its process, unless it is to be kept. */
export function temporaryPrefix(what: string, kept = false): string {
  return `exhibit-${what}-${kept ? 'kept' : process.pid}-`
}

const NAME = /^exhibit-[a-z]+-(\d{1,10})-[A-Za-z0-9]{6}$/

/** No run takes a day: what is older and has no process any more belongs to one that was stopped. */
const ABANDONED_SECONDS = 86_400

/** What became of one abandoned folder; `why` where it could not be removed. */
export type Abandoned = { readonly path: string; readonly why?: string }

/**
 * Removes the folders below `parent` that stopped processes of this account left: plain folders with a name of ours, of this account, more than a
 * day old, whose process is gone. Links are neither followed nor removed; one that cannot be removed stays, and is said.
 */
export async function removeAbandoned(
  parent: string,
  now: Instant,
  uid: number,
): Promise<readonly Abandoned[]> {
  const before = millisecondsOf(plusSeconds(now, -ABANDONED_SECONDS))
  const found: Abandoned[] = []
  for (const name of (await readdir(parent).catch(() => [])).sort()) {
    const pid = NAME.exec(name)?.[1]
    if (pid === undefined || isRunning(Number(pid))) continue
    const path = join(parent, name)
    const status = await lstat(path).catch(() => undefined)
    if (status?.isDirectory() !== true || status.uid !== uid || status.mtimeMs >= before) continue
    const why = await removed(path)
    found.push(why === undefined ? { path } : { path, why })
  }
  return found
}

async function removed(path: string): Promise<string | undefined> {
  try {
    await rm(path, { recursive: true, force: true })
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** Anything but "no such process" means that there is one, also one of somebody else. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
