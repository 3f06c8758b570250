import { folderOf } from '../../archive/layout.ts'
import { readEntries } from '../../archive/log.ts'
import type { Store } from '../../archive/store.ts'
import { reportIdOf, type ReportBasis } from '../../archive/report-id.ts'
import type { Digest } from '../../core/digest.ts'
import type { Period, PeriodRun } from '../../model/ledger.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Audience } from '../../model/excerpt.ts'
import type { ManifestCluster, ManifestRun } from '../../model/manifest.ts'
import type { PeriodSource } from '../../model/period.ts'
import type { BrowserOptions } from '../../render/browser.ts'
import { excerptOf } from '../../render/excerpt/excerpt.ts'
import { NamesSeen, type PrivateNames } from '../../render/excerpt/private-names.ts'
import { PERIOD_FORMAT_IDS, renderPeriod } from '../../render/period/render.ts'
import type { RenderedFile } from '../../render/render.ts'
import { loadConfiguration, type Configuration } from '../configuration.ts'
import type { Context, Options } from '../context.ts'
import { excerptedReport, placeForExcerpt } from '../excerpt/place.ts'
import { withTemporaryFolder } from '../named-folder.ts'
import {
  commitReport,
  placeForReport,
  requireSigner,
  type CommittedReport,
  type ReportArchive,
  type ReportPlace,
} from '../stages/commit-report.ts'
import { deliverPeriod } from '../stages/delivery.ts'
import { seePrivateNames } from '../stages/private-names.ts'
import { browserOptions, printedBy, type PrintRequest } from '../stages/render.ts'
import { signerToBe } from '../stages/signing.ts'
import { openThere } from '../stages/store.ts'
import type { WantedFiles } from '../report-files.ts'
import { sinceSignedOff } from './since-signed-off.ts'
import { toolOf } from '../tool.ts'
import { asCommitted } from './cluster-times.ts'
import { periodOf } from './period-of.ts'
import { readPeriod, type PeriodContent } from './period-source.ts'
import { writeFiles } from './period-files.ts'
import { nameInId, revisionOf } from './revision.ts'

/** What was asked for; without `files` the report is only to be archived. */
export type WantedPeriod = {
  /** absent: the time since the newest report that was signed off */
  readonly name?: string
  readonly files?: WantedFiles
  readonly add: boolean
  /** evaluate every snapshot once more, with the catalogue of the newest run */
  readonly reEvaluate: boolean
  /** absent: all of it */
  readonly audience?: Audience
  /** asked for by name; absent: as it is archived, else as configured */
  readonly paper?: string
}

/** What was written, and where it is archived. */
export type PeriodOutcome = {
  readonly report: string
  readonly files: readonly RenderedFile[]
  readonly added?: AddedPeriod
}

/** The report in the archive: put there now, or there before. */
export type AddedPeriod = CommittedReport & { readonly kind: 'added' | 'already' }

/**
 * Renders the report of a period from the archive alone, and archives it where that is asked for: signed, naming the runs that it was made from. A report over the same
 * runs that is archived is left as it is, and its files are the archived ones; over others it is the next revision. What is not archived says that it is not signed.
 */
export async function reportPeriod(
  wanted: WantedPeriod,
  context: Context,
  options: Options,
): Promise<PeriodOutcome> {
  const configuration = loadConfiguration(context, options)
  const store = await openThere(configuration, context)
  const archive = { store, entries: await readEntries(store) }
  const period =
    wanted.name === undefined
      ? await sinceSignedOff(archive, configuration, context)
      : periodOf(wanted.name, configuration)
  const printing = { pdf: true, sandbox: options.browserSandbox !== false }
  return withPeriod(period, { archive, configuration, printing, wanted }, context)
}

/**
 * Archives the report of a period as `reportPeriod` does, without its PDF where none is to be printed.
 */
export async function archivePeriod(
  name: string,
  { store, configuration }: { readonly store: Store; readonly configuration: Configuration },
  printing: PrintRequest,
  context: Context,
): Promise<AddedPeriod> {
  const archive = { store, entries: await readEntries(store) }
  const wanted = { name, add: true, reEvaluate: false }
  const period = periodOf(name, configuration)
  const task = { archive, configuration, printing, wanted }
  const { added } = await withPeriod(period, task, context)
  if (added === undefined) throw new Error('a report that was to be archived was not')
  return added
}

type PeriodTask = {
  readonly archive: ReportArchive
  readonly configuration: Configuration
  readonly printing: PrintRequest
  readonly wanted: WantedPeriod
}

async function withPeriod(
  period: Period,
  { archive, configuration, printing, wanted }: PeriodTask,
  context: Context,
): Promise<PeriodOutcome> {
  const { store } = archive
  if (wanted.add) await requireSigner(store, configuration, context)
  return withTemporaryFolder('period', async (work) => {
    const { reEvaluate } = wanted
    const seen = new NamesSeen()
    const see = (folder: string) => seePrivateNames(seen, folder)
    const isExcerpt = wanted.audience !== undefined
    const request = { ...archive, work, configuration, reEvaluate, ...(isExcerpt ? { see } : {}) }
    const { content } = await readPeriod(period, request, context)
    const whole = await identified(content, archive, context)
    const { source, place, clusters } = isExcerpt
      ? await excerpted(whole, seen.names(), archive, context)
      : { ...whole, clusters: clustersOf(whole.source) }
    const browser = browserOptions(configuration, printing, context)
    const report = source.reportId
    const task = { place, archive, configuration, printing, browser, clusters }
    const added = wanted.add ? await addAt(source, task, context) : undefined
    if (added?.kind === 'added' && !isExcerpt)
      await deliverPeriod(source, { store, configuration }, context)
    const files = await filesOf(
      source,
      wanted,
      { ...task, isNew: added?.kind === 'added' },
      context,
    )
    return { report, files, ...(added && { added }) }
  })
}

