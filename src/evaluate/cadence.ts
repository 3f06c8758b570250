import { daysBetween, plusSeconds } from '../core/clock.ts'
import type { Cadence, Interval, SignOffDemand } from '../model/control.ts'

/** So many days after a statement the next one is due at the latest (PCI DSS v4, section 7: the longest months and years count). */
export const CADENCE_DAYS: Readonly<Record<Cadence, number>> = {
  P1M: 31,
  P3M: 92,
  P6M: 184,
  P12M: 366,
}

/** From this share of its time on a statement is due soon. */
const DUE_SOON = 0.9

/** Where a day stands in the time for which a statement of another day holds. */
export type Age = {
  readonly days: number
  /** the last day on which it holds */
  readonly until: string
  readonly state: 'holds' | 'due-soon' | 'expired'
}

/** So many days a statement holds. */
export function intervalDays(interval: Interval): number {
  return isCadence(interval) ? CADENCE_DAYS[interval] : Number(interval.slice(1, -1))
}

function isCadence(interval: Interval): interval is Cadence {
  return Object.hasOwn(CADENCE_DAYS, interval)
}

/** How old a statement is on a day; days as `YYYY-MM-DD`. */
export function ageOf(performedOn: string, interval: Interval, today: string): Age {
  const bound = intervalDays(interval)
  const days = daysFrom(performedOn, today)
  const until = plusSeconds(`${performedOn}T00:00:00Z`, bound * 86_400).slice(0, 10)
  const state = days > bound ? 'expired' : days >= bound * DUE_SOON ? 'due-soon' : 'holds'
  return { days, until, state }
}

/** How long a statement holds at the most that nothing else would end: else what was true once would be said for ever. */
const UNBOUND: Cadence = 'P12M'

/**
 * How long a statement answers a demand: what the control asks, or the statement itself says, if that is less. Where neither says, undefined if it is bound
 * to digests, whose change ends it, and else 366 days.
 */
export function intervalOf(
  { cadence, binds }: Pick<SignOffDemand, 'cadence' | 'binds'>,
  stated: Interval | undefined,
): Interval | undefined {
  return shorter(cadence ?? (binds.length === 0 ? UNBOUND : undefined), stated)
}

/** The shorter of what a control asks and what a statement says of itself; undefined where neither says. */
export function shorter(
  asked: Cadence | 'own' | undefined,
  stated: Interval | undefined,
): Interval | undefined {
  if (asked === undefined || asked === 'own') return stated
  return stated === undefined || intervalDays(asked) <= intervalDays(stated) ? asked : stated
}

/** Whole days from one day to another. */
export function daysFrom(day: string, other: string): number {
  return daysBetween(`${day}T00:00:00Z`, `${other}T00:00:00Z`)
}
