import { counted } from '../text.ts'
import type { PeriodReport } from './schema.ts'

type Reviews = PeriodReport['reviews']

/** A control of which statements are overdue since one day. */
export type Overdue = Pick<Reviews[number], 'framework' | 'id' | 'controlAnchor' | 'title'> & {
  /** YYYY-MM-DD */
  readonly since: string
  readonly clusters: readonly string[]
}

/** Controls with statements that are overdue, the longest overdue first, of one day in the order of the catalogue; once for each day since which they are. */
export function overdueIn(reviews: Reviews): readonly Overdue[] {
  const all = reviews.flatMap(({ framework, id, controlAnchor, title, clusters }) => {
    const late = clusters.flatMap(({ open, overdueSince, cluster }) =>
      open && overdueSince !== undefined ? [{ since: overdueSince, cluster }] : [],
    )
    return Array.from(
      Map.groupBy(late, ({ since }) => since),
      ([since, inIt]): Overdue => ({
        ...{ framework, id, controlAnchor, title, since },
        clusters: inIt.map(({ cluster }) => cluster),
      }),
    )
  })
  return all.sort((one, other) => (one.since < other.since ? -1 : one.since > other.since ? 1 : 0))
}

/** How many statements are overdue and how many were never made, each in one cluster. */
export function overdueWords(reviews: Reviews): string {
  const overdue = overdueIn(reviews)
  const late = overdue.reduce((sum, { clusters }) => sum + clusters.length, 0)
  const lateControls = new Set(overdue.map(({ controlAnchor }) => controlAnchor)).size
  const never = reviews
    .map(({ clusters }) => clusters.filter((one) => one.open && one.signOffs.length === 0).length)
    .filter((count) => count > 0)
  const missing = never.reduce((sum, count) => sum + count, 0)
  return `Overdue: ${ofControls(late, lateControls)}. Never made: ${ofControls(missing, never.length)}. Each cluster counts.`
}

function ofControls(statements: number, controls: number): string {
  if (statements === 0) return '0 statements'
  return `${counted(statements, 'statement')} of ${counted(controls, 'control')}`
}
