import type { Instant } from '../core/clock.ts'
import type { Digest } from '../core/digest.ts'
import type { BoundDigest } from './control.ts'
import type {
  ConnectedChange,
  ConnectivityChange,
  ControlChange,
  OpeningChange,
} from './comparison.ts'
import type { ControlOutcome, Counts, SignOffReport } from './evaluation.ts'
import type { Excerpt } from './excerpt.ts'
import type { Between, DigestTrack, RunPoint, SignificantChange } from './history.ts'
import type { Ledger, Period, PeriodRun } from './ledger.ts'
import type { EntryReference, ManifestTool } from './manifest.ts'
import type { ObjectKey } from './object.ts'
import type { EntryChange, ReportSource } from './report.ts'
import type { ClusterStatus, CollectionAccount, Snapshot } from './snapshot.ts'
import type { DueDay, StatementDue } from './statement-due.ts'

/** What one run says of one control of one cluster. */
export type Observation = {
  readonly at: RunPoint
  /** the slot that it is the result of; absent: it counts for none */
  readonly slot?: Instant
  readonly outcome: ControlOutcome
  readonly reason: string
  readonly counts: Counts
  /** of what decides it: observations of different bases are never joined */
  readonly basis: ObservationBasis
}

/** What an observation rests on. */
export type ObservationBasis = {
  /** each check that it uses with its version, `cde-separated 4`, sorted; one that had no subject in a run has the version of the run before */
  readonly checks: readonly string[]
  /** of the control's definition: checks, parameters, what it asks of people */
  readonly definition: Digest
  /** of the scope, where a check of the control looks at it; absent: none does, or it was not read */
  readonly scope?: Digest
  /** UID of the cluster that answers under the name, one that a run does not know is that of the run before; absent: none was known */
  readonly uid?: string
}

/** How a control stood over a segment. `held`: it passed, or was signed off, in every snapshot. */
export type SegmentWord =
  'held' | 'held-with-waiver' | 'failed' | 'undetermined' | 'needs-sign-off' | 'not-applicable'

/** Observations in a row with one outcome. */
export type Spell = {
  readonly outcome: ControlOutcome
  /** the first and the last that have it; what was between snapshots is not known */
  readonly from: RunPoint
  readonly to: RunPoint
  /** the observation after it, which has another outcome; absent: it is the last of its segment */
  readonly endedBy?: RunPoint
  /** slots behind it, and runs that count for none */
  readonly slots: number
  readonly adHoc: number
  /** of its last observation */
  readonly reason: string
  /** how many different reasons its observations have */
  readonly reasons: number
}

/** What is between two snapshots in a row of the same basis. */
export type Segment = {
  readonly from: RunPoint
  readonly to: RunPoint
  /** why it is not joined with the one before, one line each; empty for the first */
  readonly because: readonly string[]
  readonly basis: ObservationBasis
  readonly word: SegmentWord
  /** slots by their outcome */
  readonly slots: Readonly<Record<ControlOutcome, number>>
  /** slots of its time that were due, and of them those without a result */
  readonly expected: number
  readonly without: number
  readonly spells: readonly Spell[]
}

/** One control of one cluster over the period, in the catalogue order of the newest run that has it. */
export type ControlPeriod = {
  readonly cluster: string
  readonly framework: string
  readonly control: string
  readonly title: string
  /** in the order of time; never empty */
  readonly segments: readonly Segment[]
}

/** A client program that wrote an object, as managedFields name it: it says so itself, and the person is not shown. */
export type ClientProgram = {
  readonly manager: string
  readonly operation: string
  /** when it says that it wrote last */
  readonly at?: string
}

/** An entry of the organisation's file of changes that lists a change. */
export type ListedBy = {
  readonly id: string
  readonly ticket: string
  /** printed "listed as approved by" */
  readonly approvedBy: string
  readonly date: string
}

/** A policy object that came, went or changed, when it was first seen. */
export type PolicyChangeSeen = Between & {
  readonly cluster: string
  readonly key: ObjectKey
  readonly change: 'added' | 'removed' | 'changed' | 'relabelled'
  /** as results of PCI DSS 1.2.2 print it, and the file of changes names it */
  readonly digest: Digest
  readonly programs: readonly ClientProgram[]
  /** absent: no entry lists it */
  readonly listed?: ListedBy
  /** annotations whose keys are kept, `key=value`: claimed by the object */
  readonly claimed: readonly string[]
  /** unified diff of readable YAML, noise left out: all lines of one that came or went; absent where the older side is in neither of the two snapshots */
  readonly diff?: string
}

/** A change of the organisation's files or of the catalogue between two runs. */
export type StatedChange = {
  readonly from: string
  readonly to: RunPoint
} & (
  | { readonly kind: 'organisation'; readonly change: EntryChange }
  | { readonly kind: 'catalogue' | 'tool' | 'estate' | 'schedule'; readonly what: string }
)

/** What opened and closed in one cluster between two runs. */
export type ConnectivityStep = Between & {
  readonly cluster: string
  readonly connectivity: readonly ConnectivityChange[]
  readonly connected: readonly ConnectedChange[]
  readonly openings: readonly OpeningChange[]
  /** what could not be compared, and why */
  readonly gaps: readonly string[]
}

