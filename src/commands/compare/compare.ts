import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { EXIT_CODES, Fault } from '../../core/fault.ts'
import { directionOf } from '../../compare/direction.ts'
import type { Comparison } from '../../model/comparison.ts'
import type { Excerpt } from '../../model/excerpt.ts'
import { NamesSeen } from '../../render/excerpt/private-names.ts'
import { renderComparison, type ComparisonFiles } from '../../render/render-comparison.ts'
import { comparedOf, type Compared } from './compared.ts'
import { listFolderDifferences } from './csv.ts'
import { namedSide } from './named-side.ts'
import { COMPARED_PARTS, requireCompared, type ComparedPart } from './require-compared.ts'
import { describeComparison } from './text.ts'
import { loadConfiguration, type Configuration } from '../configuration.ts'
import { flagOption, textOption, type CommandSpec, type Context, type Options } from '../context.ts'
import { inFolder, outFolderNamed } from '../named-folder.ts'
import { ARCHIVE, CONFIG, KEY_DIR, PAPER } from '../options.ts'
import { stringifyJson } from '../output.ts'
import { PROFILE } from '../reach/profile.ts'
import { excerptOfComparison, type ComparisonExcerpt } from '../excerpt/excerpt-of-comparison.ts'
import { AUDIENCE, audienceOf } from '../excerpt/place.ts'
import { addComparison, addPlaced, type ComparisonToAdd } from '../stages/add-comparison.ts'
import type { AddedReport } from '../stages/add-report.ts'
import { seePrivateNames } from '../stages/private-names.ts'
import { browserOptions } from '../stages/render.ts'
import { comparisonFrame, type ComparedBy } from '../stages/comparison-frame.ts'
import { openStore } from '../stages/store.ts'
import { untilStopped } from '../until-stopped.ts'

/** What a date stands for. */
const DATE =
  'run id, folder, date or period: the run that answers for the newest slot up to the end of that day (UTC), else the last run started by then; of a period (2025-Q4) the run that answers for its newest slot, and of two periods how each control stood over both'

/** `exhibit compare`: what changed between two runs, dates or folders. */
export const compareCommand: CommandSpec = {
  name: 'compare',
  stopsItself: true,
  summary: 'show what changed between two runs, dates, periods or folders',
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
      description:
        'write comparison.html, .json and .pdf and a CSV file of each part into this folder',
    },
    {
      flags: '--add',
      description:
        'sign and archive the comparison of two runs or periods (HTML, JSON, CSV, PDF) as a report that names its runs by their digests',
    },
    AUDIENCE,
    KEY_DIR,
    { flags: '--no-pdf', description: 'print no PDF' },
    PAPER,
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
    'exhibit compare 2025-Q3 2025-Q4 --add',
    'exhibit compare 2025-Q3 2025-Q4 --audience external --out ./for-the-customer',
    'exhibit compare ./before ./after --view connectivity -o csv',
    'exhibit compare 2025-12-31 ./manifests --cluster payments-prod --detailed-exitcode',
  ],
  run: async (context, sides, options) => {
    const [base = '', head = ''] = sides
    if (textOption(options, 'output') === 'csv') {
      if (audienceOf(options) !== undefined) throw new Fault('USAGE', NO_CSV, { hint: CSV_HINT })
      return listFolderDifferences(context, base, head, options)
    }
    const configuration = loadConfiguration(context, options)
    const isAdded = flagOption(options, 'add')
    refuseFolders([base, head], configuration, options, context)
    const { compared, shown } = await read([base, head], configuration, options, context)
    const { comparison } = compared
    requireCompared(comparison, viewOf(options), flagOption(options, 'detailedExitcode'))
    const written = await filesOf(shown, configuration, options, context)
    const added = isAdded ? await add(shown, configuration, options, context) : undefined
    context.stdout(print(shown.comparison, added, options))
    for (const { path } of written?.files ?? []) context.log.info(`written: ${path}`)
    if (written?.missing !== undefined) return withoutPdf(written.missing, context)
    if (!flagOption(options, 'detailedExitcode')) return 0
    return EXIT_OF[directionOf(comparison)]
  },
}

const NO_CSV = '-o csv lists differences of folders, which have no excerpt'
const CSV_HINT = 'leave out -o csv: --out FOLDER writes the excerpt as CSV, too'

/** What was compared, and what of it is shown: all, or the excerpt that was asked for. */
type Shown = {
  readonly comparison: Comparison
  /** of runs and periods; absent: a side is a folder */
  readonly toAdd?: ComparisonToAdd
  /** absent: all of it */
  readonly external?: ComparisonExcerpt
}

async function read(
  sides: readonly [base: string, head: string],
  configuration: Configuration,
  options: Options,
  context: Context,
): Promise<{ readonly compared: Compared; readonly shown: Shown }> {
  const isExcerpt = audienceOf(options) !== undefined
  const seen = new NamesSeen()
  const see = isExcerpt ? (folder: string) => seePrivateNames(seen, folder) : undefined
  const compared = await comparedOf(sides, configuration, options, context, see)
  const { comparison, archived } = compared
  if (archived === undefined) return { compared, shown: { comparison } }
  const cluster = textOption(options, 'cluster')
  const { name, runs, head, by } = archived
  const toAdd = {
    ...{ comparison, asked: sides, name, runs, head, by, pdf: options.pdf !== false },
    ...(cluster === undefined ? {} : { cluster }),
  }
  if (!isExcerpt) return { compared, shown: { comparison, toAdd } }
  const store = await openStore(configuration, context)
  const external = await excerptOfComparison(toAdd, seen.names(), store, context)
  return { compared, shown: { comparison: external.comparison, toAdd, external } }
}

