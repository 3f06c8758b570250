/**
 * How much reading a large cluster and writing its snapshot costs against the least that reading can cost: `collect.ts [PODS]`. Prints the ratio of CPU seconds and
 * the peak memory of a process that is started as the command is; exits 1 when none of three tries keeps both bounds.
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

const MAX_RATIO = 2
const MAX_MEGABYTES = 250
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
  let kept = false
  for (let number = 0; number < TRIES && !kept; number++) kept = await compare(url, caFile)
  if (!kept) process.exitCode = 1
} finally {
  server.kill()
  rmSync(folder, { recursive: true, force: true })
}