/** Everything that changed in the period, by first sight. What was made and reverted between two snapshots is in none of it. */
export type PeriodChanges = {
  /** by time, cluster and key */
  readonly policies: readonly PolicyChangeSeen[]
  readonly stated: readonly StatedChange[]
  readonly significant: readonly (SignificantChange & { readonly cluster: string })[]
  readonly connectivity: readonly ConnectivityStep[]
  /** between which runs something was not compared, and why */
  readonly gaps: readonly string[]
}

/** A statement of a person that a control asks for in one cluster, as the newest run of the period knows it. */
export type ReviewDue = {
  readonly cluster: string
  readonly framework: string
  readonly control: string
  readonly title: string
  readonly outcome: ControlOutcome
  readonly reason: string
  readonly binds: readonly BoundDigest[]
  /** what is known of each digest that it is bound to */
  readonly digests: Readonly<Partial<Record<BoundDigest, DigestTrack>>>
  readonly signOffs: readonly SignOffReport[]
  /** how what the control asks of people stands */
  readonly due: StatementDue
  /** by which day; absent: nothing is asked */
  readonly dueBy?: DueDay
  /** what changed since the newest statement, for people; empty: nothing is known to have */
  readonly changedSince: readonly string[]
}

/** One item of the population that samples are drawn from. */
export type PopulationItem = {
  /** from 1, in the order of kind, cluster and key */
  readonly number: number
  readonly kind: 'cluster' | 'namespace' | 'workload' | 'policy' | 'snapshot'
  readonly cluster: string
  /** a policy's object key; `namespace/Kind/name` of a workload, `RUN/CLUSTER` of a snapshot, else the name */
  readonly key: string
  readonly first: RunPoint
  readonly last: RunPoint
}

/** A cluster that was expected and that no run read: nothing of it is an item of the population, and no sample is drawn from it. */
export type NeverRead = {
  readonly cluster: string
  /** as the newest run that expected it says */
  readonly status: ClusterStatus
}

/** How one run read one cluster: what its sheet of information produced by the entity says, without its lists and rights, which its own report has. */
export type SnapshotSheet = Pick<
  Snapshot,
  | 'cluster'
  | 'status'
  | 'source'
  | 'identity'
  | 'takenFrom'
  | 'takenTo'
  | 'clockDifference'
  | 'objectCount'
  | 'unknownPolicyApis'
  | 'root'
> & {
  /** `rights`: how many lines the server said of them, and their digest; absent: it did not say */
  readonly account?: Omit<CollectionAccount, 'rules'> & {
    readonly rights?: { readonly lines: number; readonly digest: Digest }
  }
  /** lists that were asked for, and how they ended */
  readonly lists: {
    readonly total: number
    readonly read: number
    readonly notServed: number
    readonly unread: number
  }
  /** how many values were replaced before anything was written */
  readonly replaced: number
  /** what a server said instead of a list, or why the cluster was not read, and notes; one line each */
  readonly errors: readonly string[]
}

/** What one run says of where its evidence comes from. */
export type RunSheets = {
  readonly run: string
  /** absent: no environment named one */
  readonly image?: string
  /** sorted by name, without retired ones */
  readonly clusters: readonly SnapshotSheet[]
}

/** A control that an evaluation of all snapshots with one catalogue answers otherwise than its run did. */
export type ReEvaluated = {
  readonly run: RunPoint
  readonly difference: ControlChange
}

/** Everything a report of a period says, before any formatting. Made from the archive alone. */
export type PeriodSource = {
  readonly reportId: string
  readonly title: string
  readonly entity: string
  readonly classification: string
  readonly period: Period
  /** the period was not over: slots are still to come */
  readonly interim: boolean
  /** the first and the last snapshot; absent: there is none */
  readonly asOf?: { readonly from: Instant; readonly to: Instant }
  readonly generatedAt: Instant
  /** from 1; `of`: the report that it takes the place of, and why it does */
  readonly revision: {
    readonly number: number
    readonly of?: { readonly reportId: string; readonly digest: Digest; readonly why: string }
  }
  readonly tool: ManifestTool
  readonly signature: ReportSource['signature']
  /** newest entry of the log known at start */
  readonly previous?: EntryReference
  /** every run of the period, in the order of time */
  readonly runs: readonly PeriodRun[]
  /** of a period without any run: the newest run of the archive, from which it is known what was due and what the organisation states; absent: it has runs */
  readonly knownFrom?: PeriodRun
  readonly ledger: Ledger
  readonly controls: readonly ControlPeriod[]
  readonly changes: PeriodChanges
  readonly reviews: readonly ReviewDue[]
  readonly population: readonly PopulationItem[]
  /** sorted by name */
  readonly neverRead: readonly NeverRead[]
  /** the newest run of the period that answers for a slot: catalogue, scope, segmentation, registers and how it was read; absent: there is none */
  readonly newest?: ReportSource
  /** how each run read each cluster, in the order of `runs` */
  readonly sheets: readonly RunSheets[]
  /** absent: it was not asked for */
  readonly reEvaluated?: readonly ReEvaluated[]
  /** what a reader must know first, one line each */
  readonly notes: readonly string[]
  /** what it is an excerpt of; absent: it says everything */
  readonly excerpt?: Excerpt
}
