import { mkdirSync } from 'node:fs'
import { readEntries } from '../archive/log.ts'
import type { Store } from '../archive/store.ts'
import { Fault } from '../core/fault.ts'
import type { Audience } from '../model/excerpt.ts'
import type { RunEntry } from '../model/log-entry.ts'
import type { ReportSource } from '../model/report.ts'
import { renderBytes, renderFormats, type RenderedFile } from '../render/render.ts'
import { loadConfiguration } from './configuration.ts'
import type { Context, Options } from './context.ts'
import { addRunExcerpt, excerptOfRun } from './excerpt/excerpt-of-run.ts'
import { inFolder, outFolderNamed } from './named-folder.ts'
import type { WantedFiles } from './report-files.ts'
import { renderedAgain } from './rendered-again.ts'
import {
  addReport,
  type AddedReport,
  type AddRequest,
  type FetchedRun,
} from './stages/add-report.ts'
import { fetchRun } from './stages/fetch-run.ts'
import { browserOptions } from './stages/render.ts'
import { loadReportSource } from './stages/report-source.ts'
import { openThere } from './stages/store.ts'
import { toolVersion } from './tool.ts'

/** What was asked for of a run; without `files` the PDF is only to be archived. */
export type WantedRun = {
  readonly run: string
  readonly files?: WantedFiles
  readonly add: boolean
  /** absent: all of it */
  readonly audience?: Audience
}

/** What was written, and what became of the PDF that was to be archived. */
export type RunReport = {
  readonly run: string
  readonly files: readonly RenderedFile[]
  readonly added?: AddedReport
}

/** Renders an archived run from its own folder alone, fetched into `folder`. */
export async function reportRun(
  wanted: WantedRun,
  folder: string,
  context: Context,
  options: Options,
): Promise<RunReport> {
  const configuration = loadConfiguration(context, options)
  const store = await openThere(configuration, context)
  const entry = await entryOfRun(store, wanted.run)
  await fetchRun(store, wanted.run, folder, context.clock.now())
  const source = toldAgain(await loadReportSource(folder), context)
  const print = { pdf: true, sandbox: options.browserSandbox !== false }
  const browser = browserOptions(configuration, print, context)
  const request: AddRequest = { store, configuration, browser }
  if (wanted.audience !== undefined)
    return writeExcerpt(wanted, { folder, entry, source }, request, context)
  const files = await writeFiles(source, wanted.files, request, context)
  if (!wanted.add) return { run: wanted.run, files }
  const added = await addReport({ folder, entry, source }, request, context)
  return { run: wanted.run, files, added }
}

/** The excerpt of the run instead of what it says. */
async function writeExcerpt(
  wanted: WantedRun,
  fetched: FetchedRun,
  request: AddRequest,
  context: Context,
): Promise<RunReport> {
  const excerpt = await excerptOfRun(fetched, request, context)
  const files = await writeFiles(excerpt.source, wanted.files, request, context)
  if (!wanted.add) return { run: wanted.run, files }
  const added = await addRunExcerpt(excerpt, fetched, request, context)
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
