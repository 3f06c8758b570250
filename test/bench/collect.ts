/**
 * How much reading a large cluster and writing its snapshot costs against the least that reading can cost: `collect.ts [PODS]`. Prints the ratio of CPU seconds and
 * the peak memory of a process that is started as the command is; then the peak memory of the whole stage `collect`, with evaluation and report. Exits 1 when none of three
 * tries keeps the bounds of either.
 */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { nodeFlags } from '../node-flags.ts'
import type { Reading } from './collect-reader.ts'
import type { StagePeaks } from './collect-stage.ts'

const MAX_RATIO = 2
const MAX_MEGABYTES = 250
const MAX_STAGE_MEGABYTES = 300
const TRIES = 3

const here = import.meta.dirname
const run = promisify(execFile)
const pods = process.argv[2] ?? '100000'

async function read(kind: 'bare' | 'exhibit', url: string, caFile: string): Promise<Reading> {
  const script = join(here, 'collect-reader.ts')
  const target = mkdtempSync(join(folder, `${kind}-`))
  const flags = kind === 'bare' ? [] : nodeFlags()
  const { stdout } = await run(process.execPath, [...flags, script, kind, url, caFile, target])
  return JSON.parse(stdout) as Reading
}

/** The whole stage once; true when the collecting process keeps its bound. What evaluates is bounded by what it has to analyse, and printed. */
async function stage(url: string, caFile: string): Promise<boolean> {
  const target = mkdtempSync(join(folder, 'stage-'))
  const script = join(here, 'collect-stage.ts')
  const { stdout } = await run(process.execPath, [...nodeFlags(), script, url, caFile, target])
  const { objects, collecting, evaluating } = JSON.parse(stdout) as StagePeaks
  process.stdout.write(
    `collect: the whole stage over ${objects} objects: ${collecting.toFixed(0)} MB at most (at most ${MAX_STAGE_MEGABYTES}); ` +
      `its evaluating process ${evaluating.toFixed(0)} MB\n`,
  )
  return objects >= Number(pods) && collecting <= MAX_STAGE_MEGABYTES
}

/** Whether a measurement keeps its bounds in one of three tries. */
async function kept(measure: () => Promise<boolean>): Promise<boolean> {
  for (let number = 0; number < TRIES; number++) if (await measure()) return true
  return false
}

/** The first line that the server prints: where it is. */
async function addressOf(output: Readable): Promise<{ url: string; ca: string }> {
  for await (const line of createInterface(output))
    return JSON.parse(line) as { url: string; ca: string }
  throw new Error('the server printed nothing')
}

/** One comparison, with the bare loop before and after, since machines are busy at times; true when it keeps both bounds. */
async function compare(url: string, caFile: string): Promise<boolean> {
  const least = await read('bare', url, caFile)
  const ours = await read('exhibit', url, caFile)
  const again = await read('bare', url, caFile)
  const bare = (least.cpu + again.cpu) / 2
  const ratio = ours.cpu / bare
  process.stdout.write(
    `collect: ${ours.objects} pods, ${ours.cpu.toFixed(1)} CPU s against ${bare.toFixed(1)} bare: ` +
      `ratio ${ratio.toFixed(2)} (at most ${MAX_RATIO}), ` +
      `${ours.megabytes.toFixed(0)} MB at most (${least.megabytes.toFixed(0)} bare; at most ${MAX_MEGABYTES})\n`,
  )
  const whole = ours.objects === Number(pods) && least.objects === Number(pods)
  return whole && ratio <= MAX_RATIO && ours.megabytes <= MAX_MEGABYTES
}

const folder = mkdtempSync(join(tmpdir(), 'exhibit-bench-'))
const server = spawn(process.execPath, [join(here, 'collect-server.ts'), pods], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
try {
  const { url, ca } = await addressOf(server.stdout)
  const caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, ca)
  for (const measure of [compare, stage])
    if (!(await kept(() => measure(url, caFile)))) process.exitCode = 1
} finally {
  server.kill()
  rmSync(folder, { recursive: true, force: true })
}
