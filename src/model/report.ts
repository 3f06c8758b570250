import type { Instant } from '../core/clock.ts'
import type { Digest } from '../core/digest.ts'
import type { Evaluation } from './evaluation.ts'
import type { Excerpt } from './excerpt.ts'
import type { Catalogue } from './control.ts'
import type { Logo } from './logo.ts'
import type { ObjectKey } from './object.ts'
import type { Schedule } from './ledger.ts'
import type { Reconciliation } from './reconciliation.ts'
import type { Snapshot } from './snapshot.ts'
import type { ControlDue } from './statement-due.ts'
import type { Organisation } from './scope.ts'

/** One policy object for the annex. */
export type PolicyObject = {
  readonly key: ObjectKey
  /** SHA-256 of its canonical line in objects.ndjson.gz, without the line feed */
  readonly digest: Digest
  /** readable YAML of the redacted object; cut to a stated number of lines where very long */
  readonly yaml: string
}

/** What every control of a framework says of a cluster that was not read. */
export type UnreadFramework = {
  readonly framework: string
  /** `not-applicable`: the cluster is of another platform, as the estate file or an earlier run says, or another benchmark of its family stands for it */
  readonly outcome: 'undetermined' | 'not-applicable'
  /** for people */
  readonly reason: string
  /** whether it is written for the cluster at all is not known */
  readonly doubtful?: true
  /** another benchmark of its family stands for the cluster */
  readonly unused?: true
}

/** One cluster's part of a report. An unreachable cluster has a snapshot record and no evaluation. */
export type ReportCluster = {
  readonly name: string
  readonly snapshot: Snapshot
  readonly evaluation?: Evaluation
  /** how what each control asks of people stands, by the one rule that periods follow, too; absent: nothing was evaluated */
  readonly due?: readonly ControlDue[]
  /** one for each framework of the catalogue; absent where there is an evaluation */
  readonly unread?: readonly UnreadFramework[]
  /** every policy object, sorted by key */
  readonly policies: readonly PolicyObject[]
  /** each object that evidence names and that was read, as the policies; absent: nothing was evaluated */
  readonly evidence?: readonly Pick<PolicyObject, 'key' | 'digest'>[]
  /** how its lists fit each other; absent: nothing was read */
  readonly reconciliation?: Reconciliation
}

/** One entry of one of the organisation's files that came, went or says something else than in an earlier run. */
export type EntryChange = {
  /** as it is named among the inputs of a run; `sign-offs` for all of these */
  readonly file: string
  /** `rules pay`, `W-1`: its list, where the file has several, and its id */
  readonly entry: string
  readonly change: 'added' | 'removed' | 'changed'
  /** for people, a line for each field that says something, or says it otherwise; runs of older versions have one line, long values shortened */
  readonly what: string
}

/** How the organisation's files compare with those of the run that this one continues, or why they were not compared. */
export type OrganisationChanges =
  | { readonly kind: 'not-compared'; readonly why: string }
  | { readonly kind: 'compared'; readonly run: string; readonly changes: readonly EntryChange[] }

/** A name or pattern of clusters in one of the organisation's files that no cluster of the estate bears, retired ones included: most likely a slip. */
export type UnknownCluster = {
  /** as it is named among the inputs of a run, `scope.yaml` */
  readonly file: string
  /** 1-based */
  readonly line: number
  /** `rules[0].subjects.clusters[1]` */
  readonly path: string
  readonly name: string
  /** for people, with the nearest name that the estate has */
  readonly what: string
}

/** Everything a report of one run says, before any formatting. Made by commands from the run's files alone. */
export type ReportSource = {
  readonly runId: string
  readonly title: string
  readonly slot?: Instant
  /** the schedule that it was made under; absent in runs of older versions */
  readonly schedule?: Schedule
  /** slots of that schedule since the newest one with a run, the first few; absent in runs of older versions */
  readonly missed?: readonly Instant[]
  readonly trigger: 'scheduled' | 'late' | 'caught-up' | 'ad-hoc'
  readonly attempt: number
  readonly startedAt: Instant
  readonly finishedAt: Instant
  readonly generatedAt: Instant
  readonly tool: { readonly name: string; readonly version: string; readonly revision?: string }
  /** the image that it ran from, as its environment states it; absent: nothing was stated, and in runs of older versions */
  readonly image?: string
  readonly organisation: Organisation
  /** absent in runs of older versions */
  readonly organisationChanges?: OrganisationChanges
  /** in the order of the files; absent in runs of older versions */
  readonly unknownClusters?: readonly UnknownCluster[]
  readonly entity: string
  /** for covers, as it is pinned among the inputs; absent: there is none */
  readonly logo?: Logo
  /** IANA name of the zone in which people read days, beside UTC; absent: UTC alone, and in runs of older versions */
  readonly timeZone?: string
  readonly classification: string
  /** expected clusters with who confirmed the list, or that nobody did */
  readonly population: {
    readonly confirmed?: {
      readonly by: string
      readonly role: string
      readonly at: string
      readonly comparedWith: string
    }
    readonly notes: readonly string[]
  }
  readonly catalogue: Catalogue
  readonly inputs: readonly { readonly name: string; readonly digest: Digest }[]
  readonly clusters: readonly ReportCluster[]
  /** how it is signed: `self-signed by this installation` is said in every report */
  readonly signature: {
    readonly subject: string
    readonly fingerprint: string
    readonly selfSigned: boolean
    readonly rootFingerprint?: string
  }
  /** newest entry of the log known at start; absent: this is the first */
  readonly previous?: { readonly number: number; readonly digest: Digest }
  readonly browser?: string
  /** what it is an excerpt of; absent: it says everything */
  readonly excerpt?: Excerpt
}
