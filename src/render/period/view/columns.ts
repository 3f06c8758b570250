import { instantOf, millisecondsOf, type Instant } from '../../../core/clock.ts'
import { dayOfInstant } from '../../../core/time-zone.ts'
import type { PeriodSource } from '../../../model/period.ts'
import { OUTCOMES, shortOutcomeWord } from '../../words.ts'
import type { PeriodReport } from '../schema.ts'
import { NO_RESULT, OUTCOME_LETTERS } from '../../../model/outcome-letters.ts'

/** A history has so many columns at most; beyond, one for each week. */
export const MOST_COLUMNS = 62

/** One column of every history: a slot, a run outside the schedule, or a week. */
export type Column = {
  readonly label: string
  readonly from: Instant
  /** equal to `from` but for a week */
  readonly to: Instant
  readonly slots: number
  readonly runs: readonly string[]
}

/** The columns of a period's histories, in the order of time. */
export type Columns = { readonly kind: 'slot' | 'week'; readonly all: readonly Column[] }

/** A slot that was due, or a run that counts for none of them. */
type Place = { readonly at: Instant; readonly isSlot: boolean; readonly runs: readonly string[] }

/** One column for each slot that was due and each run that counts for none; where these are too many, one for each week that has any. */
export function columnsOf(source: PeriodSource): Columns {
  const places = placesOf(source)
  const { timeZone } = source.period
  if (places.length > MOST_COLUMNS) return { kind: 'week', all: weeksOf(places, source) }
  const days = places.map(({ at }) => dayOfInstant(at, timeZone))
  const isAlone = new Set(days).size === days.length
  const all = places.map(({ at, isSlot, runs }, index) => ({
    label: isAlone ? (days[index] ?? at) : at,
    ...{ from: at, to: at, slots: isSlot ? 1 : 0, runs },
  }))
  return { kind: 'slot', all }
}

function placesOf({ ledger, runs, generatedAt }: PeriodSource): readonly Place[] {
  const slots = ledger.slots.filter((slot) => slot <= generatedAt)
  const known = new Set(slots)
  const isScheduled = (run: PeriodSource['runs'][number]) =>
    run.trigger !== 'ad-hoc' && run.slot !== undefined && known.has(run.slot)
  const bySlot = Map.groupBy(runs.filter(isScheduled), ({ slot }) => slot)
  return [
    ...slots.map((at) => ({
      ...{ at, isSlot: true },
      runs: (bySlot.get(at) ?? []).map(({ id }) => id),
    })),
    ...runs
      .filter((run) => !isScheduled(run))
      .map(({ id, at }) => ({ at, isSlot: false, runs: [id] })),
  ].sort((one, other) => (one.at < other.at ? -1 : 1))
}

const WEEK = 7 * 86_400_000

function weeksOf(places: readonly Place[], { period }: PeriodSource): readonly Column[] {
  const start = millisecondsOf(period.from)
  const weeks = Map.groupBy(places, ({ at }) => Math.floor((millisecondsOf(at) - start) / WEEK))
  return Array.from(weeks, ([week, inIt]) => {
    const from = instantOf(start + week * WEEK)
    return {
      label: dayOfInstant(from, period.timeZone),
      ...{ from, to: instantOf(start + (week + 1) * WEEK) },
      slots: inIt.filter(({ isSlot }) => isSlot).length,
      runs: inIt.flatMap(({ runs }) => runs),
    }
  })
}

/** The columns as report.json shows them, with what the letters mean. */
export function columnsView({ kind, all }: Columns): PeriodReport['columns'] {
  return {
    kind,
    sentence:
      kind === 'slot'
        ? 'One cell for each slot that was due and for each run outside the schedule.'
        : 'One cell for each week, counted from the first day of the period: a slot each would be too many to read. A cell shows the worst result of its week.',
    all: all.map(({ runs, ...column }) => ({ ...column, runs: runs.length })),
    legend: [
      ...OUTCOMES.map((outcome) => ({
        letter: OUTCOME_LETTERS[outcome],
        word: shortOutcomeWord(outcome),
      })),
      { letter: NO_RESULT, word: 'no result' },
    ],
  }
}
