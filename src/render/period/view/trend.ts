import { OUTCOMES } from '../../words.ts'
import type { PeriodFramework } from '../schema.ts'
import { OUTCOME_LETTERS } from '../../../model/outcome-letters.ts'
import type { Columns } from './columns.ts'

/** How many controls, counted in each cluster, have which result in each column. `rows`: the letters of each control in each cluster. */
export function trendOf(rows: readonly string[], { all }: Columns): PeriodFramework['trend'] {
  return all.map(({ label }, column) => {
    const seen = new Map<string, number>()
    for (const row of rows) {
      const letter = row[column] ?? ''
      seen.set(letter, (seen.get(letter) ?? 0) + 1)
    }
    const outcomes = OUTCOMES.map((outcome) => ({
      outcome,
      count: seen.get(OUTCOME_LETTERS[outcome]) ?? 0,
    }))
    const known = outcomes.reduce((sum, { count }) => sum + count, 0)
    return { column: label, outcomes, without: rows.length - known }
  })
}
