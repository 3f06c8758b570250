import { join } from 'node:path'
import { Fault } from '../../core/fault.ts'
import type { Ledger, Period, PeriodRun } from '../../model/ledger.ts'
import type { PeriodSource } from '../../model/period.ts'
import type { ReportSource } from '../../model/report.ts'
import { ledgerOf } from '../../period/ledger.ts'
import type { Context } from '../context.ts'
import { fetchRun } from '../stages/fetch-run.ts'
import { loadReportSource } from '../stages/report-source.ts'
import { expectedSlots, slotsBefore } from './expected-slots.ts'
import { runsAround, type RunsOfPeriod } from './period-runs.ts'
import type { PeriodRequest } from './period-source.ts'
import { statedGaps } from './stated-gaps.ts'

/** What is known of a period in which no run lies: what was due by the runs around it, and what the organisation states as the newest run of the archive knows it. */
export type SilentPeriod = {
  readonly ledger: Ledger
  readonly knownFrom: PeriodRun
  /** the newest run of the archive: it is none of the period, and only names whose archive it is */
  readonly newest: ReportSource
  /** what a reader must know of how this is known */
  readonly note: string
}

/**
 * The ledger of a period without any run, from the runs around it: every slot that was due is missed, in silence or as the organisation states.
 *
 * Throws Fault `MISSING` where no run of the archive answers for a slot: nobody knows then what was due.
 */
export async function readSilentPeriod(
  period: Period,
  { before }: Pick<RunsOfPeriod, 'before'>,
  request: PeriodRequest,
  context: Context,
): Promise<SilentPeriod> {
  const { store, entries, work, configuration } = request
  const around = await runsAround(
    store,
    entries.map(({ entry }) => entry),
    period,
  )
  if (around === undefined) throw noRun(period, request)
  const { newest: knownFrom, after } = around
  const folder = join(work, 'known')
  await fetchRun(store, knownFrom.id, folder, context.clock.now(), { log: entries })
  await request.see?.(folder)
  const newest = await loadReportSource(folder)
  const isBefore = before === undefined && after !== undefined
  const { schedule } = configuration
  const expected = isBefore
    ? slotsBefore(after, period, schedule)
    : expectedSlots({ runs: [], ...(before === undefined ? {} : { before }) }, period, schedule)
  const ledger = ledgerOf({
    ...{ ...expected, runs: [], now: context.clock.now() },
    ...(before === undefined ? {} : { before }),
    ...(isBefore ? { after } : {}),
    stated: statedGaps(newest.organisation),
  })
  return {
    ledger,
    knownFrom,
    newest,
    note: noteOf(before ?? after ?? knownFrom, knownFrom, isBefore),
  }
}

function noteOf({ id }: PeriodRun, newest: PeriodRun, isBefore: boolean): string {
  const due = isBefore
    ? `The archive begins behind this period, with run ${id}: that slots were due follows from the schedule and the clusters of that run.`
    : `What was due follows from run ${id}, the newest before this period: its schedule and its clusters.`
  return `${due} What the organisation states of missed slots is as run ${newest.id}, the newest of the archive, knows it.`
}

function noRun({ name, from, to }: Period, { store, entries }: PeriodRequest): Fault {
  const look =
    entries.length === 0
      ? 'nothing was ever archived there: is it the right archive?'
      : "no run there answers for a slot, so that nothing was due; 'exhibit archive list' lists the runs"
  return new Fault('MISSING', `no run of ${name} is in ${store.describe()}`, {
    hint: `the period is ${from} up to ${to}; ${look}`,
  })
}

/** What such a period says of everything that only snapshots show: nothing. */
export const NOTHING_SEEN: Pick<
  PeriodSource,
  'runs' | 'controls' | 'changes' | 'reviews' | 'population' | 'neverRead' | 'sheets'
> = {
  sheets: [],
  ...{ runs: [], controls: [], reviews: [], population: [], neverRead: [] },
  changes: { policies: [], stated: [], significant: [], connectivity: [], gaps: [] },
}
