import { dayOfInstant } from '../../../core/time-zone.ts'
import {
  ANSWERED,
  NOT_DUE,
  type LedgerCell,
  type LedgerRow,
  type ScheduleInForce,
} from '../../../model/ledger.ts'
import type { PeriodSource } from '../../../model/period.ts'
import { counted, grouped, visible } from '../../text.ts'
import type { LedgerView } from '../schema.ts'
import { SLOT_STATES, SLOT_WORDS, slotState, type SlotState } from '../words.ts'
import { exceptionsOf } from './exceptions.ts'
import type { RunNumbers } from './points.ts'

/** The cadence ledger: how many slots ended how, a calendar, and every slot that is not simply done with its reason. */
export function ledgerView(source: PeriodSource, numbers: RunNumbers): LedgerView {
  const { ledger, period } = source
  const cells = ledger.rows.flatMap((row) => row.cells)
  const groups = calendarGroups(ledger.rows, period.timeZone)
  return {
    schedules: ledger.schedules.map(scheduleView),
    ...(ledger.beginsWith === undefined ? {} : { beginsWith: ledger.beginsWith }),
    slots: ledger.slots.length,
    ...figures(cells),
    clusters: ledger.rows.map(({ cluster, cells }) => ({
      cluster: visible(cluster),
      ...figures(cells),
    })),
    calendar: groups,
    several: groups.some(({ months }) =>
      months.some(({ days }) => days.some(({ slots }) => slots > 1)),
    ),
    exceptions: exceptionsOf(source, numbers),
    adHoc: ledger.adHoc.map(({ id, startedAt }) => ({
      run: visible(id),
      number: numbers.numberOf(id) ?? '',
      startedAt,
    })),
  }
}

function scheduleView({ cron, startingDeadlineSeconds, from, statedBy }: ScheduleInForce) {
  return {
    cron: visible(cron),
    deadline: `${startingDeadlineSeconds} seconds`,
    from,
    statedBy: statedBy === 'run' ? 'as the runs recorded it' : 'as the configuration says',
  }
}

type Figures = Pick<LedgerView, 'due' | 'answered' | 'unwitnessed' | 'states'>

function figures(cells: readonly LedgerCell[]): Figures {
  const seen = cells.map(slotState)
  const states = SLOT_STATES.map((state) => ({
    state,
    ...SLOT_WORDS[state],
    count: seen.filter((one) => one === state).length,
  }))
  const due = cells.filter(({ state }) => !NOT_DUE.includes(state))
  const answered = cells.filter(({ state }) => ANSWERED.includes(state))
  const unwitnessed = answered.filter(({ time = 'witnessed' }) => time !== 'witnessed')
  return {
    ...{ due: due.length, answered: answered.length, unwitnessed: unwitnessed.length },
    states,
  }
}

/** Clusters whose slots ended alike, in the order of the first of them, as months of days in the zone of the period. */
function calendarGroups(rows: readonly LedgerRow[], timeZone: string): LedgerView['calendar'] {
  const alike = Map.groupBy(rows, ({ cells }) => cells.map(slotState).join(' '))
  return [...alike.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          {
            clusters: [first, ...others].map(({ cluster }) => visible(cluster)),
            months: monthsOf(first.cells, timeZone),
          },
        ],
  )
}

function monthsOf(
  cells: readonly LedgerCell[],
  timeZone: string,
): LedgerView['calendar'][number]['months'] {
  const days = Map.groupBy(cells, ({ slot }) => dayOfInstant(slot, timeZone))
  const months = Map.groupBy(days, ([day]) => day.slice(0, 7))
  return Array.from(months, ([month, inIt]) => ({
    month,
    days: inIt.map(([day, slots]) => ({
      day: Number(day.slice(8)),
      state: gravest(slots),
      slots: slots.length,
    })),
  }))
}

function gravest(cells: readonly LedgerCell[]): SlotState {
  const seen = cells.map(slotState)
  return SLOT_STATES.find((state) => seen.includes(state)) ?? 'not-expected'
}

/** One sentence for each thing about the cadence that a reader must know first. */
export function ledgerFirst({ ledger }: PeriodSource): readonly string[] {
  const told = (state: SlotState) => {
    const slots = new Set<string>()
    let count = 0
    for (const { cells } of ledger.rows)
      for (const cell of cells)
        if (slotState(cell) === state) {
          count += 1
          slots.add(cell.slot)
        }
    return { count, slots: slots.size }
  }
  const said = (state: SlotState, what: string, why: string) => {
    const { count, slots } = told(state)
    if (count === 0) return []
    const each = count === slots ? '' : ` (${grouped(count)} counting each cluster)`
    return [`${counted(slots, 'slot')} ${what}${each}: ${why}.`]
  }
  return [
    ...said('missed-silent', 'missed in silence', 'no run, and nothing in writing says why'),
    ...said('missed-recorded', 'missed, recorded by a later run alone', 'nobody says why'),
    ...said('missed-stated', 'missed', 'the organisation says why in a record of the gap'),
    ...said(
      'unread',
      'with a cluster that was not read',
      'nothing of it is in any snapshot of them',
    ),
    ...said('ad-hoc', 'read out of time', 'before the slot, or after the one that follows'),
    ...said('partial', 'answered in part', 'a cluster was not read whole, or not evaluated'),
  ]
}
