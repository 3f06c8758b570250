import type { Instant } from '../core/clock.ts'
import type { Digest } from '../core/digest.ts'
import type { ManifestCluster, ManifestRun, ManifestTool, Trigger } from './manifest.ts'

/** A span of time that a report speaks of, `[from, to)`: days in a zone, instants in UTC. */
export type Period = {
  /** `2026-Q4`, `FY2026-Q1`, a name of the configuration, `2026-10-01..2027-01-01`; part of the report's id */
  readonly name: string
  readonly from: Instant
  /** the first instant after it */
  readonly to: Instant
  /** IANA name of the zone in which its days begin, `Europe/Berlin` */
  readonly timeZone: string
}

/** When runs are due, in UTC. */
export type Schedule = { readonly cron: string; readonly startingDeadlineSeconds: number }

/** A schedule, and from which slot on it held: as the runs recorded it, or as the configuration says where they did not. */
export type ScheduleInForce = Schedule & {
  readonly from: Instant
  readonly statedBy: 'run' | 'configuration'
}

/** Who vouches for the time of a snapshot: the run, which asked the cluster then; collected.yaml of a folder, which nobody witnessed; or nobody, of a folder without it. */
export type TimeBasis = 'witnessed' | 'stated' | 'assumed'

/** One expected cluster of a run, and how its time relates to the slot. */
export type PeriodCluster = ManifestCluster & {
  /** absent: nothing was asked, or it is not known */
  readonly time?: TimeBasis
  /** by the cluster's own time; `ad-hoc`: it counts for no slot. Absent: as the run's */
  readonly trigger?: Trigger
}

/** One committed run, as far as a period speaks of it. */
export type PeriodRun = ManifestRun & {
  /** number of its log entry */
  readonly entry: number
  readonly slot?: Instant
  /** where it stands in time: its slot, else when the first of its clusters was read, else when it began */
  readonly at: Instant
  readonly trigger: Trigger
  readonly attempt: number
  readonly startedAt: Instant
  readonly finishedAt: Instant
  readonly sealedAt: Instant
  /** whether its results are those of its slot: the first complete attempt, else the first */
  readonly answers: boolean
  /** the schedule that it was made under; absent: an older version made it */
  readonly schedule?: Schedule
  /** slots that it says were missed before it; absent: an older version made it */
  readonly missed?: readonly Instant[]
  readonly tool: ManifestTool
  readonly catalogue: Digest
  readonly inputs: Readonly<Record<string, Digest>>
  /** every expected cluster, sorted by name */
  readonly clusters: readonly PeriodCluster[]
}

/**
 * What became of one slot in one cluster. `partial`: it was not read whole, or not evaluated; `ad-hoc`: it was read before the slot or after the one that
 * follows; `unread`: the run asked for it, and nothing of it was read; `missed`: no run answers for it; `retired`: a dated entry says that it is gone;
 * `not-expected`: the estate did not have it then; `to-come`: it is after the report was generated.
 */
export type LedgerState =
  | 'done'
  | 'late'
  | 'caught-up'
  | 'partial'
  | 'ad-hoc'
  | 'unread'
  | 'missed'
  | 'retired'
  | 'not-expected'
  | 'to-come'

/** Every state, the best first. */
export const LEDGER_STATES: readonly LedgerState[] = [
  ...(['done', 'late', 'caught-up', 'partial', 'ad-hoc', 'unread', 'missed'] as const),
  ...(['retired', 'not-expected', 'to-come'] as const),
]

/** States of a slot that something was read for, at its time. */
export const ANSWERED: readonly LedgerState[] = ['done', 'late', 'caught-up', 'partial']

/** States of a slot that nothing was due for. */
export const NOT_DUE: readonly LedgerState[] = ['retired', 'not-expected', 'to-come']

/** One slot in one cluster. */
export type LedgerCell = {
  readonly slot: Instant
  readonly state: LedgerState
  /** the run that answers for it; absent: none does */
  readonly run?: string
  /** when the cluster was read, or was tried to be, by that run; absent: it was not asked */
  readonly asOf?: Instant
  /** who vouches for that time; absent: it was not asked, or it is not known */
  readonly time?: TimeBasis
  /** other runs for the same slot, in the order of the log */
  readonly others: readonly string[]
  /** one line each; empty where nothing is to be said */
  readonly reasons: readonly string[]
  /** a missed slot only: who says so in writing. `silent`: nobody does */
  readonly said?: MissedSaid
}

/** Who says of a missed slot that it was missed: the next run by its own record, the organisation by a gap record, or nobody. */
export type MissedSaid =
  | { readonly kind: 'silent' }
  | { readonly kind: 'run'; readonly run: string }
  | {
      readonly kind: 'organisation'
      readonly id: string
      readonly cause: string
      /** name and role */
      readonly by: string
      /** how it was established who wrote it, for people */
      readonly authorship: string
    }

/** A cluster's slots in their order, and how many are in each state. */
export type LedgerRow = {
  readonly cluster: string
  readonly cells: readonly LedgerCell[]
  readonly counts: Readonly<Record<LedgerState, number>>
}

/** Expected slots against runs. */
export type Ledger = {
  /** in the order of time; more than one where it changed */
  readonly schedules: readonly ScheduleInForce[]
  /** the first slot that was expected at all: before it the archive says nothing. Absent: the archive is older than the period, or empty */
  readonly beginsWith?: Instant
  /** every expected slot of the period, those to come included */
  readonly slots: readonly Instant[]
  /** sorted by cluster */
  readonly rows: readonly LedgerRow[]
  /** runs that count for no slot, in the order of the log */
  readonly adHoc: readonly PeriodRun[]
}
