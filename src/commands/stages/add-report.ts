import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { folderOf, MANIFEST } from '../../archive/layout.ts'
import { readEntries } from '../../archive/log.ts'
import { parseManifest } from '../../archive/records.ts'
import type { Store } from '../../archive/store.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Manifest, ManifestRun } from '../../model/manifest.ts'
import type { ReportSource } from '../../model/report.ts'
import type { BrowserOptions } from '../../render/browser.ts'
import { renderFormats } from '../../render/render.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { withTemporaryFolder } from '../named-folder.ts'
import { toolOf } from '../tool.ts'
import { commitReport, placeForReport, requireSigner } from './commit-report.ts'
import { PDF, printedBy } from './render.ts'

/** A run as it was fetched from the archive, and what its report says. */
export type FetchedRun = {
  readonly folder: string
  readonly entry: RunEntry
  readonly source: ReportSource
}

/** What became of the PDF: archived now, or there before. `folder` is where it is inside the archive. */
export type AddedReport = {
  readonly kind: 'added' | 'already'
  readonly id: string
  readonly folder: string
  readonly entry: number
}

/** What is done with: where to, as whom, printed by what. */
export type AddRequest = {
  readonly store: Store
  readonly configuration: Configuration
  readonly browser: BrowserOptions
}

/**
 * Archives the PDF that a run lacks as a report of its own, which names the run by its digests; the run itself is never touched. Does nothing when
 * the run has its PDF, or when the same report is committed.
 *
 * Throws Fault `KEY_MISSING` without a signing key, `SIGNING_FAILED` when the archive does not know it, `MISSING` when the PDF cannot be printed.
 */
export async function addReport(
  run: FetchedRun,
  request: AddRequest,
  context: Context,
): Promise<AddedReport> {
  const manifest = await manifestIn(run)
  if (manifest.files.some(({ path }) => path === PDF)) return already(run.entry)
  const archive = { store: request.store, entries: await readEntries(request.store) }
  const { catalogue, inputs } = manifest
  const basis = { runs: [runOf(run)], catalogue, inputs, tool: toolOf(context.packageRoot) }
  const place = await placeForReport(
    run.entry.runId,
    { ...basis, options: { files: [PDF] } },
    archive,
  )
  if (place.kind === 'taken') return already(place.entry)
  await requireSigner(archive.store, request.configuration, context)
  return withTemporaryFolder('report', async (folder) => {
    const { configuration, browser } = request
    const [printed] = await renderFormats(run.source, ['pdf'], { outDir: folder, browser })
    const { id, attempt } = place
    const report = {
      ...{ id, attempt, folder, catalogue },
      clusters: manifest.clusters,
      runs: [runOf(run)],
      browser: printedBy(printed?.browser, browser),
    }
    return { kind: 'added', id, ...(await commitReport(report, archive, configuration, context)) }
  })
}

function already({ kind, runId: id, number }: RunEntry): AddedReport {
  return { kind: 'already', id, folder: folderOf(kind, id), entry: number }
}

async function manifestIn({ folder }: FetchedRun): Promise<Manifest> {
  const path = join(folder, MANIFEST)
  return parseManifest(await readFile(path), path)
}

function runOf({ entry: { runId: id, sumsDigest, manifestDigest } }: FetchedRun): ManifestRun {
  return { id, sumsDigest, manifestDigest }
}
