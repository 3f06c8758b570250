import type { PeriodSource } from '../../../model/period.ts'
import type { PeriodReport } from '../schema.ts'

/** So many controls of a framework, and so many statements, stand on the one page; the chapters have all of them. */
const MOST_NAMED = 8

type Seen = Pick<PeriodReport, 'frameworks' | 'reviews' | 'ledger' | 'population'>

/** What the one page of the executive summary says besides the counts of controls and changes. */
export function summaryView({ runs }: PeriodSource, seen: Seen): PeriodReport['summary'] {
  const failed = seen.frameworks.flatMap(({ title, version, controls }) => {
    const bad = controls.filter(({ word }) => word === 'failed')
    if (bad.length === 0) return []
    return {
      framework: `${title} ${version}`.trim(),
      controls: bad.slice(0, MOST_NAMED).map(({ id, anchor }) => ({ id, anchor })),
      more: Math.max(0, bad.length - MOST_NAMED),
    }
  })
  const due = seen.reviews.filter(({ open }) => open > 0)
  const named = due.slice(0, MOST_NAMED)
  return {
    failed,
    failedTotal: failed.reduce((sum, one) => sum + one.controls.length + one.more, 0),
    due: named.map(({ control, controlAnchor, open, clusters }) => ({
      ...{ control, controlAnchor, open, clusters: clusters.length },
    })),
    dueTotal: due.length,
    dueMore: due.length - named.length,
    evidence: [
      { word: 'runs, each signed and logged', count: runs.length },
      { word: 'of these outside the schedule', count: seen.ledger.adHoc.length },
      ...seen.population.counts.map(({ word, count }) => ({
        word: `${word} in the population`,
        count,
      })),
    ],
  }
}
