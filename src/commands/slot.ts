import { createTask, parse, validate } from 'node-cron'
import { instantOf, isInstant, millisecondsOf, plusSeconds, type Instant } from '../core/clock.ts'
import { Fault } from '../core/fault.ts'
import type { Trigger } from '../model/manifest.ts'

/** Whether text is a cron expression of five fields. */
export function isSchedule(expression: string): boolean {
  return expression.trim().split(/\s+/).length === 5 && validate(expression)
}

/** Longest distance between two slots that is looked for, in days: 29 February is never further apart. */
const MAX_DAYS = 8 * 366
const DAY = 86_400_000

/** The first slot of a schedule (UTC) after an instant; absent when none comes within eight years. */
export function nextSlot(expression: string, after: Instant): Instant | undefined {
  return findSlot(expression, after, 1, (slot) => slot > after)
}

/** The last slot of a schedule (UTC) at or before an instant; absent when none was within eight years. */
export function previousSlot(expression: string, at: Instant): Instant | undefined {
  return findSlot(expression, at, -1, (slot) => slot <= at)
}

/** Goes day by day in one direction; whether a day belongs to the schedule is node-cron's answer. */
function findSlot(
  expression: string,
  from: Instant,
  step: 1 | -1,
  wanted: (slot: Instant) => boolean,
): Instant | undefined {
  const task = createTask(expression, () => undefined, { timezone: 'Etc/UTC' })
  const times = timesOfDay(expression, step)
  let day = Math.floor(millisecondsOf(from) / DAY) * DAY
  for (let days = 0; days <= MAX_DAYS; days += 1, day += step * DAY) {
    if (!task.match(new Date(day + (times[0] ?? 0)))) continue
    const slot = times.map((time) => instantOf(day + time)).find(wanted)
    if (slot !== undefined) return slot
  }
  return undefined
}

/** The milliseconds after midnight at which a schedule strikes on its days, in the order of looking. */
function timesOfDay(expression: string, step: 1 | -1): readonly number[] {
  const { hour, minute } = parse(expression)
  const times = hour.flatMap((h) => minute.map((m) => (h * 60 + m) * 60_000))
  return times.sort((one, two) => (one - two) * step)
}

/**
 * The slot that a Job of a CronJob answers for: its name ends in the minutes since 1970 of the scheduled time (kubernetes cronjob
 * controller, getJobName). Absent when the name does not parse: the run is then ad-hoc.
 */
export function slotOfJobName(name: string): Instant | undefined {
  const minutes = /-(\d{8})$/.exec(name)?.[1]
  return minutes === undefined ? undefined : instantOf(Number(minutes) * 60_000)
}

/** The slot of a `--slot` flag. Throws Fault `USAGE` when it is not an instant. */
export function parseSlot(text: string): Instant {
  const full = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/.test(text) ? `${text.slice(0, -1)}:00Z` : text
  if (isInstant(full)) return full
  throw new Fault('USAGE', `--slot ${text} is not an instant`, {
    hint: 'write it in UTC, like 2026-11-23T02:00:00Z',
  })
}

/** What decides how a run counts in the cadence. */
export type SlotFacts = {
  readonly slot: Instant | undefined
  /** true start of the run; for folders the time they state */
  readonly startedAt: Instant
  /** the slot after `slot` */
  readonly following: Instant | undefined
  /** newest slot that is committed already */
  readonly newest: Instant | undefined
  readonly startingDeadlineSeconds: number
}

/**
 * How a run relates to its slot. A start before the slot, after the following slot, or for a slot older than the newest committed one is
 * `ad-hoc`; beyond the starting deadline it is `late`. The slot never dates the evidence.
 */
export function triggerOf(facts: SlotFacts): Trigger {
  const { slot, startedAt } = facts
  if (slot === undefined || startedAt < slot) return 'ad-hoc'
  if (facts.following !== undefined && startedAt >= facts.following) return 'ad-hoc'
  if (facts.newest !== undefined && slot < facts.newest) return 'ad-hoc'
  return startedAt > plusSeconds(slot, facts.startingDeadlineSeconds) ? 'late' : 'scheduled'
}