/** The files that were asked for, with the archive as it is now; none where none was. */
async function filesOf(
  source: PeriodSource,
  { files, paper }: WantedPeriod,
  { archive, browser, isNew }: Pick<AddTask, 'archive' | 'browser'> & { readonly isNew: boolean },
  context: Context,
): Promise<readonly RenderedFile[]> {
  if (files === undefined) return []
  const { store } = archive
  const now = isNew ? { store, entries: await readEntries(store) } : archive
  const archived = now.entries.find(({ entry }) => entry.runId === source.reportId)?.entry
  const of = { source, archive: now, browser, asArchived: isNew || paper === undefined }
  return writeFiles(files, { ...of, ...(archived && { archived }) }, context)
}

/** The content with the id and the revision that follow from it, and where such a report is or goes in the archive. */
async function identified(
  content: PeriodContent,
  archive: ReportArchive,
  context: Context,
): Promise<{ readonly source: PeriodSource; readonly place: ReportPlace }> {
  const { period, runs } = content
  const name = nameInId(period)
  const basis = basisOf(content, context)
  const asRevision = (revision: number) => ({ ...basis, options: { ...basis.options, revision } })
  const idOf = (revision: number, attempt: number) =>
    reportIdOf(name, { ...basis, options: { ...asRevision(revision).options, attempt } })
  const { revision, archived } = await revisionOf({ ...archive, period, runs, idOf })
  const place: ReportPlace =
    archived === undefined
      ? await placeForReport(name, asRevision(revision.number), archive)
      : { kind: 'taken', entry: archived }
  const reportId = place.kind === 'taken' ? place.entry.runId : place.id
  return { source: { ...content, reportId, revision }, place }
}

/** The clusters that a report speaks of, as the newest run knows them. */
function clustersOf({ runs }: Pick<PeriodSource, 'runs'>): readonly ManifestCluster[] {
  const newest = runs.findLast(({ answers }) => answers) ?? runs.at(-1)
  return (newest?.clusters ?? []).map(asCommitted)
}

/** What the report says to readers outside of the organisation. Throws Fault `MISSING` where it is not archived. */
async function excerpted(
  { source, place }: { readonly source: PeriodSource; readonly place: ReportPlace },
  names: PrivateNames,
  archive: ReportArchive,
  context: Context,
) {
  const { name } = source.period
  const of = excerptedReport(place, `exhibit report ${name}`)
  const basis = basisOf(source, context)
  const { place: own, reportId } = await placeForExcerpt(
    nameInId(source.period),
    of,
    basis,
    archive,
  )
  const about = { reportId, of }
  const { value, excerpt } = excerptOf({ ...source, reportId }, names, about)
  return { source: { ...value, excerpt }, place: own, clusters: clustersOf(value) }
}

/** What decides the report: its runs, the period as it was meant, and the slots that were due when it was made. */
function basisOf(content: PeriodContent, context: Context): ReportBasis {
  const { period, newest, ledger, generatedAt, reEvaluated, knownFrom } = content
  return {
    runs: content.runs.map(asManifestRun),
    catalogue: catalogueOf(content),
    inputs:
      knownFrom?.inputs ??
      Object.fromEntries((newest?.inputs ?? []).map(({ name, digest }) => [name, digest])),
    tool: toolOf(context.packageRoot),
    options: {
      period,
      reEvaluated: reEvaluated !== undefined,
      dueUntil: ledger.slots.findLast((slot) => slot <= generatedAt) ?? '',
    },
  }
}

function asManifestRun({ id, sumsDigest, manifestDigest }: PeriodRun): ManifestRun {
  return { id, sumsDigest, manifestDigest }
}

/** The runs that it is made from: those of the period, else the one from which it is known what was due. */
function madeFrom({ runs, knownFrom }: PeriodContent): readonly PeriodRun[] {
  return knownFrom === undefined ? runs : [knownFrom]
}

/** That of the newest run. */
function catalogueOf(content: PeriodContent): Digest {
  const found = content.newest?.catalogue.digest ?? madeFrom(content).at(-1)?.catalogue
  if (found === undefined) throw new Error('a report of no run')
  return found
}

function already({ kind, runId, number }: RunEntry): AddedPeriod {
  return { kind: 'already', folder: folderOf(kind, runId), entry: number }
}

type AddTask = {
  readonly place: ReportPlace
  readonly archive: ReportArchive
  readonly configuration: Configuration
  readonly printing: PrintRequest
  readonly browser: BrowserOptions
  readonly clusters: readonly ManifestCluster[]
}

/** Archives a report, saying who signs it, where its place is free. */
async function addAt(
  unsigned: PeriodSource,
  { place, archive, configuration, printing, browser, clusters }: AddTask,
  context: Context,
): Promise<AddedPeriod> {
  if (place.kind === 'taken') return already(place.entry)
  const source = { ...unsigned, signature: await signerToBe(configuration, context) }
  const formats = PERIOD_FORMAT_IDS.filter((id) => printing.pdf || id !== 'pdf')
  return withTemporaryFolder('report', async (folder) => {
    const files = await renderPeriod(source, formats, { outDir: folder, browser })
    const printed = files.find((file) => file.browser !== undefined)?.browser
    const report = {
      ...{ id: source.reportId, attempt: place.attempt, folder, clusters },
      runs: madeFrom(source).map(asManifestRun),
      catalogue: catalogueOf(source),
      ...(printed === undefined ? {} : { browser: printedBy(printed, browser) }),
    }
    return { kind: 'added', ...(await commitReport(report, archive, configuration, context)) }
  })
}
