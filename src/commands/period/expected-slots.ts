import { plusSeconds, type Instant } from '../../core/clock.ts'
import type { Period, PeriodRun, Schedule, ScheduleInForce } from '../../model/ledger.ts'
import { nextSlot } from '../slot.ts'
import type { RunsOfPeriod } from './period-runs.ts'

/** What was due in a period: the schedules in force, and every slot of them in it. */
export type ExpectedSlots = {
  readonly schedules: readonly ScheduleInForce[]
  readonly slots: readonly Instant[]
}

/**
 * The slots of a period that runs were due for. Between two runs the schedule of the earlier one holds, after the last one its own; every slot that a run answers for
 * was due, too. Before the first run of the archive nothing was. Where a run does not say its schedule, the configured one counts, and is said to.
 */
export function expectedSlots(
  { runs, before }: RunsOfPeriod,
  period: Period,
  configured: Schedule,
): ExpectedSlots {
  const scheduled = [...(before === undefined ? [] : [before]), ...runs].filter(
    ({ trigger, slot }) => trigger !== 'ad-hoc' && slot !== undefined,
  )
  const inForce = scheduled.map((run) => scheduleOf(run, configured))
  const slots = new Set<Instant>()
  for (const [index, run] of scheduled.entries()) {
    const until = scheduled[index + 1]?.at ?? period.to
    const { cron } = inForce[index] ?? configured
    if (run.at >= period.from) slots.add(run.at)
    for (const slot of slotsAfter(cron, run.at, until)) if (slot >= period.from) slots.add(slot)
  }
  return { schedules: inARow(inForce, period), slots: [...slots].sort() }
}

/** The slots of a period that lies before the first run of the archive: by the schedule of that run, as nobody says another one. */
export function slotsBefore(first: PeriodRun, period: Period, configured: Schedule): ExpectedSlots {
  const schedule = { ...scheduleOf(first, configured), from: period.from }
  const slots = slotsAfter(schedule.cron, plusSeconds(period.from, -1), period.to)
  return { schedules: [schedule], slots: [...slots] }
}

function scheduleOf({ at, schedule }: PeriodRun, configured: Schedule): ScheduleInForce {
  const { cron, startingDeadlineSeconds } = schedule ?? configured
  const statedBy = schedule === undefined ? 'configuration' : 'run'
  return { cron, startingDeadlineSeconds, from: at, statedBy }
}

function* slotsAfter(cron: string, after: Instant, before: Instant): Generator<Instant> {
  let slot = nextSlot(cron, after)
  while (slot !== undefined && slot < before) {
    yield slot
    slot = nextSlot(cron, slot)
  }
}

/** One for each time that the schedule changed; the one before the period counts from its begin. */
function inARow(all: readonly ScheduleInForce[], { from }: Period): readonly ScheduleInForce[] {
  return all
    .filter((each, index) => {
      const before = all[index - 1]
      return (
        before?.cron !== each.cron ||
        before.startingDeadlineSeconds !== each.startingDeadlineSeconds ||
        before.statedBy !== each.statedBy
      )
    })
    .map((each) => (each.from < from ? { ...each, from } : each))
}
