/** Reads and verifies every run of an archive, and does nothing else: node period-read.ts FOLDER. Writes how many there were, and milliseconds of processor time, as JSON. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { readEntries } from '../../src/archive/log.ts'
import { readEvaluation } from '../../src/commands/stages/evaluation-file.ts'
import { fetchRun } from '../../src/commands/stages/fetch-run.ts'
import { systemClock } from '../../src/core/clock.ts'
import { readSnapshot } from '../../src/snapshot/read.ts'

const [folder = ''] = process.argv.slice(2)
const store = directoryStore(join(folder, 'archive'))
const log = await readEntries(store)
const copy = join(folder, 'copy')
for (const { entry } of log) {
  await fetchRun(store, entry.runId, copy, systemClock.now(), { log })
  const clusters = join(copy, 'clusters')
  for (const name of existsSync(clusters) ? readdirSync(clusters) : []) {
    readSnapshot(join(clusters, name))
    readEvaluation(join(clusters, name))
  }
  rmSync(copy, { recursive: true })
}
const { user, system } = process.cpuUsage()
process.stdout.write(JSON.stringify({ runs: log.length, cpu: (user + system) / 1000 }))
