import { mkdirSync } from 'node:fs'
import { readEntries } from '../archive/log.ts'
import type { Store } from '../archive/store.ts'
import { Fault } from '../core/fault.ts'
import type { JsonObject } from '../core/json.ts'
import type { RunEntry } from '../model/log-entry.ts'
import type { ReportSource } from '../model/report.ts'
import { FORMAT_IDS, renderBytes, renderFormats, type RenderedFile } from '../render/render.ts'
import { loadConfiguration } from './configuration.ts'
import { flagOption, textOption, type CommandSpec, type Context, type Options } from './context.ts'
import { inFolder, outFolderNamed, withTemporaryFolder } from './named-folder.ts'
import { ARCHIVE, CONFIG, KEY_DIR, OUTPUT } from './options.ts'
import { stringifyJson } from './output.ts'
import { addReport, type AddedReport, type AddRequest } from './stages/add-report.ts'
import { fetchRun } from './stages/fetch-run.ts'
import { browserOptions } from './stages/render.ts'
import { loadReportSource } from './stages/report-source.ts'
import { openStore } from './stages/store.ts'
import { wantedFiles, type WantedFiles } from './report-files.ts'
import { renderedAgain } from './rendered-again.ts'
import { toolVersion } from './tool.ts'
import { untilStopped } from './until-stopped.ts'

/** `exhibit report`: an archived run rendered again, from its own folder alone. */
export const reportCommand: CommandSpec = {
  name: 'report',
  stopsItself: true,
  summary: 'render an archived run again, with the catalogue and inputs pinned in it',
  options: [
    CONFIG,
    ARCHIVE,
    { flags: '--run <id>', description: "the run: 'exhibit archive list' lists them" },
    {
      flags: '--format <formats>',
      description: `which files, separated by commas (${FORMAT_IDS.join(',')}); all when absent`,
    },
    {
      flags: '--out <folder>',
      description:
        "where they go; a folder named after the run when absent; '-' writes the one file of --format to standard output",
    },
    {
      flags: '--add',
      description: 'sign and archive the PDF that the run lacks, as a report that names the run',
    },
    KEY_DIR,
    { flags: '--no-browser-sandbox', description: "switch the browser's own sandbox off" },
    OUTPUT,
  ],
  examples: [
    'exhibit report --run 20261123T020000Z-0a1b2c3d --archive ./archive',
    'exhibit report --run 20261123T020000Z-0a1b2c3d --format html,pdf --out ./for-the-auditor',
    'exhibit report --run 20261123T020000Z-0a1b2c3d --format markdown --out -',
    'exhibit report --run 20261123T020000Z-0a1b2c3d --add',
  ],
  run: async (context, _args, options) => {
    const wanted = wantedOf(context, options)
    const outcome = await withTemporaryFolder('run', (folder) =>
      untilStopped(context.signal, () => render(wanted, folder, context, options)),
    )
    context.stdout(print(outcome, options))
    return 0
  },
}

/** What was asked for; without `files` the PDF is only to be archived. */
type Wanted = {
  readonly run: string
  readonly files?: WantedFiles
  readonly add: boolean
}

type Outcome = {
  readonly run: string
  readonly files: readonly RenderedFile[]
  readonly added?: AddedReport
}

function wantedOf(context: Context, options: Options): Wanted {
  const run = textOption(options, 'run')
  if (run === undefined) {
    throw new Fault('USAGE', 'which run is not said', {
      hint: "give --run ID; 'exhibit archive list' lists the runs of an archive",
    })
  }
  const add = flagOption(options, 'add')
  const named = ['format', 'out'].some((name) => textOption(options, name) !== undefined)
  return add && !named ? { run, add } : { run, add, files: wantedFiles(context, options, run) }
}

async function render(
  wanted: Wanted,
  folder: string,
  context: Context,
  options: Options,
): Promise<Outcome> {
  const configuration = loadConfiguration(context, options)
  const store = await openStore(configuration, context)
  const entry = await entryOfRun(store, wanted.run)
  await fetchRun(store, wanted.run, folder, context.clock.now())
  const source = toldAgain(await loadReportSource(folder), context)
  const print = { pdf: true, sandbox: options.browserSandbox !== false }
  const browser = browserOptions(configuration, print, context)
  const request: AddRequest = { store, configuration, browser }
  const files = await writeFiles(source, wanted.files, request, context)
  if (!wanted.add) return { run: wanted.run, files }
  const added = await addReport({ folder, entry, source }, request, context)
  return { run: wanted.run, files, added }
}

/** The log entry of a run; nothing is rendered of a folder that was never committed. */
async function entryOfRun(store: Store, id: string): Promise<RunEntry> {
  const entries = (await readEntries(store)).map(({ entry }) => entry)
  const found = entries.find(({ kind, runId }) => kind === 'run' && runId === id)
  if (found !== undefined) return found
  throw new Fault('MISSING', `no run ${JSON.stringify(id)} is committed in ${store.describe()}`, {
    hint: "'exhibit archive list' lists the runs of an archive",
  })
}

/** The report's content; where another version of exhibit renders it than made it, both log and report say so. */
function toldAgain(source: ReportSource, context: Context): ReportSource {
  const note = renderedAgain(source.tool.version, toolVersion(context.packageRoot))
  if (note === undefined) return source
  context.log.warn(note)
  const { population } = source
  return { ...source, population: { ...population, notes: [...population.notes, note] } }
}

/** Writes the files, or the one file to standard output; what needs a browser comes last, so that the others are there when it fails. */
async function writeFiles(
  source: ReportSource,
  wanted: WantedFiles | undefined,
  { browser }: AddRequest,
  context: Context,
): Promise<readonly RenderedFile[]> {
  if (wanted === undefined) return []
  if (wanted.to === 'stdout') {
    context.stdout(await renderBytes(source, wanted.format, { browser }))
    return []
  }
  const { formats, folder } = wanted
  return inFolder(outFolderNamed(folder), async () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    context.log.info('rendering', { run: source.runId, folder })
    return renderFormats(source, formats, { outDir: folder, browser })
  })
}

function print(outcome: Outcome, options: Options): string {
  if (textOption(options, 'output') === 'json') return stringifyJson(asJson(outcome))
  const { files, added } = outcome
  const lines = files.map(({ format, path }) => `${format.padEnd(9)}  ${path}\n`)
  return [...lines, ...(added === undefined ? [] : [describeAdded(added)])].join('')
}

function describeAdded({ kind, folder, entry }: AddedReport): string {
  if (kind === 'added') return `archived   ${folder} as log entry ${entry}\n`
  return `nothing to do: ${folder}report.pdf is archived as log entry ${entry}\n`
}

function asJson({ run, files, added }: Outcome): JsonObject {
  return {
    format: 'rendered/v1',
    run,
    files: files.map(({ format, path, mediaType, size, digest }) => ({
      ...{ format, path, mediaType, size, digest },
    })),
    ...(added === undefined ? {} : { added }),
  }
}
