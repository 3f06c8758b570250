import { Fault } from '../core/fault.ts'
import type { JsonObject } from '../core/json.ts'
import type { RenderedFile } from '../render/render.ts'
import { flagOption, textOption, type CommandSpec, type Context, type Options } from './context.ts'
import { withTemporaryFolder } from './named-folder.ts'
import { ARCHIVE, CONFIG, KEY_DIR, OUTPUT, PAPER } from './options.ts'
import { AUDIENCE, audienceOf } from './excerpt/place.ts'
import { stringifyJson } from './output.ts'
import { reportPeriod } from './period/report-period.ts'
import { PERIOD_FORMATS, RUN_FORMATS, wantedFiles } from './report-files.ts'
import { reportRun } from './report-run.ts'
import { untilStopped } from './until-stopped.ts'

/** `exhibit report`: a period from the archive alone, or an archived run again from its own folder. */
export const reportCommand: CommandSpec = {
  name: 'report',
  stopsItself: true,
  summary: 'render a period from the archive alone, or an archived run again as it was pinned',
  args: [
    {
      name: '[period]',
      description:
        '2026, 2026-H1, 2026-Q4, 2026-11, FY2026-Q1, 2026-10-01..2027-01-01 or a name of exhibit.yaml',
    },
  ],
  options: [
    CONFIG,
    ARCHIVE,
    { flags: '--run <id>', description: "the run: 'exhibit archive list' lists them" },
    {
      flags: '--since-signed-off',
      description: 'the time since the newest report that the organisation signed off, up to now',
    },
    {
      flags: '--re-evaluate',
      description:
        'a period: also evaluate every snapshot with the newest catalogue, and print what differs',
    },
    {
      flags: '--format <formats>',
      description: `which files, separated by commas (${RUN_FORMATS.ids.join(',')}); all when absent`,
    },
    {
      flags: '--out <folder>',
      description:
        "where they go; a folder named after the run or period when absent; '-' writes the one file of --format to standard output",
    },
    {
      flags: '--add',
      description: 'sign and archive it: the report of a period, or the PDF that a run lacks',
    },
    AUDIENCE,
    KEY_DIR,
    PAPER,
    { flags: '--no-browser-sandbox', description: "switch the browser's own sandbox off" },
    OUTPUT,
  ],
  examples: [
    'exhibit report 2026-Q4 --archive ./archive',
    'exhibit report 2026-Q4 --add',
    'exhibit report --run 20261123T020000Z-0a1b2c3d --archive ./archive',
    'exhibit report --run 20261123T020000Z-0a1b2c3d --format html,pdf --out ./for-the-auditor',
    'exhibit report --run 20261123T020000Z-0a1b2c3d --format markdown --out -',
    'exhibit report --run 20261123T020000Z-0a1b2c3d --add',
    'exhibit report 2026-Q4 --audience external --out ./for-the-customer',
  ],
  run: async (context, [period], options) => {
    const meant = meantBy(period, options)
    const outcome = await untilStopped(context.signal, () => reportOf(meant, context, options))
    context.stdout(print(outcome, options))
    return 0
  },
}

/** What the report is of. */
type Meant =
  | { readonly kind: 'run'; readonly run: string }
  /** without name: since the newest report that was signed off */
  | { readonly kind: 'period'; readonly name?: string }

function meantBy(period: string | undefined, options: Options): Meant {
  const run = textOption(options, 'run')
  const since = flagOption(options, 'sinceSignedOff')
  const named = [period, run, since ? 'since' : undefined].filter((each) => each !== undefined)
  if (named.length !== 1) {
    const what =
      named.length === 0 ? 'what the report is of is not said' : 'more than one thing is named'
    throw new Fault('USAGE', what, {
      hint: "name a period (2026-Q4), --since-signed-off, or --run ID; 'exhibit archive list' lists the runs of an archive",
    })
  }
  if (run === undefined)
    return { kind: 'period', ...(period === undefined ? {} : { name: period }) }
  if (!flagOption(options, 'reEvaluate')) return { kind: 'run', run }
  throw new Fault('USAGE', '--re-evaluate is for periods', {
    hint: "'exhibit compare' holds a run against another catalogue's run",
  })
}

/** What was written, by the id of the run or report, and where it was archived. */
type Outcome = {
  readonly about: { readonly run: string } | { readonly report: string }
  readonly files: readonly RenderedFile[]
  readonly added?: {
    readonly kind: 'added' | 'already'
    readonly folder: string
    readonly entry: number
  }
}

async function reportOf(meant: Meant, context: Context, options: Options): Promise<Outcome> {
  const add = flagOption(options, 'add')
  const isNamed = ['format', 'out'].some((name) => textOption(options, name) !== undefined)
  const withFiles = !add || isNamed
  const audience = audienceOf(options)
  const forWhom = audience === undefined ? {} : { audience }
  if (meant.kind === 'run') {
    const { run } = meant
    const folder = audience === undefined ? run : `${run}-${audience}`
    const files = withFiles ? { files: wantedFiles(context, options, folder, RUN_FORMATS) } : {}
    const { files: written, added } = await withTemporaryFolder('run', (folder) =>
      reportRun({ run, add, ...files, ...forWhom }, folder, context, options),
    )
    return { about: { run }, files: written, ...(added === undefined ? {} : { added }) }
  }
  const { name } = meant
  const paper = textOption(options, 'paper')
  const folder = [name ?? 'since-signed-off', ...(audience === undefined ? [] : [audience])].join(
    '-',
  )
  const { report, ...written } = await reportPeriod(
    {
      ...(name === undefined ? {} : { name }),
      ...(withFiles ? { files: wantedFiles(context, options, folder, PERIOD_FORMATS) } : {}),
      ...{ add, ...forWhom, ...(paper === undefined ? {} : { paper }) },
      reEvaluate: flagOption(options, 'reEvaluate'),
    },
    context,
    options,
  )
  return { about: { report }, ...written }
}

function print(outcome: Outcome, options: Options): string {
  if (textOption(options, 'output') === 'json') return stringifyJson(asJson(outcome))
  const { files, added } = outcome
  const lines = files.map(({ format, path }) => `${format.padEnd(9)}  ${path}\n`)
  return [...lines, ...(added === undefined ? [] : [describeAdded(outcome.about, added)])].join('')
}

function describeAdded(
  about: Outcome['about'],
  { kind, folder, entry }: NonNullable<Outcome['added']>,
): string {
  if (kind === 'added') return `archived   ${folder} as log entry ${entry}\n`
  const what = 'run' in about ? `${folder}report.pdf` : folder
  return `nothing to do: ${what} is archived as log entry ${entry}\n`
}

function asJson({ about, files, added }: Outcome): JsonObject {
  return {
    format: 'rendered/v1',
    ...about,
    files: files.map(({ format, path, mediaType, size, digest }) => ({
      ...{ format, path, mediaType, size, digest },
    })),
    ...(added === undefined ? {} : { added }),
  }
}
