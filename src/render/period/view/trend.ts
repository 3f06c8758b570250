import { NOT_DUE, type Ledger, type LedgerCell } from '../../../model/ledger.ts'
import { OUTCOMES } from '../../words.ts'
import type { PeriodFramework } from '../schema.ts'
import { OUTCOME_LETTERS } from '../../../model/outcome-letters.ts'
import type { Column, Columns } from './columns.ts'

/** The letters of a control in one cluster. */
export type TrendRow = { readonly cluster: string; readonly letters: string }

/** How many controls, counted in each cluster, have which result in each column; without: those that have none in a cluster of which one was due. */
export function trendOf(
  rows: readonly TrendRow[],
  { all }: Columns,
  { rows: cells }: Pick<Ledger, 'rows'>,
): PeriodFramework['trend'] {
  return all.map((one, column) => {
    const absent = new Set(
      cells.filter(({ cells: of }) => isNotDue(of, one)).map(({ cluster }) => cluster),
    )
    const seen = new Map<string, number>()
    for (const { letters } of rows) {
      const letter = letters[column] ?? ''
      seen.set(letter, (seen.get(letter) ?? 0) + 1)
    }
    const outcomes = OUTCOMES.map((outcome) => ({
      outcome,
      count: seen.get(OUTCOME_LETTERS[outcome]) ?? 0,
    }))
    const without = rows.filter(
      ({ cluster, letters }) => !absent.has(cluster) && !RESULTS.has(letters[column] ?? ''),
    )
    return { column: one.label, outcomes, without: without.length }
  })
}

const RESULTS: ReadonlySet<string> = new Set(Object.values(OUTCOME_LETTERS))

/** Whether nothing was due of a cluster in a column; a run outside the schedule is in the time of the slot before it. */
function isNotDue(cells: readonly LedgerCell[], { from, to }: Column): boolean {
  const inIt = cells.filter(({ slot }) => slot === from || (slot > from && slot < to))
  const before = cells.findLast(({ slot }) => slot <= from)
  const meant = inIt.length > 0 || before === undefined ? inIt : [before]
  return meant.length > 0 && meant.every(({ state }) => NOT_DUE.includes(state))
}
