import type { ControlPeriod, PeriodSource, Segment } from '../../../model/period.ts'
import { OUTCOMES } from '../../words.ts'
import type { PeriodControl } from '../schema.ts'

/** Clusters with slots that were due, and how many: retired, not expected and to come are none. */
export type DueIn = ReadonlyMap<string, number>

/** How many slots were due in each cluster; one without any is left out. */
export function dueIn({ ledger }: Pick<PeriodSource, 'ledger'>): DueIn {
  const isDue = ({ state }: { readonly state: string }) =>
    !['retired', 'not-expected', 'to-come'].includes(state)
  return new Map(
    ledger.rows
      .map(({ cluster, cells }) => [cluster, cells.filter(isDue).length] as const)
      .filter(([, count]) => count > 0),
  )
}

/**
 * The slots of a control summed over the clusters. Every slot that was due is counted once: in a cluster that no run read, without a result, or by its result.
 *
 * @param all the control in each cluster that has observations
 * @param missing clusters that were due and have none
 */
export function slotCounts(
  all: readonly ControlPeriod[],
  missing: readonly string[],
  due: DueIn,
  isRead: (cluster: string) => boolean,
): Pick<PeriodControl, 'expected' | 'neverRead' | 'without' | 'outcomes'> {
  const read = all.filter(({ cluster }) => isRead(cluster)).flatMap(({ segments }) => segments)
  const unread = all.filter(({ cluster }) => !isRead(cluster)).flatMap(({ segments }) => segments)
  const dueOf = (clusters: readonly string[]) =>
    clusters.reduce((total, cluster) => total + (due.get(cluster) ?? 0), 0)
  const neverRead = expectedIn(unread) + dueOf(missing.filter((one) => !isRead(one)))
  const silent = dueOf(missing.filter(isRead))
  return {
    expected: expectedIn(read) + silent + neverRead,
    neverRead,
    without: read.reduce((total, { without }) => total + without, silent),
    outcomes: OUTCOMES.map((outcome) => ({
      outcome,
      slots: read.reduce((total, { slots }) => total + slots[outcome], 0),
    })),
  }
}

function expectedIn(segments: readonly Segment[]): number {
  return segments.reduce((total, { expected }) => total + expected, 0)
}
