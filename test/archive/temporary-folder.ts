import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made: string[] = []

/** A new folder that is gone after the test run. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'exhibit-archive-'))
  made.push(folder)
  return folder
}

after(async () => {
  await Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true })))
})
