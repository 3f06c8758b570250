/**
 * The whole stage `collect` in a process of its own: `collect-stage.ts URL CA-FILE FOLDER` does what `exhibit run --stage open` and `--stage collect` do, and prints
 * objects and the peak memory of the collecting and of the evaluating process as JSON.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommandLine } from '../../src/commands/program.ts'
import type { Context } from '../../src/commands/context.ts'
import { systemClock } from '../../src/core/clock.ts'
import type { LogFields } from '../../src/core/log.ts'
import { peakMegabytes } from '../../src/core/peak-memory.ts'
import { readSnapshot } from '../../src/snapshot/read.ts'
import { kubeconfigFile } from '../collect/collecting.ts'

/** What one collect stage held at most, in MB. */
export type StagePeaks = {
  readonly objects: number
  readonly collecting: number
  readonly evaluating: number
}

const [url = '', caFile = '', folder = ''] = process.argv.slice(2)
const work = join(folder, 'work')
let evaluating = Number.NaN

const context: Context = {
  cwd: folder,
  env: { HOME: folder },
  stdout: () => undefined,
  drained: () => Promise.resolve(),
  stderr: (text) => process.stderr.write(text),
  clock: systemClock,
  log: {
    info: (message: string, fields?: LogFields) => {
      if (message === 'cluster evaluated') evaluating = Number(fields?.peakMegabytes)
    },
    warn: (message: string, fields?: LogFields) =>
      process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
  },
  terminal: false,
  colour: false,
  packageRoot: join(import.meta.dirname, '../..'),
  signal: new AbortController().signal,
}

const data = readFileSync(caFile).toString('base64')
const cluster = { server: url, 'certificate-authority-data': data }
const kubeconfig = kubeconfigFile(cluster, { token: 'token-of-bench' })
const configuration = {
  estate: 'estate.yaml',
  archive: { origin: 'bench', directory: 'archive' },
  signing: { keyDirectory: 'keys' },
}
writeFileSync(join(folder, 'exhibit.yaml'), JSON.stringify(configuration))
writeFileSync(
  join(folder, 'estate.yaml'),
  JSON.stringify({ clusters: [{ name: 'bench', kubeconfig }] }),
)
for (const stage of ['open', 'collect'])
  await runCommandLine(['run', '--stage', stage, '--work', work], context)

const { status, objectCount } = readSnapshot(join(work, 'run', 'clusters', 'bench'))
if (status !== 'complete' || !Number.isFinite(evaluating))
  throw new Error(`read as ${status}, evaluated with ${evaluating} MB`)
const peaks: StagePeaks = { objects: objectCount, collecting: peakMegabytes(), evaluating }
process.stdout.write(`${JSON.stringify(peaks)}\n`)
