/**
 * The PDF of a report and the report of a period, from nothing to the finished file: each is made by a process of its own, whose start counts. Prints wall time and
 * processor time of node and of the browser; exits 1 when a bound is missed in each of three tries. An argument names the part to run: `report.ts long`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { readJoined } from '../../src/render/print/join/reader.ts'
import { pagesOf } from '../../src/render/print/pdf-reader.ts'
import { longReport } from './long-report.ts'
import { measured } from './measured.ts'
import { CLI, YEAR, yearArchive } from './year-archive.ts'

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
  period: 2,
}
const TRIES = 3

const folder = mkdtempSync(join(tmpdir(), 'exhibit-bench-'))

type PrintedReport = {
  readonly ms: number
  readonly pages: number
  readonly size: number
  readonly browserMb: number
  readonly nodeMb: number
  /** milliseconds of processor time */
  readonly node: number
  readonly browser: number
}

async function printed(policies: number): Promise<PrintedReport> {
  const [view, file] = [join(folder, 'view.json'), join(folder, 'report.pdf')]
  writeFileSync(view, JSON.stringify(longReport(policies)))
  const { said, ms, below, memory } = await measured('report-once.mjs', [view, file])
  const { size, peak, cpu } = JSON.parse(said) as { size: number; peak: number; cpu: number }
  const pages = pagesOf(readJoined(readFileSync(file))).length
  rmSync(file)
  return { ms, pages, size, browserMb: memory / 1e6, nodeMb: peak / 1e6, node: cpu, browser: below }
}

const say = (text: string) => process.stdout.write(`report: ${text}\n`)
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`

/** One try; true when the bounds are kept. */
type Try = () => Promise<boolean>

const small: Try = async () => {
  const { ms, pages, node, browser } = await printed(SMALL.policies)
  say(
    `${SMALL.policies} policies, ${pages} pages: ${seconds(ms)} (at most ${seconds(SMALL.mostMs)}); ` +
      `processor: node ${seconds(node)}, browser ${seconds(browser)}`,
  )
  return ms <= SMALL.mostMs
}

const long: Try = async () => {
  const [one, other] = [await printed(LONG), await printed(LONGEST)]
  const perPage = ({ ms, pages }: PrintedReport) => ms / pages
  const growth = perPage(other) / perPage(one)
  for (const [policies, report] of [
    [LONG, one],
    [LONGEST, other],
  ] as const)
    sayLong(policies, report)
  const processor = ({ node, browser, pages }: PrintedReport) => (node + browser) / pages
  say(
    `time a page grows ${growth.toFixed(2)} times (at most ${MOST.growth}); processor time ${(processor(other) / processor(one)).toFixed(2)} times`,
  )
  return growth <= MOST.growth && [one, other].every(isKept)
}

function sayLong(policies: number, report: PrintedReport): void {
  const { ms, pages, size, browserMb, nodeMb, node, browser } = report
  const each = (value: number) => (value / pages).toFixed(2)
  say(
    `${policies} policies, ${pages} pages: ${each(ms)} ms a page (at most ${MOST.msPerPage}); ` +
      `processor: node ${each(node)}, browser ${each(browser)} ms a page; ` +
      `${each(size / 1000)} kB a page (at most ${MOST.bytesPerPage / 1000}), ` +
      `browser ${browserMb.toFixed(0)} MB (at most ${MOST.browserMb}), node ${nodeMb.toFixed(0)} MB (at most ${MOST.nodeMb})`,
  )
}

function isKept({ ms, pages, size, browserMb, nodeMb }: PrintedReport): boolean {
  return (
    ms / pages <= MOST.msPerPage &&
    size / pages <= MOST.bytesPerPage &&
    browserMb <= MOST.browserMb &&
    nodeMb <= MOST.nodeMb
  )
}

const joining: Try = async () => {
  const { said } = await measured('report-join.ts', [String(LONG), folder])
  rmSync(join(folder, 'joined.pdf'))
  const { ms, pages } = JSON.parse(said) as { ms: number; pages: number }
  say(
    `joining ${pages} pages: ${(ms / pages).toFixed(2)} ms of processor time a page (at most ${MOST.joinMsPerPage})`,
  )
  return ms / pages <= MOST.joinMsPerPage
}

let hasYear = false

/** The report of a year, PDF and all, against reading and verifying its runs alone: processor time, since both wait for the same disk. */
const period: Try = async () => {
  const year = join(folder, 'year')
  if (!hasYear) await yearArchive(year)
  hasYear = true
  const reading = await measured('period-read.ts', [year])
  const { runs, cpu } = JSON.parse(reading.said) as { runs: number; cpu: number }
  const args = ['report', YEAR, '--out', join(year, 'out')]
  const report = await measured(CLI, args, year)
  rmSync(join(year, 'out'), { recursive: true })
  const ratio = (report.own + report.below) / cpu
  say(
    `a period of ${runs} runs of ten clusters: ${ratio.toFixed(2)} times reading and verifying them (at most ${MOST.period}); ` +
      `processor: node ${seconds(report.own)}, browser ${seconds(report.below)}, reading ${seconds(cpu)}; ` +
      `wall ${seconds(report.ms)}, reading ${seconds(reading.ms)}`,
  )
  return ratio <= MOST.period
}

async function kept(attempt: Try): Promise<boolean> {
  for (let number = 0; number < TRIES; number += 1) if (await attempt()) return true
  return false
}

/** Parts by their names; all when none is given. */
const ALL: Readonly<Record<string, Try>> = { small, joining, long, period }
const [only] = process.argv.slice(2)
say(
  `load ${loadavg()[0]?.toFixed(1) ?? ''}; typst is not compared with: the project does not carry it`,
)
try {
  for (const [name, attempt] of Object.entries(ALL))
    if ((only === undefined || only === name) && !(await kept(attempt))) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
