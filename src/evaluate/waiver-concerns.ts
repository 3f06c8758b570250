import type { WaiverConcern } from '../model/evaluation.ts'
import type { Waiver } from '../model/scope.ts'
import { daysFrom } from './cadence.ts'

/** So many days before it expires a waiver is told to do so soon. */
const SOON_DAYS = 30

/**
 * What to look at in a waiver, on a day (`YYYY-MM-DD`): that it expires within 30 days, and each pattern that could mean all of a cluster. Neither
 * changes what it lifts: its cap and its last day do.
 */
export function concernsOf(waiver: Waiver, today: string): readonly WaiverConcern[] {
  const days = daysFrom(today, waiver.expires)
  const isSoon = days >= 0 && days <= SOON_DAYS && waiver.approvedOn <= today
  return [
    ...(isSoon ? [{ kind: 'expires-soon', why: expiry(days) } as const] : []),
    ...waiver.subjects
      .filter(meansWholeCluster)
      .map((pattern) => ({ kind: 'too-broad', why: `${pattern} ${breadth(pattern)}` }) as const),
  ]
}

function expiry(days: number): string {
  if (days === 0) return 'expires today'
  return days === 1 ? 'expires in 1 day' : `expires in ${days} days`
}

/** A pattern that gives neither a namespace nor a name: whatever is made in the cluster later is meant as well. */
export function meansWholeCluster(pattern: string): boolean {
  const [, namespace = '', , name = ''] = pattern.split('/')
  return isAny(name) && (namespace === '' || isAny(namespace))
}

function breadth(pattern: string): string {
  const [, , kind = ''] = pattern.split('/')
  return isAny(kind)
    ? 'gives no name, and could mean everything in a cluster'
    : `gives no name, and could mean every ${kind} of a cluster`
}

function isAny(part: string): boolean {
  return /^\*+$/.test(part)
}
