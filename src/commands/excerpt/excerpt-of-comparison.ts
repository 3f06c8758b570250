import { readEntries } from '../../archive/log.ts'
import type { Store } from '../../archive/store.ts'
import type { Comparison } from '../../model/comparison.ts'
import type { Excerpt } from '../../model/excerpt.ts'
import { excerptOf } from '../../render/excerpt/excerpt.ts'
import type { PrivateNames } from '../../render/excerpt/private-names.ts'
import type { Context } from '../context.ts'
import type { ComparisonToAdd } from '../stages/add-comparison.ts'
import { comparisonBasis, type ArchivedComparisonPlace } from '../stages/comparison-basis.ts'
import { placeForReport, type ReportPlace } from '../stages/commit-report.ts'
import { excerptedReport, placeForExcerpt } from './place.ts'

/** The excerpt of an archived comparison, and where it is or goes in the archive. */
export type ComparisonExcerpt = ArchivedComparisonPlace & {
  readonly comparison: Comparison
  readonly excerpt: Excerpt
}

/** What a comparison says to readers outside of the organisation. Throws Fault `MISSING` where the comparison itself is not archived. */
export async function excerptOfComparison(
  about: ComparisonToAdd,
  names: PrivateNames,
  store: Store,
  context: Context,
): Promise<ComparisonExcerpt> {
  const archive = { store, entries: await readEntries(store) }
  const { name, basis, clusters } = await comparisonBasis(about, store, context)
  const places: ReportPlace[] = []
  for (const pdf of [true, false]) {
    const options = { ...basis.options, pdf }
    places.push(await placeForReport(name, { ...basis, options }, archive))
  }
  const whole = places.find(({ kind }) => kind === 'taken') ?? places[0]
  if (whole === undefined) throw new Error('a comparison has a place')
  const [base = '', head = ''] = about.asked
  const of = excerptedReport(whole, `exhibit compare ${base} ${head}`)
  const own = { ...basis, options: { ...basis.options, pdf: about.pdf } }
  const { place, reportId } = await placeForExcerpt(name, of, own, archive)
  const { comparison } = about
  const { value, excerpt } = excerptOf({ comparison, clusters }, names, { reportId, of })
  return {
    name,
    basis: own,
    clusters: value.clusters,
    place,
    comparison: value.comparison,
    excerpt,
  }
}
