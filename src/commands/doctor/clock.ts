import type { Instant } from '../../core/clock.ts'
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts'

/** How far another clock is from ours: theirs minus ours, in seconds. */
export type ClockReading = { readonly name: string; readonly seconds: number }

/** Differences that are said, and that no evidence should be made with; Date headers have whole seconds (RFC 9110, section 6.6.1). */
const NOTICEABLE = 5
const WRONG = 300

const FIX = 'set the clock by NTP: evidence with a wrong time is no evidence'

/**
 * Compares our clock with those of clusters and store, and with the newest log entry, which cannot be from the future.
 */
export function checkClock(
  now: Instant,
  readings: readonly ClockReading[],
  newestSealedAt: Instant | undefined,
): Diagnosis {
  if (newestSealedAt !== undefined && newestSealedAt > now)
    return fail('clock', `${now}, but the newest log entry was sealed at ${newestSealedAt}`, FIX)
  const [furthest] = [...readings].sort((a, b) => Math.abs(b.seconds) - Math.abs(a.seconds))
  if (furthest === undefined)
    return warn('clock', `${now}; no other clock answered to compare it with`, FIX)
  const seconds = Math.abs(furthest.seconds)
  const what = `${now}; at most ${seconds} s from ${readings.length} others (${furthest.name})`
  if (seconds <= NOTICEABLE) return ok('clock', what)
  return seconds <= WRONG ? warn('clock', what, FIX) : fail('clock', what, FIX)
}
