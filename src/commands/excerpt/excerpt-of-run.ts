import { folderOf, MANIFEST } from '../../archive/layout.ts'
import { readEntries } from '../../archive/log.ts'
import { parseManifest } from '../../archive/records.ts'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { excerptOf } from '../../render/excerpt/excerpt.ts'
import { NamesSeen } from '../../render/excerpt/private-names.ts'
import { FORMAT_IDS, renderFormats } from '../../render/render.ts'
import type { ManifestCluster } from '../../model/manifest.ts'
import type { ReportSource } from '../../model/report.ts'
import type { Context } from '../context.ts'
import { withTemporaryFolder } from '../named-folder.ts'
import type { AddedReport, AddRequest, FetchedRun } from '../stages/add-report.ts'
import { commitReport, requireSigner, type ReportPlace } from '../stages/commit-report.ts'
import { seePrivateNames } from '../stages/private-names.ts'
import { printedBy } from '../stages/render.ts'
import { toolOf } from '../tool.ts'
import { placeForExcerpt } from './place.ts'

/** The excerpt of a run, and where it is or goes in the archive. */
export type RunExcerpt = {
  readonly source: ReportSource
  readonly clusters: readonly ManifestCluster[]
  readonly place: ReportPlace
}

/** What the report of a run says to readers outside of the organisation, from the run's own folder. */
export async function excerptOfRun(
  { folder, entry, source }: FetchedRun,
  { store }: AddRequest,
  context: Context,
): Promise<RunExcerpt> {
  const seen = new NamesSeen()
  await seePrivateNames(seen, folder)
  const path = join(folder, MANIFEST)
  const { catalogue, inputs, clusters } = parseManifest(await readFile(path), path)
  const of = { id: entry.runId, digest: entry.sumsDigest }
  const { runId: id, sumsDigest, manifestDigest } = entry
  const runs = [{ id, sumsDigest, manifestDigest }]
  const basis = { runs, catalogue, inputs, tool: toolOf(context.packageRoot), options: {} }
  const archive = { store, entries: await readEntries(store) }
  const { place, reportId } = await placeForExcerpt(entry.runId, of, basis, archive)
  const { value, excerpt } = excerptOf({ source, clusters }, seen.names(), { reportId, of })
  return { source: { ...value.source, excerpt }, clusters: value.clusters, place }
}

/**
 * Archives the excerpt of a run in every format, signed, as a report that names the run by its digests. Does nothing when the same is committed.
 *
 * Throws Fault `KEY_MISSING` without a signing key, `SIGNING_FAILED` when the archive does not know it, `MISSING` when the PDF cannot be printed.
 */
export async function addRunExcerpt(
  { source, clusters, place }: RunExcerpt,
  { entry }: FetchedRun,
  { store, configuration, browser }: AddRequest,
  context: Context,
): Promise<AddedReport> {
  if (place.kind === 'taken') {
    const { kind, runId: id, number } = place.entry
    return { kind: 'already', id, folder: folderOf(kind, id), entry: number }
  }
  await requireSigner(store, configuration, context)
  return withTemporaryFolder('excerpt', async (folder) => {
    const files = await renderFormats(source, FORMAT_IDS, { outDir: folder, browser })
    const printed = files.find((file) => file.browser !== undefined)?.browser
    const { id, attempt } = place
    const { runId, sumsDigest, manifestDigest } = entry
    const report = {
      ...{ id, attempt, folder, clusters, catalogue: source.catalogue.digest },
      runs: [{ id: runId, sumsDigest, manifestDigest }],
      browser: printedBy(printed, browser),
    }
    const archive = { store, entries: await readEntries(store) }
    return { kind: 'added', id, ...(await commitReport(report, archive, configuration, context)) }
  })
}
