import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isInstant } from '../../core/clock.ts'
import { EXIT_CODES, Fault } from '../../core/fault.ts'
import { readEntries } from '../../archive/log.ts'
import { isRunId, startOf } from '../../archive/run-id.ts'
import { newestSlot, slotState } from '../../archive/slots.ts'
import type { Store } from '../../archive/store.ts'
import { compare } from '../../compare/compare.ts'
import type { Comparison } from '../../model/comparison.ts'
import { renderComparison, type ComparisonFiles } from '../../render/render-comparison.ts'
import { directionOf } from '../../compare/direction.ts'
import { pairSides, type GivenSide } from './pair.ts'
import { isRunFolder, sideOfRunFolder } from './run-folder.ts'
import { listFolderDifferences } from './csv.ts'
import { COMPARED_PARTS, requireCompared, type ComparedPart } from './require-compared.ts'
import { sideOfManifests, sideOfRun } from './side.ts'
import { configuredNow } from './evaluated-with.ts'
import { describeComparison } from './text.ts'
import { loadConfiguration, type Configuration } from '../configuration.ts'
import { flagOption, textOption, type CommandSpec, type Context, type Options } from '../context.ts'
import { inFolder, outFolderNamed, withTemporaryFolder } from '../named-folder.ts'
import { ARCHIVE, CONFIG } from '../options.ts'
import { stringifyJson } from '../output.ts'
import { PROFILE } from '../reach/profile.ts'
import { fetchRun } from '../stages/fetch-run.ts'
import { browserOptions } from '../stages/render.ts'
import { openArchiveToRead } from '../stages/store.ts'
import { untilStopped } from '../until-stopped.ts'

/** What a date stands for. */
const DATE =
  'run id, folder or date: the run that answers for the newest slot up to the end of that day (UTC), else the last run started by then'

/** `exhibit compare`: what changed between two runs, dates or folders. */
export const compareCommand: CommandSpec = {
  name: 'compare',
  stopsItself: true,
  summary: 'show what changed between two runs, dates or folders',
  args: [
    { name: '<base>', description: DATE },
    { name: '<head>', description: 'the same, for the later side' },
  ],
  options: [
    CONFIG,
    ARCHIVE,
    { flags: '--view <view>', description: 'only this part', choices: COMPARED_PARTS },
    {
      flags: '--out <folder>',
      description: 'write comparison.html, .json and .pdf into this folder',
    },
    { flags: '--no-pdf', description: 'print no PDF' },
    { flags: '--no-browser-sandbox', description: "switch the browser's own sandbox off" },
    {
      flags: '--detailed-exitcode',
      description:
        'exit 10 when it only got better, 11 only worse, 12 both: worse are subjects that newly fail a control, and connections into or out of the CDE that opened (every connection where no scope says what is in the CDE); better are the reverse; 3 comes first, where something asked for is missing',
    },
    {
      flags: '--cluster <name>',
      description:
        'only this cluster, and which one a folder is where its kube-system UID does not say it: its entry of the estate gives platform namespaces',
    },
    {
      flags: '-o, --output <format>',
      description: 'form of the data on stdout',
      choices: ['table', 'json', 'csv'],
      fallback: 'table',
    },
    PROFILE,
  ],
  examples: [
    'exhibit compare 2025-09-30 2025-12-31 --archive ./archive',
    'exhibit compare ./before ./after --view connectivity -o csv',
    'exhibit compare 2025-12-31 ./manifests --cluster payments-prod --detailed-exitcode',
  ],
  run: async (context, [base = '', head = ''], options) => {
    if (textOption(options, 'output') === 'csv')
      return listFolderDifferences(context, base, head, options)
    const configuration = loadConfiguration(context, options)
    const comparison = await comparisonOf(base, head, configuration, options, context)
    requireCompared(comparison, viewOf(options), flagOption(options, 'detailedExitcode'))
    const out = textOption(options, 'out')
    const written =
      out === undefined
        ? undefined
        : await untilStopped(context.signal, () =>
            writeComparison(comparison, resolve(context.cwd, out), configuration, options, context),
          )
    context.stdout(print(comparison, options))
    for (const { path } of written?.files ?? []) context.log.info(`written: ${path}`)
    if (written?.missing !== undefined) return withoutPdf(written.missing, context)
    if (!flagOption(options, 'detailedExitcode')) return 0
    return EXIT_OF[directionOf(comparison)]
  },
}

/** The answer is there, and what was asked for is not all: 3, whatever the answer. */
function withoutPdf({ message, hint }: Fault, context: Context): number {
  context.log.warn(`the comparison is written without its PDF: ${message}`, {
    ...(hint === undefined ? {} : { hint }),
  })
  return EXIT_CODES.MISSING
}