/** The answer is there, and what was asked for is not all: 3, whatever the answer. */
function withoutPdf({ message, hint }: Fault, context: Context): number {
  context.log.warn(`the comparison is written without its PDF: ${message}`, {
    ...(hint === undefined ? {} : { hint }),
  })
  return EXIT_CODES.MISSING
}

/** Writes the files that `--out` asks for; absent without it. */
async function filesOf(
  { comparison, toAdd, external }: Shown,
  configuration: Configuration,
  options: Options,
  context: Context,
): Promise<ComparisonFiles | undefined> {
  const out = textOption(options, 'out')
  if (out === undefined) return undefined
  return untilStopped(context.signal, () =>
    writeComparison(
      {
        comparison,
        ...(external === undefined ? {} : { excerpt: external.excerpt }),
        ...(toAdd === undefined ? {} : { by: toAdd.by }),
      },
      resolve(context.cwd, out),
      configuration,
      options,
      context,
    ),
  )
}

const EXIT_OF = { same: 0, better: 10, worse: 11, mixed: 12 } as const

/** What is written, and whose it is, as the later run says it; absent: that is a folder. */
type WrittenComparison = {
  readonly comparison: Comparison
  readonly excerpt?: Excerpt
  readonly by?: ComparedBy
}

/** Writes a comparison as HTML, JSON and, unless it is not asked for, PDF. */
export async function writeComparison(
  { comparison, excerpt, by = {} }: WrittenComparison,
  folder: string,
  configuration: Configuration,
  options: Options,
  context: Context,
): Promise<ComparisonFiles> {
  const request = { pdf: options.pdf !== false, sandbox: options.browserSandbox !== false }
  const browser = browserOptions(configuration, request, context)
  const frame = {
    ...comparisonFrame(configuration, by, context),
    ...(excerpt === undefined ? {} : { excerpt }),
  }
  return inFolder(outFolderNamed(folder), async () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return renderComparison(comparison, { outDir: folder, pdf: request.pdf, frame, browser })
  })
}

function viewOf(options: Options): ComparedPart | undefined {
  return COMPARED_PARTS.find((name) => name === textOption(options, 'view'))
}

function print(comparison: Comparison, added: AddedReport | undefined, options: Options): string {
  const view = viewOf(options)
  if (textOption(options, 'output') !== 'json')
    return describeComparison(comparison, view) + (added === undefined ? '' : describeAdded(added))
  const value = view === undefined ? comparison : { ...comparison, ...onlyView(comparison, view) }
  return stringifyJson({ ...value, ...(added === undefined ? {} : { added }) })
}

function describeAdded({ kind, folder, entry }: AddedReport): string {
  return kind === 'added'
    ? `archived   ${folder} as log entry ${entry}\n`
    : `nothing to do: ${folder} is archived as log entry ${entry}\n`
}

/** Throws Fault `USAGE` where a side is a folder and only what an archive vouches for will do. */
function refuseFolders(
  names: readonly string[],
  configuration: Configuration,
  options: Options,
  context: Context,
): void {
  const isExcerpt = audienceOf(options) !== undefined
  if (!isExcerpt && !flagOption(options, 'add')) return
  const flag = isExcerpt ? '--audience' : '--add'
  const folder = names.find((name) => namedSide(name, configuration, context).kind === 'folder')
  if (folder === undefined) return
  throw new Fault(
    'USAGE',
    `${folder} is a folder: only runs of the archive are compared with ${flag}`,
    {
      hint: 'name run ids, dates or periods; nothing of an archive shows later what was in a folder',
    },
  )
}

/** Archives the comparison of two runs or periods, or the excerpt of it. */
async function add(
  { toAdd, external }: Shown,
  configuration: Configuration,
  options: Options,
  context: Context,
): Promise<AddedReport> {
  if (toAdd === undefined) throw new Error('sides of an archive have log entries')
  const { pdf } = toAdd
  const print = { pdf, sandbox: options.browserSandbox !== false }
  const browser = browserOptions(configuration, print, context)
  const request = { store: await openStore(configuration, context), configuration, browser }
  return untilStopped(context.signal, () =>
    external === undefined
      ? addComparison(toAdd, request, context)
      : addPlaced({ ...external, by: toAdd.by, pdf }, external, request, context),
  )
}

function onlyView(comparison: Comparison, view: ComparedPart): Partial<Comparison> {
  const empty = { controls: [], objects: [], connectivity: [], connected: [], openings: [] }
  const { connected, openings } = comparison
  const more = view === 'connectivity' ? { connected, openings } : {}
  return { ...empty, ...more, [view]: comparison[view] }
}
