/** An instant in UTC as RFC 3339 with whole seconds, `2026-11-23T02:00:00Z`. Sorts as text. */
export type Instant = string

/** Where time comes from; replaced in tests, read nowhere else. */
export type Clock = { now(): Instant; milliseconds(): number }

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => instantOf(Date.now()),
  milliseconds: () => performance.now(),
}

/** The instant of milliseconds since 1970, cut to whole seconds. */
export function instantOf(milliseconds: number): Instant {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

/** Milliseconds since 1970 of an instant; NaN when the text is not one. */
export function millisecondsOf(instant: Instant): number {
  return Date.parse(instant)
}

/** Whether text is a real instant in the one form that we write. */
export function isInstant(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text)) return false
  const milliseconds = Date.parse(text)
  return !Number.isNaN(milliseconds) && instantOf(milliseconds) === text
}

/** The whole days from one instant to another, rounded down; negative when `to` is earlier. */
export function daysBetween(from: Instant, to: Instant): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

/** The instant `seconds` after another. */
export function plusSeconds(instant: Instant, seconds: number): Instant {
  return instantOf(Date.parse(instant) + seconds * 1000)
}
