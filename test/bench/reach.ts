/**
 * How long deciding who can reach whom takes on generated clusters, with NetworkPolicy alone and with policies that have tiers and denials: each
 * analysis in a process of its own, on one thread. Prints milliseconds of processor time, which other work on the machine changes little, and peak
 * memory; exits 1 when none of three tries keeps a bound. Arguments name the cases to run: `reach.ts 100000 worst`.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PolicyKind } from './estate-policies.ts'
import type { Measured } from './reach-once.ts'
import type { WorstMeasured } from './reach-worst.ts'

const TRIES = 3
/** The young heap that the command line asks for; see DESIGN.md. */
const FLAGS = ['--max-semi-space-size=16']
const KINDS: readonly PolicyKind[] = ['network-policy', 'calico', 'cilium']
const SMALL = [10_000, 1_000, 100]
const LARGE = [100_000, 10_000, 1_000]
/** Model, tables and all rows of answers of the large clusters. */
const ANALYSIS = { milliseconds: 5_000, megabytes: 700 }
const QUERY_MILLISECONDS = 100
/** Of one analysis. */
const DIFF_SHARE = 1.5
/** Ten times as large may take so many times as long. */
const GROWTH = 13
/** By worst case, the most memory in megabytes. */
const WORST = { labels: 1_000, blocks: 700, ports: 700 } as const

const run = promisify(execFile)

async function measure<T>(script: string, args: readonly (string | number)[]): Promise<T> {
  const path = join(import.meta.dirname, script)
  const { stdout } = await run(process.execPath, [...FLAGS, path, ...args.map(String)])
  return JSON.parse(stdout) as T
}

function say(text: string): void {
  process.stdout.write(`reach: ${text}\n`)
}

/** Tries until a measurement keeps its bounds; the last one where none does, and the exit code then says so. */
async function within<T>(
  measured: () => Promise<T>,
  keeps: (found: T) => boolean,
  describe: (found: T) => string,
): Promise<T> {
  for (let number = 1; ; number++) {
    const found = await measured()
    const kept = keeps(found)
    say(`${describe(found)}${kept ? '' : ` (bound missed, try ${number} of ${TRIES})`}`)
    if (kept) return found
    if (number < TRIES) continue
    process.exitCode = 1
    return found
  }
}

function totalOf({ index, analyse }: Measured): number {
  return index + analyse
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`
}

function describeAnalysis(kind: PolicyKind, pods: number, found: Measured): string {
  return (
    `${kind}: ${pods} pods, ${found.classes} classes: ${ms(totalOf(found))} CPU ` +
    `(model ${found.index.toFixed(0)}, tables and rows ${found.analyse.toFixed(0)}), ` +
    `${found.megabytes.toFixed(0)} MB; segmentation over ${found.queryPairs} pairs, ` +
    `${found.queryFound} open: ${ms(found.query)}`
  )
}

/** One kind of cluster in both sizes, and two of the large one compared. */
async function measureKind(kind: PolicyKind): Promise<void> {
  const small = await measure<Measured>('reach-once.ts', ['analysis', kind, ...SMALL])
  say(describeAnalysis(kind, SMALL[0] ?? 0, small))
  const growthOf = (found: Measured) => totalOf(found) / totalOf(small)
  const { milliseconds, megabytes } = ANALYSIS
  await within(
    () => measure<Measured>('reach-once.ts', ['analysis', kind, ...LARGE]),
    (found) =>
      totalOf(found) <= milliseconds &&
      found.megabytes <= megabytes &&
      found.query <= QUERY_MILLISECONDS &&
      growthOf(found) <= GROWTH,
    (found) =>
      `${describeAnalysis(kind, LARGE[0] ?? 0, found)}; bounds ${ms(milliseconds)}, ${megabytes} MB, ${ms(QUERY_MILLISECONDS)}; ` +
      `${growthOf(found).toFixed(1)} times the time for ten times the size, exponent ${Math.log10(growthOf(found)).toFixed(2)} (at most ${GROWTH} times)`,
  )
  await within(
    () => measure<Measured>('reach-once.ts', ['diff', kind, ...LARGE]),
    (found) => found.diff <= DIFF_SHARE * totalOf(found),
    (found) =>
      `${kind}: two of them with one in a hundred changed, ${found.differences} differences: ${ms(found.diff)}, ` +
      `${(found.diff / totalOf(found)).toFixed(2)} of one analysis (at most ${DIFF_SHARE}); with both analyses ${found.megabytes.toFixed(0)} MB`,
  )
}

/** A cluster made to be hard: within its memory, and right on a sample of questions. */
async function measureWorst(name: keyof typeof WORST): Promise<void> {
  await within(
    () => measure<WorstMeasured>('reach-worst.ts', [name]),
    (found) => found.megabytes <= WORST[name] && found.wrong === 0 && found.asked > 0,
    (found) =>
      `worst case, ${found.what}: ${found.classes} classes, ${found.cells} address cells, ${found.sets} connection sets: ` +
      `${ms(found.milliseconds)}, ${found.megabytes.toFixed(0)} MB (at most ${WORST[name]}); ` +
      `${found.asked} questions against a naive evaluator, ${found.allowed} allowed, ${found.wrong} wrong`,
  )
}

const wanted = process.argv.slice(2)
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name)
for (const kind of KINDS) if (isWanted(kind)) await measureKind(kind)
for (const name of ['labels', 'blocks', 'ports'] as const)
  if (isWanted('worst') || isWanted(name)) await measureWorst(name)
say('netpol-analyzer was not timed: no binary of it is built here, so that no ratio to it is known')
