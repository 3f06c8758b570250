import type { Instant } from '../core/clock.ts'
import { wallClock } from '../core/time-zone.ts'

/**
 * An instant as people of a zone read it, with UTC beside: `2026-10-01 00:00 Europe/Berlin (2026-09-30T22:00:00Z)`. Without a zone, and in UTC itself, UTC alone.
 */
export function moment(instant: Instant, timeZone?: string): string {
  if (timeZone === undefined || timeZone === 'UTC') return instant
  return `${wallClock(instant, timeZone).replace(/:00$/, '')} ${timeZone} (${instant})`
}

/** Both ends of a span. */
export function moments(
  { from, to }: { readonly from: Instant; readonly to: Instant },
  timeZone?: string,
): string {
  return `${moment(from, timeZone)} to ${moment(to, timeZone)}`
}

/** The bounds of a period, of which the last is no part. */
export function boundsOf({
  from,
  to,
  timeZone,
}: {
  readonly from: Instant
  readonly to: Instant
  readonly timeZone: string
}): string {
  return `${moment(from, timeZone)} up to, not including, ${moment(to, timeZone)}`
}
