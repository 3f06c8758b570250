import type { Instant } from '../core/clock.ts'
import type { Digest } from '../core/digest.ts'
import type { Platform } from './cluster.ts'
import type { BoundDigest } from './control.ts'
import type { ObjectKey } from './object.ts'

/** A run, and when the cluster said what it holds. */
export type RunPoint = { readonly run: string; readonly asOf: Instant }

/** Between which two runs something happened: it was so at the end of the first, and otherwise at the end of the second. */
export type Between = { readonly from: RunPoint; readonly to: RunPoint }

/** What the runs of one cluster know of one digest. Of changes and of gaps the newest is kept. */
export type DigestTrack = {
  /** what it is, as of the newest run that made it */
  readonly newest: RunPoint & { readonly digest: Digest }
  /** the first run since which every one made it, and made it so */
  readonly since: RunPoint
  /** the first run that is known to have made it; what was before is not known */
  readonly knownFrom: RunPoint
  /** the newest change, with what it was before; absent: none is known */
  readonly changed?: Between & { readonly before: Digest }
  /** how often runs in between did not make it, and the newest such time; what it was then is not known. Absent: never */
  readonly gaps?: { readonly count: number; readonly newest: Between }
}

/** The kinds of significant change that snapshots show. */
export type ChangeKind =
  'estate' | 'scope' | 'exposure' | 'boundary' | 'enforcement' | 'kubernetes' | 'admission'

/** A significant change of a cluster between two runs. */
export type SignificantChange = Between & {
  readonly kind: ChangeKind
  /** one sentence each, sorted; in what a later run carries of it the first few */
  readonly what: readonly string[]
  /** how many there were; the run `to` lists them all */
  readonly count: number
}

/** What a cluster was like in one respect, by names, sorted; as of the newest run that could tell. */
export type Observed = {
  readonly at: RunPoint
  readonly values: readonly (readonly [name: string, value: string])[]
}

/** One object that decides which traffic may pass, or refuses what is made, by its digests. */
export type PolicyMark = {
  /** its key; versions of one kind are one object */
  readonly key: ObjectKey
  /** of what it says: without metadata and status, but with the labels of what is selected by them */
  readonly spec: Digest
  /** of all of it but what servers set */
  readonly content: Digest
}

/** The policies of a cluster as a run saw them, sorted by key. */
export type ObservedPolicies = {
  readonly at: RunPoint
  /** the kinds of which it could read all, `group/Kind`, sorted */
  readonly kinds: readonly string[]
  readonly ruleSet?: Digest
  readonly policies: readonly SeenPolicy[]
  /** the kinds that it could not read and an earlier run could, as the newest such run saw them; sorted by kind. Absent: none */
  readonly unread?: readonly UnreadPolicies[]
}

/** A policy as a run saw it; `reviewed`: it belongs to the rule set. */
export type SeenPolicy = PolicyMark & { readonly reviewed: boolean }

/** The policies of one kind, `group/Kind`, as an earlier run saw them. */
export type UnreadPolicies = {
  readonly kind: string
  readonly at: RunPoint
  readonly policies: readonly SeenPolicy[]
}

/** What the newest runs answered of each control of one cluster, one letter for a run: as in reports of periods, `.` for none. */
export type OutcomeHistory = {
  /** the oldest first */
  readonly runs: readonly RunPoint[]
  /** `framework/control`, sorted; as many letters as there are runs */
  readonly controls: readonly (readonly [control: string, letters: string])[]
}

/** What a run remembers of one cluster for the next (clusters/<name>/history.json, format history/v1). Bounded by namespaces, workloads and policies. */
export type ClusterMemory = {
  readonly format: 'history/v1'
  readonly cluster: string
  /** the first run that remembered it, and the newest that read it */
  readonly first: RunPoint
  readonly at: RunPoint
  /** UID of the cluster that said so; absent: not known */
  readonly uid?: string
  /** who runs its control plane, as of the newest run that could tell; absent: none could, or an older version remembers it */
  readonly platform?: Platform & { readonly at: RunPoint }
  readonly digests: Readonly<Partial<Record<BoundDigest, DigestTrack>>>
  readonly observed: Readonly<Partial<Record<ChangeKind, Observed>>>
  readonly policies: ObservedPolicies
  /** the newest of each kind, sorted by kind */
  readonly changes: readonly SignificantChange[]
  /** absent: an older version made it, and nothing is known of them */
  readonly unlisted?: UnlistedChanges
  /** absent: an older version made it */
  readonly outcomes?: OutcomeHistory
}

/** What a run is held against: the memory of the newest committed run that speaks of the cluster, or why there is none. */
export type Earlier =
  /** `unknown`: there are earlier runs, and they remember nothing of it */
  | { readonly kind: 'none' | 'unknown'; readonly why: string }
  /** `run`: the newest that speaks of the cluster, whether or not it could read it */
  | { readonly kind: 'known'; readonly run: string; readonly memory: ClusterMemory }

/** A policy object that came, went or changed between two runs. */
export type PolicyChange = Between & {
  readonly key: ObjectKey
  readonly change: 'added' | 'removed' | 'changed'
  /** SHA-256 over its identity and what it said before and says now */
  readonly digest: Digest
}

/** One that a run found itself; `reviewed`: the object belonged to the rule set in either run. */
export type FoundChange = PolicyChange & { readonly reviewed: boolean }

/** The changes that the organisation's file of changes did not list when a run looked last. */
export type UnlistedChanges = {
  /** since which run they are remembered; what was before is not known */
  readonly since: RunPoint
  /** the oldest first, so many at most that a cluster's memory stays bounded */
  readonly changes: readonly PolicyChange[]
  /** listed ones of objects that an entry names for a day on which they may have been made, so that it lists no other of that day; absent: none */
  readonly listed?: readonly PolicyChange[]
  /** how many more there were, from the earlier run of the first to the later of the last; absent: none */
  readonly beyond?: Between & { readonly count: number }
}

/** How the policies of a cluster compare with those of an earlier run. */
export type PolicyHistory =
  | { readonly kind: 'none' | 'unknown'; readonly why: string }
  | (Between & {
      readonly kind: 'compared'
      /** kinds of which one side did not read all: nothing is known of their changes. Sorted */
      readonly unread: readonly string[]
      /** policies there are now */
      readonly count: number
      /** in what they say; sorted by key */
      readonly changes: readonly FoundChange[]
      /** in labels and annotations only; sorted by key */
      readonly relabelled: readonly FoundChange[]
      /** those of earlier runs that were not listed then */
      readonly carried: UnlistedChanges
    })

/** What a policy edit was that left the rule set as it is. */
export type EqualEdit = {
  readonly key: ObjectKey
  readonly change: PolicyChange['change'] | 'relabelled'
}

/** How a cluster compares with earlier runs (part of evaluation/v1). */
export type EvaluationHistory = {
  readonly run: string
  /** the first run of which it is known what the cluster was like; what was before is not known */
  readonly first: RunPoint
  /** why there is nothing to be held against; absent: there is */
  readonly none?: string
  readonly digests: Readonly<Partial<Record<BoundDigest, DigestTrack>>>
  /** the newest significant change of each kind, sorted by kind; those that this run found end with it */
  readonly changes: readonly SignificantChange[]
  /** what of significant changes could not be told, one sentence each */
  readonly unknown: readonly string[]
  /** edits of policies of the rule set since the earlier run that left its digest equal: they end no statement */
  readonly equalEdits: readonly EqualEdit[]
  /** with this run at the end; absent in evaluations of older versions */
  readonly outcomes?: OutcomeHistory
}
