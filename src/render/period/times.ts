/** What is said of the times of snapshots: who vouches for them, and which lie outside of the period. */
import type { Instant } from '../../core/clock.ts'
import type { LedgerCell, Period, PeriodRun, TimeBasis } from '../../model/ledger.ts'
import { UNREAD } from '../../model/snapshot.ts'
import { counted } from '../text.ts'

type Bounds = Pick<Period, 'from' | 'to'>

const WORDS: Record<TimeBasis, string> = {
  witnessed: 'witnessed by the run',
  stated: 'as stated by the file, not witnessed',
  assumed: 'assumed, the files state none',
}

/** Said of every time that is outside of the period. */
export const OUTSIDE = 'outside the period'

/** Whether an instant is not of the period. */
export function isOutside(at: Instant, { from, to }: Bounds): boolean {
  return at < from || at >= to
}

/** Who vouches for the time of a slot's snapshot, and that it lies outside of the period where it does; empty where nothing was asked, or nothing is known of it. */
export function timeWords({ asOf, time }: Pick<LedgerCell, 'asOf' | 'time'>, of: Bounds): string {
  if (asOf === undefined) return ''
  const said = time === undefined ? [] : [WORDS[time]]
  return [...said, ...(isOutside(asOf, of) ? [OUTSIDE] : [])].join(', ')
}

/** `2025-10-06T02:00:00Z to 2025-10-06T02:04:00Z, as stated by the file, not witnessed`. */
export function spanWords(times: readonly Instant[], said: string): string {
  const [first = '', ...others] = times.toSorted()
  const last = others.at(-1) ?? first
  return [first === last ? first : `${first} to ${last}`, ...(said === '' ? [] : [said])].join(', ')
}

/** When the clusters of a run were read, and when those that could not be were tried: one line for each way of knowing it. */
export function timesOfRun(
  { clusters }: Pick<PeriodRun, 'clusters'>,
  of: Bounds,
): readonly string[] {
  const asked = clusters.filter(({ status }) => status !== 'retired')
  const alike = Map.groupBy(asked, ({ status, ...cluster }) =>
    JSON.stringify([UNREAD.includes(status) ? 'tried' : 'read', timeWords(cluster, of)]),
  )
  return Array.from(alike, ([key, all]) => {
    const [how, said] = JSON.parse(key) as [string, string]
    const times = all.map(({ asOf }) => asOf)
    return `${counted(all.length, 'cluster')} ${how}: ${spanWords(times, said)}`
  })
}