const EXIT_OF = { same: 0, better: 10, worse: 11, mixed: 12 } as const

/** Compares two runs of an archive by their ids. */
export async function compareRuns(
  store: Store,
  base: string,
  head: string,
  context: Context,
): Promise<Comparison> {
  return inTemporaryFolder(context, async (work) => {
    const sides = [base, head].map(async (id, index) => {
      const folder = join(work, String(index))
      await fetchRun(store, id, folder, context.clock.now())
      return (await sideOfRun(folder)).side
    })
    const [one, two] = await Promise.all(sides)
    if (one === undefined || two === undefined) throw new Error('a comparison has two sides')
    return compare(one, two)
  })
}

async function comparisonOf(
  base: string,
  head: string,
  configuration: Configuration,
  options: Options,
  context: Context,
): Promise<Comparison> {
  return inTemporaryFolder(context, async (work) => {
    const one = await sideOf(base, join(work, 'base'), configuration, context)
    const two = await sideOf(head, join(work, 'head'), configuration, context)
    const configured = () => configuredNow(configuration, context)
    const pair = await pairSides(one, two, { cluster: textOption(options, 'cluster'), configured })
    return compare(pair.base, pair.head)
  })
}

function inTemporaryFolder<T>(
  { signal }: Context,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder('compare', (folder) => untilStopped(signal, () => work(folder)))
}

async function sideOf(
  name: string,
  work: string,
  configuration: Configuration,
  context: Context,
): Promise<GivenSide> {
  const path = resolve(context.cwd, name)
  if (existsSync(path)) return sideOfFolder(path, work, context)
  if (!isRunId(name) && !isDay(name)) {
    throw new Fault('USAGE', `${name} is neither a folder, nor a run id, nor a date`, {
      hint: "'exhibit archive list' lists run ids; dates look like 2026-11-23",
    })
  }
  const store = await openArchiveToRead(configuration, context)
  const id = isRunId(name) ? name : await runUpTo(store, name)
  await fetchRun(store, id, work, context.clock.now())
  return sideOfRun(work)
}

function sideOfFolder(path: string, work: string, context: Context): Promise<GivenSide> {
  return isRunFolder(path) ? sideOfRunFolder(path, context) : sideOfManifests(path, work, context)
}

/** Whether text is a day that the calendar has. */
function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isInstant(`${text}T00:00:00Z`)
}

/**
 * The run that answers for the newest slot up to the end of a day (its first complete attempt, else its first); where no run answers for a
 * slot, the last ad-hoc run by its true start.
 */
async function runUpTo(store: Store, day: string): Promise<string> {
  const end = `${day}T23:59:59Z`
  const entries = (await readEntries(store)).map(({ entry }) => entry)
  const newest = newestSlot(entries.filter(({ slot }) => slot !== undefined && slot <= end))
  if (newest !== undefined) {
    const state = slotState(entries, newest)
    if (state.kind !== 'open') return state.result.runId
  }
  const adHoc = entries.filter(({ kind, runId }) => kind === 'run' && startOf(runId) <= end)
  const last = adHoc
    .map(({ runId }) => runId)
    .sort()
    .at(-1)
  if (last !== undefined) return last
  throw new Fault('MISSING', `no run up to ${day} in ${store.describe()}`, {
    hint: "'exhibit archive list' lists what is there",
  })
}

/** Writes a comparison as HTML, JSON and, unless it is not asked for, PDF. */
export async function writeComparison(
  comparison: Comparison,
  folder: string,
  configuration: Configuration,
  options: Options,
  context: Context,
): Promise<ComparisonFiles> {
  const request = { pdf: options.pdf !== false, sandbox: options.browserSandbox !== false }
  const browser = browserOptions(configuration, request, context)
  const { entity, classification } = configuration.report
  const generatedAt = context.clock.now()
  const frame = { entity: entity ?? configuration.archive.origin, classification, generatedAt }
  return inFolder(outFolderNamed(folder), async () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return renderComparison(comparison, { outDir: folder, pdf: request.pdf, frame, browser })
  })
}

function viewOf(options: Options): ComparedPart | undefined {
  return COMPARED_PARTS.find((name) => name === textOption(options, 'view'))
}

function print(comparison: Comparison, options: Options): string {
  const view = viewOf(options)
  if (textOption(options, 'output') !== 'json') return describeComparison(comparison, view)
  const value = view === undefined ? comparison : { ...comparison, ...onlyView(comparison, view) }
  return stringifyJson(value)
}

function onlyView(comparison: Comparison, view: ComparedPart): Partial<Comparison> {
  const empty = { controls: [], objects: [], connectivity: [], connected: [], openings: [] }
  const { connected, openings } = comparison
  const more = view === 'connectivity' ? { connected, openings } : {}
  return { ...empty, ...more, [view]: comparison[view] }
}
