import { folderOf } from '../../archive/layout.ts'
import { readEntries } from '../../archive/log.ts'
import { recordedManifest } from '../../archive/recorded.ts'
import { Fault } from '../../core/fault.ts'
import type { Comparison } from '../../model/comparison.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { ManifestRun } from '../../model/manifest.ts'
import { renderComparison } from '../../render/render-comparison.ts'
import type { Context } from '../context.ts'
import { withTemporaryFolder } from '../named-folder.ts'
import { toolOf } from '../tool.ts'
import type { AddedReport, AddRequest } from './add-report.ts'
import { commitReport, placeForReport, requireSigner } from './commit-report.ts'
import { printedBy } from './render.ts'
import { signerToBe } from './signing.ts'

/** A comparison of runs of the archive. */
export type ComparisonToAdd = {
  readonly comparison: Comparison
  /** `BASE~HEAD` */
  readonly name: string
  /** every run that it speaks of */
  readonly runs: readonly RunEntry[]
  /** the run of the later side, whose population and catalogue the report has */
  readonly head: RunEntry
  /** the cluster that was asked for; absent: all */
  readonly cluster?: string
  readonly pdf: boolean
}

/** The longest name in an id of a report. */
const LONGEST_NAME = 120

/**
 * Archives a comparison as a report of its own: HTML, JSON, CSV and PDF, signed like any other, which names its runs by their digests. Does nothing when the same is committed.
 *
 * Throws Fault `KEY_MISSING` without a signing key, `SIGNING_FAILED` when the archive does not know it, `MISSING` when the PDF cannot be printed.
 */
export async function addComparison(
  { comparison, name, runs: entries, head, cluster, pdf }: ComparisonToAdd,
  { store, configuration, browser }: AddRequest,
  context: Context,
): Promise<AddedReport> {
  const archive = { store, entries: await readEntries(store) }
  const { catalogue, inputs, clusters } = await recordedManifest(store, head)
  const runs = entries.map(manifestRun)
  const options = {
    comparison: comparison.format,
    pdf,
    ...(cluster === undefined ? {} : { cluster }),
  }
  const tool = toolOf(context.packageRoot)
  const about = name.slice(0, LONGEST_NAME)
  const place = await placeForReport(about, { runs, catalogue, inputs, tool, options }, archive)
  if (place.kind === 'taken') {
    const { kind, runId: id, number: entry } = place.entry
    return { kind: 'already', id, folder: folderOf(kind, id), entry }
  }
  await requireSigner(store, configuration, context)
  const signature = await signerToBe(configuration, context)
  return withTemporaryFolder('comparison', async (folder) => {
    const { id, attempt } = place
    const { entity, classification } = configuration.report
    const frame = {
      ...{ entity: entity ?? configuration.archive.origin, classification },
      generatedAt: context.clock.now(),
      archived: { reportId: id, signature, runs },
    }
    const printed = await renderComparison(comparison, { outDir: folder, pdf, frame, browser })
    if (printed.missing !== undefined) throw notPrinted(printed.missing)
    const own = cluster === undefined ? clusters : clusters.filter((one) => one.name === cluster)
    const report = { id, attempt, folder, catalogue, runs, clusters: own }
    const by = printed.browser === undefined ? {} : { browser: printedBy(printed.browser, browser) }
    return {
      kind: 'added',
      id,
      ...(await commitReport({ ...report, ...by }, archive, configuration, context)),
    }
  })
}

function notPrinted({ message, hint = '' }: Fault): Fault {
  return new Fault('MISSING', `nothing was archived: ${message}`, {
    hint: [hint, '--no-pdf archives the other files'].filter((text) => text !== '').join('; '),
  })
}

function manifestRun({ runId: id, sumsDigest, manifestDigest }: RunEntry): ManifestRun {
  return { id, sumsDigest, manifestDigest }
}
