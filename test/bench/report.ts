/**
 * The PDF of a report, from nothing to the finished file: each is printed by a process of its own, whose start counts. Prints what it measured; exits 1
 * when a bound is missed in each of three tries.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readJoined } from '../../src/render/print/join/reader.ts'
import { pagesOf } from '../../src/render/print/pdf-reader.ts'
import { memoryBelow } from './browser-memory.ts'

const SMALL = { policies: 50, mostMs: 2000 }
/** At least 2,000 pages, and 10,000. */
const [LONG, LONGEST] = [4000, 20_000]
const MOST = {
  msPerPage: 4,
  growth: 1.15,
  browserMb: 700,
  nodeMb: 300,
  joinMsPerPage: 0.4,
  bytesPerPage: 6000,
}
const TRIES = 3
const SAMPLE_MS = 250
const NODE = ['--max-semi-space-size=16']

const folder = mkdtempSync(join(tmpdir(), 'exhibit-bench-'))

type Measured = { readonly said: string; readonly ms: number; readonly browser: number }

/** Runs a script of this folder, and looks at the memory of what it starts while it runs. */
async function run(script: string, args: readonly string[]): Promise<Measured> {
  const started = performance.now()
  const path = join(import.meta.dirname, script)
  const child = spawn(process.execPath, [...NODE, path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let [said, browser] = ['', 0]
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  const timer = setInterval(() => {
    browser = Math.max(browser, memoryBelow(child.pid ?? 0))
  }, SAMPLE_MS)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(timer)
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}`)
  return { said, ms: performance.now() - started, browser }
}

type PrintedReport = {
  readonly ms: number
  readonly pages: number
  readonly size: number
  readonly browserMb: number
  readonly nodeMb: number
}

async function printed(policies: number): Promise<PrintedReport> {
  const file = join(folder, 'report.pdf')
  const { said, ms, browser } = await run('report-once.ts', [String(policies), file])
  const { size, peak } = JSON.parse(said) as { size: number; peak: number }
  const pages = pagesOf(readJoined(readFileSync(file))).length
  rmSync(file)
  return { ms, pages, size, browserMb: browser / 1e6, nodeMb: peak / 1e6 }
}

const say = (text: string) => process.stdout.write(`report: ${text}\n`)

/** One try; true when the bounds are kept. */
type Try = () => Promise<boolean>

const small: Try = async () => {
  const { ms, pages } = await printed(SMALL.policies)
  say(
    `${SMALL.policies} policies, ${pages} pages: ${(ms / 1000).toFixed(2)} s (at most ${SMALL.mostMs / 1000} s)`,
  )
  return ms <= SMALL.mostMs
}

const long: Try = async () => {
  const [one, other] = [await printed(LONG), await printed(LONGEST)]
  const perPage = (report: PrintedReport) => report.ms / report.pages
  const growth = perPage(other) / perPage(one)
  for (const [policies, report] of [
    [LONG, one],
    [LONGEST, other],
  ] as const)
    say(
      `${policies} policies, ${report.pages} pages: ${perPage(report).toFixed(2)} ms a page (at most ${MOST.msPerPage}), ` +
        `${(report.size / report.pages / 1000).toFixed(2)} kB a page (at most ${MOST.bytesPerPage / 1000}), ` +
        `browser ${report.browserMb.toFixed(0)} MB (at most ${MOST.browserMb}), node ${report.nodeMb.toFixed(0)} MB (at most ${MOST.nodeMb})`,
    )
  say(`time a page grows ${growth.toFixed(2)} times (at most ${MOST.growth})`)
  return (
    growth <= MOST.growth &&
    [one, other].every(
      (report) =>
        perPage(report) <= MOST.msPerPage &&
        report.size / report.pages <= MOST.bytesPerPage &&
        report.browserMb <= MOST.browserMb &&
        report.nodeMb <= MOST.nodeMb,
    )
  )
}

const joining: Try = async () => {
  const { said } = await run('report-join.ts', [String(LONG), folder])
  rmSync(join(folder, 'joined.pdf'))
  const { ms, pages } = JSON.parse(said) as { ms: number; pages: number }
  say(
    `joining ${pages} pages: ${(ms / pages).toFixed(2)} ms a page (at most ${MOST.joinMsPerPage})`,
  )
  return ms / pages <= MOST.joinMsPerPage
}

async function kept(attempt: Try): Promise<boolean> {
  for (let number = 0; number < TRIES; number += 1) if (await attempt()) return true
  return false
}

/** `small`, `long` or `joining` alone, by its name; all when none is given. */
const ALL: Readonly<Record<string, Try>> = { small, joining, long }
const [only] = process.argv.slice(2)
try {
  for (const [name, attempt] of Object.entries(ALL))
    if ((only === undefined || only === name) && !(await kept(attempt))) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
