import { instantOf, millisecondsOf, type Instant } from './clock.ts'

/** Whether this Node knows a zone of the IANA database by this name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** No zone is further from UTC than this, in seconds. */
const FURTHEST = 26 * 3600

/**
 * The first instant of a day `YYYY-MM-DD` in a zone; where the clock skips midnight, the first one that there is. Throws RangeError for an unknown
 * zone.
 */
export function startOfDay(day: string, timeZone: string): Instant {
  const dayOf = dayIn(timeZone)
  const midnight = millisecondsOf(`${day}T00:00:00Z`) / 1000
  let [before, at] = [midnight - FURTHEST, midnight + FURTHEST]
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2)
    if (dayOf(middle) < day) before = middle
    else at = middle
  }
  return instantOf(at * 1000)
}

/** The day `YYYY-MM-DD` of an instant in a zone. Throws RangeError for an unknown zone. */
export function dayOfInstant(instant: Instant, timeZone: string): string {
  return dayIn(timeZone)(millisecondsOf(instant) / 1000)
}

/** The day and time `YYYY-MM-DD hh:mm:ss` that clocks of a zone show at an instant. Throws RangeError for an unknown zone. */
export function wallClock(instant: Instant, timeZone: string): string {
  const time = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', numberingSystem: 'latn' },
    ...({ hour: '2-digit', minute: '2-digit', second: '2-digit' } as const),
  })
  return `${dayOfInstant(instant, timeZone)} ${time.format(millisecondsOf(instant))}`
}

function dayIn(timeZone: string): (seconds: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  return (seconds) => {
    const parts = format.formatToParts(seconds * 1000)
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
    return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
  }
}
