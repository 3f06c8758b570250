import type { Interval } from '../../../model/control.ts'
import type { DueDay } from '../../../model/statement-due.ts'
import { visible } from '../../text.ts'

/** By which day a statement is due, and what that is counted from. `isStated`: some statement was made, though it may not count. */
export function dueWords(due: DueDay, isStated: boolean): string {
  return visible(`${sinceWords(due, isStated)}; ${dayWords(due)}`)
}

function sinceWords({ from, since, day }: DueDay, isStated: boolean): string {
  switch (from) {
    case 'statement':
      return `stated on ${since ?? ''}`
    case 'change':
      return since === undefined
        ? 'what was stated no longer holds'
        : `a change ended what was stated: the newest was seen on ${since}`
    case 'nothing':
      return 'nothing to review: what it is bound to is empty'
    case 'first-seen': {
      const never = isStated
        ? 'nothing was stated that counts'
        : 'never reviewed: nothing shows an earlier review'
      if (since === undefined) return `${never}; since when the archive knows it is not remembered`
      return day === undefined
        ? `${never}; in the archive since ${since}`
        : `${never}; counted from ${since}, when the archive first knew of it`
    }
  }
}

function dayWords({ from, day, cadence, overdueSince }: DueDay): string {
  if (from === 'nothing') return 'a statement would approve nothing'
  if (from === 'change') return 'due anew since then'
  const often = cadence === undefined ? '' : `with a cadence of ${intervalWords(cadence)} `
  if (day !== undefined)
    return `${often}due by ${day}${overdueSince === undefined ? '' : `, overdue since ${overdueSince}`}`
  if (cadence !== undefined) return `${often}due`
  return from === 'statement'
    ? 'it holds until what it is bound to changes'
    : 'no interval is given: due as long as nothing is stated'
}

/** `P6M` is 6 months, `P7D` 7 days. */
function intervalWords(interval: Interval): string {
  const count = Number(interval.slice(1, -1))
  const unit = interval.endsWith('M') ? 'month' : 'day'
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
