import type { Clock, Instant } from '../src/core/clock.ts'

/** A clock that stands still at one instant. */
export function fixedClock(instant: Instant): Clock {
  return { now: () => instant, milliseconds: () => 0 }
}
