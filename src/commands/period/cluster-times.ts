import type { PeriodCluster, PeriodRun, TimeBasis } from '../../model/ledger.ts'
import type { ManifestCluster, Trigger } from '../../model/manifest.ts'
import { UNREAD, type CollectionSource } from '../../model/snapshot.ts'
import { nextSlot, triggerOf } from '../slot.ts'

/** Where each cluster of a run was read from, by name. */
export type Sources = ReadonlyMap<string, CollectionSource>

/** The run with who vouches for the time of each cluster, and how that time relates to the slot. Clusters without a source stay as they are. */
export function withTimes(run: PeriodRun, sources: Sources): PeriodRun {
  const clusters = run.clusters.map((cluster): PeriodCluster => {
    const time = timeBasis(cluster, sources.get(cluster.name))
    if (time === undefined) return cluster
    const trigger = triggerIn({ ...cluster, time }, run)
    return { ...cluster, time, ...(trigger === undefined ? {} : { trigger }) }
  })
  return { ...run, clusters }
}

/** As the manifest of its run has it. */
export function asCommitted(cluster: PeriodCluster): ManifestCluster {
  const { name, status, uid, snapshotRoot, asOf, reasons, notEvaluated } = cluster
  return {
    ...{ name, status, asOf, reasons },
    ...(uid === undefined ? {} : { uid }),
    ...(snapshotRoot === undefined ? {} : { snapshotRoot }),
    ...(notEvaluated === undefined ? {} : { notEvaluated }),
  }
}

/** How each cluster of a run relates to its slot, by name. */
export function triggersOf({ trigger, clusters }: PeriodRun): ReadonlyMap<string, Trigger> {
  return new Map(clusters.map(({ name, trigger: own = trigger }) => [name, own]))
}

/** When a folder was found unreadable is witnessed as for a live cluster. */
function timeBasis(
  { status }: PeriodCluster,
  source: CollectionSource | undefined,
): TimeBasis | undefined {
  if (source === undefined || source.kind === 'none') return undefined
  if (source.kind === 'folder' && source.statedBy === 'collected.yaml') return 'stated'
  return source.kind === 'live' || UNREAD.includes(status) ? 'witnessed' : 'assumed'
}

/** A run that begins in time may read many clusters: a live one counts by the begin of its run, one from a folder by what its file states. */
function triggerIn({ time, asOf }: PeriodCluster, run: PeriodRun): Trigger | undefined {
  const { slot, schedule, startedAt, trigger } = run
  if (slot === undefined || trigger === 'ad-hoc' || schedule === undefined) return undefined
  const own = triggerOf({
    slot,
    startedAt: time === 'witnessed' ? startedAt : asOf,
    following: nextSlot(schedule.cron, slot),
    newest: undefined,
    startingDeadlineSeconds: schedule.startingDeadlineSeconds,
  })
  return own === 'late' && trigger === 'caught-up' ? trigger : own
}
