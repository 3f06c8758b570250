import { folderOf } from '../../archive/layout.ts'
import { readEntries } from '../../archive/log.ts'
import { Fault } from '../../core/fault.ts'
import type { Comparison } from '../../model/comparison.ts'
import type { Excerpt } from '../../model/excerpt.ts'
import { renderComparison } from '../../render/render-comparison.ts'
import type { Context } from '../context.ts'
import { withTemporaryFolder } from '../named-folder.ts'
import type { AddedReport, AddRequest } from './add-report.ts'
import { commitReport, placeForReport, requireSigner } from './commit-report.ts'
import {
  comparisonBasis,
  type ArchivedComparisonPlace,
  type ComparisonOfRuns,
} from './comparison-basis.ts'
import { comparisonFrame, type ComparedBy } from './comparison-frame.ts'
import { printedBy } from './render.ts'
import { signerToBe } from './signing.ts'

/** A comparison of runs of the archive. */
export type ComparisonToAdd = ComparisonOfRuns & { readonly pdf: boolean }

/**
 * Archives a comparison as a report of its own: HTML, JSON, CSV and PDF, signed like any other, which names its runs by their digests. Does nothing when the same is committed.
 *
 * Throws Fault `KEY_MISSING` without a signing key, `SIGNING_FAILED` when the archive does not know it, `MISSING` when the PDF cannot be printed.
 */
export async function addComparison(
  toAdd: ComparisonToAdd,
  request: AddRequest,
  context: Context,
): Promise<AddedReport> {
  const { comparison, by, pdf } = toAdd
  const archive = { store: request.store, entries: await readEntries(request.store) }
  const found = await comparisonBasis(toAdd, request.store, context)
  const basis = { ...found.basis, options: { ...found.basis.options, pdf } }
  const place = await placeForReport(found.name, basis, archive)
  return addPlaced({ comparison, by, pdf }, { ...found, basis, place }, request, context)
}

/** What is archived, and whether its PDF is among it. */
type Contents = {
  readonly comparison: Comparison
  readonly excerpt?: Excerpt
  /** whose it is, as the later run says it */
  readonly by: ComparedBy
  readonly pdf: boolean
}

/** Archives a comparison, or an excerpt of one, at its place. Throws as `addComparison` does. */
export async function addPlaced(
  { comparison, excerpt, by, pdf }: Contents,
  { basis: { runs, catalogue }, clusters, place }: ArchivedComparisonPlace,
  { store, configuration, browser }: AddRequest,
  context: Context,
): Promise<AddedReport> {
  if (place.kind === 'taken') {
    const { kind, runId: id, number: entry } = place.entry
    return { kind: 'already', id, folder: folderOf(kind, id), entry }
  }
  await requireSigner(store, configuration, context)
  const signature = await signerToBe(configuration, context)
  return withTemporaryFolder('comparison', async (folder) => {
    const { id, attempt } = place
    const frame = {
      ...comparisonFrame(configuration, by, context),
      archived: { reportId: id, signature, runs },
      ...(excerpt === undefined ? {} : { excerpt }),
    }
    const printed = await renderComparison(comparison, { outDir: folder, pdf, frame, browser })
    if (printed.missing !== undefined) throw notPrinted(printed.missing)
    const report = { id, attempt, folder, catalogue, runs, clusters }
    const printer =
      printed.browser === undefined ? {} : { browser: printedBy(printed.browser, browser) }
    const archive = { store, entries: await readEntries(store) }
    return {
      kind: 'added',
      id,
      ...(await commitReport({ ...report, ...printer }, archive, configuration, context)),
    }
  })
}

function notPrinted({ message, hint = '' }: Fault): Fault {
  return new Fault('MISSING', `nothing was archived: ${message}`, {
    hint: [hint, '--no-pdf archives the other files'].filter((text) => text !== '').join('; '),
  })
}
