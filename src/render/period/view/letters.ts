import type { ControlOutcome } from '../../../model/evaluation.ts'
import type { PeriodRun } from '../../../model/ledger.ts'
import type { ControlPeriod, Spell } from '../../../model/period.ts'
import { OUTCOMES } from '../../words.ts'
import { NO_RESULT, OUTCOME_LETTERS } from '../../../model/outcome-letters.ts'
import type { Columns } from './columns.ts'

/** Where each run stands: its place in time, its column, and whether it has results of a cluster. */
export type Places = {
  readonly placeOf: ReadonlyMap<string, number>
  readonly columnAt: readonly (number | undefined)[]
  readonly columns: number
  hasResults(cluster: string, place: number): boolean
}

/** The places of a period's runs, which are in the order of time. */
export function placesOf(runs: readonly PeriodRun[], { all }: Columns): Places {
  const columnOf = new Map(all.flatMap(({ runs: ids }, index) => ids.map((id) => [id, index])))
  const read = runs.map(({ clusters }) => {
    const whole = clusters.filter(
      ({ snapshotRoot, notEvaluated }) => snapshotRoot !== undefined && notEvaluated === undefined,
    )
    return new Set(whole.map(({ name }) => name))
  })
  return {
    placeOf: new Map(runs.map(({ id }, index) => [id, index])),
    columnAt: runs.map(({ id }) => columnOf.get(id)),
    columns: all.length,
    hasResults: (cluster, place) => read[place]?.has(cluster) === true,
  }
}

const ORDER = OUTCOMES.map((outcome) => OUTCOME_LETTERS[outcome]).join('')

/** One letter for each column: the result of a control in a cluster there, the worst where a column has several, a dot where it has none. */
export function lettersOf({ cluster, segments }: ControlPeriod, places: Places): string {
  const letters = Array.from({ length: places.columns }, () => NO_RESULT)
  for (const { spells } of segments)
    for (const spell of spells)
      for (const place of seenIn(cluster, spell, places))
        mark(letters, places.columnAt[place], spell.outcome)
  return letters.join('')
}

/** The worst of several rows of letters, column by column. */
export function worstLetters(rows: readonly string[]): string {
  const [first = '', ...others] = rows
  const letters = Array.from(first)
  for (const row of others)
    for (let at = 0; at < letters.length; at += 1)
      letters[at] = worse(letters[at] ?? NO_RESULT, row[at] ?? NO_RESULT)
  return letters.join('')
}

function mark(letters: string[], column: number | undefined, outcome: ControlOutcome): void {
  if (column === undefined) return
  letters[column] = worse(letters[column] ?? NO_RESULT, OUTCOME_LETTERS[outcome])
}

function worse(one: string, other: string): string {
  if (one === NO_RESULT) return other
  if (other === NO_RESULT) return one
  return ORDER.indexOf(one) <= ORDER.indexOf(other) ? one : other
}

/** The runs that a spell was seen in. Where their number is not that of its observations, only its first and last are certain. */
function seenIn(cluster: string, spell: Spell, places: Places): readonly number[] {
  const first = places.placeOf.get(spell.from.run)
  const last = places.placeOf.get(spell.to.run)
  if (first === undefined || last === undefined) return []
  const between: number[] = []
  for (let place = first; place <= last; place += 1)
    if (places.hasResults(cluster, place)) between.push(place)
  return between.length === spell.slots + spell.adHoc ? between : [first, last]
}
