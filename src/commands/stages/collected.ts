import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { digestOfFile } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import { isJsonObject } from '../../core/json.ts'
import { makePart, readRecord, writeRecord, type WorkFolder } from './work-folder.ts'

const RECORD = 'collected.json'

/** Writes down the digest of every file of work.run, where the stage that prints cannot reach it. */
export async function recordCollected(work: WorkFolder): Promise<void> {
  makePart(work.collected)
  writeRecord(work.collected, RECORD, await digestsBelow(work.run))
}

/** Throws Fault `SIGNING_FAILED` naming the first file of work.run that `collect` did not write, wrote otherwise, or that is gone. */
export async function requireCollected(work: WorkFolder): Promise<void> {
  const written = readRecord(work.collected, RECORD, 'collect')
  const found = await digestsBelow(work.run)
  const expected = isJsonObject(written) ? written : {}
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort()
  const wrong = names.find((name) => expected[name] !== found[name])
  if (wrong === undefined) return
  throw new Fault('SIGNING_FAILED', `${join(work.run, wrong)} is not what collect wrote`, {
    hint: 'nothing was signed: find out what changed it, and run again with an empty work folder',
  })
}

async function digestsBelow(folder: string): Promise<Record<string, string>> {
  const digests: Record<string, string> = {}
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(folder.length + 1)
    if (entry.isFile()) digests[name] = (await digestOfFile(path)).digest
    else if (!entry.isDirectory()) digests[name] = 'not a file'
  }
  return digests
}
