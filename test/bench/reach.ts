/**
 * How long deciding who can reach whom takes on generated clusters, with NetworkPolicy alone and with policies that have tiers and denials: each
 * analysis in a process of its own. Prints milliseconds of processor time of the main thread, which the bounds are for, beside it those of all threads
 * and the wall time, and peak memory; exits 1 when none of three tries keeps a bound. Arguments name the cases to run: `reach.ts cilium worst`.
 */
import { execFile } from 'node:child_process'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PolicyKind } from './estate-policies.ts'
import type { Compared, Measured, Took } from './reach-once.ts'
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
/** Of one analysis, on top of the two that are compared. */
const DIFF_SHARE = 1.5
/** Ten times as large may take so many times as long. */
const GROWTH = 13
/** By worst case, the most memory in megabytes. */
const WORST = { labels: 1_000, blocks: 700, ports: 700 } as const

type ComparedMeasured = Measured & { readonly compared: Compared }

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

function totalOf({ index, analyse }: Measured): Took {
  return {
    main: index.main + analyse.main,
    all: index.all + analyse.all,
    wall: index.wall + analyse.wall,
  }
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`
}

function timeOf({ main, all, wall }: Took): string {
  return `${ms(main)} (all threads ${ms(all)}, wall ${ms(wall)})`
}

function describeAnalysis(kind: PolicyKind, pods: number, found: Measured): string {
  const { index, analyse, query, queryPairs, queryFound } = found
  return (
    `${kind}: ${pods} pods, ${found.classes} classes: ${timeOf(totalOf(found))}, of which model ${ms(index.main)}, ` +
    `tables and rows ${ms(analyse.main)}; ${found.megabytes.toFixed(0)} MB; ` +
    `segmentation over ${queryPairs} pairs, ${queryFound} open: ${timeOf(query)}`
  )
}

/** One kind of cluster in both sizes, and two of the large one compared. */
async function measureKind(kind: PolicyKind): Promise<void> {
  const small = await measure<Measured>('reach-once.ts', ['analysis', kind, ...SMALL])
  say(describeAnalysis(kind, SMALL[0] ?? 0, small))
  const growthOf = (found: Measured) => totalOf(found).main / totalOf(small).main
  const { milliseconds, megabytes } = ANALYSIS
  await within(
    () => measure<Measured>('reach-once.ts', ['analysis', kind, ...LARGE]),
    (found) =>
      totalOf(found).main <= milliseconds &&
      found.megabytes <= megabytes &&
      found.query.main <= QUERY_MILLISECONDS &&
      growthOf(found) <= GROWTH,
    (found) =>
      `${describeAnalysis(kind, LARGE[0] ?? 0, found)}; bounds ${ms(milliseconds)}, ${megabytes} MB, ${ms(QUERY_MILLISECONDS)}; ` +
      `${growthOf(found).toFixed(1)} times the time for ten times the size, exponent ${Math.log10(growthOf(found)).toFixed(2)} (at most ${GROWTH} times)`,
  )
  await within(
    () => measure<ComparedMeasured>('reach-once.ts', ['diff', kind, ...LARGE]),
    (found) => found.compared.diff.main <= DIFF_SHARE * totalOf(found).main,
    (found) => describeDiff(kind, found),
  )
}

function describeDiff(kind: PolicyKind, found: ComparedMeasured): string {
  const { second, diff, differences } = found.compared
  const one = totalOf(found)
  const whole = one.main + second.main + diff.main
  return (
    `${kind}: two of them with one in a hundred changed, ${differences} differences: ${timeOf(diff)}, ` +
    `${(diff.main / one.main).toFixed(2)} of one analysis (at most ${DIFF_SHARE}); with the two analyses ${ms(whole)}, ` +
    `${(whole / one.main).toFixed(2)} of one, and ${found.megabytes.toFixed(0)} MB`
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

say(
  `processor time of the main thread, load ${loadavg()
    .map((each) => each.toFixed(1))
    .join(', ')} at the start`,
)
const wanted = process.argv.slice(2)
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name)
for (const kind of KINDS) if (isWanted(kind)) await measureKind(kind)
for (const name of ['labels', 'blocks', 'ports'] as const)
  if (isWanted('worst') || isWanted(name)) await measureWorst(name)
say(
  'netpol-analyzer was not timed beside it: its Go module could not be had, so that no ratio is known',
)
