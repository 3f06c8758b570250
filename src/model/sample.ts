import type { Instant } from '../core/clock.ts'
import type { Digest } from '../core/digest.ts'
import type { Period } from './ledger.ts'
import type { ManifestRun } from './manifest.ts'
import type { NeverRead, PopulationItem } from './period.ts'

/** What an assessor asks for: so many items of one kind, of the whole population or of each cluster, in the order that a seed gives. */
export type SampleQuestion = {
  readonly kind: PopulationItem['kind']
  /** at least 1; of each cluster where strata are asked for */
  readonly size: number
  /** the assessor's own text, on one line */
  readonly seed: string
  readonly byCluster: boolean
}

/** One item of a sample. */
export type SampledItem = {
  /** from 1, in the order of the digests, within its group */
  readonly place: number
  readonly item: PopulationItem
  /** what is hashed with the seed: names the item among all of its kind */
  readonly key: string
  /** SHA-256 over the seed, a line feed and the key */
  readonly digest: Digest
}

/** The items drawn from the whole population, or from one cluster of it. */
export type SampleGroup = {
  /** absent: all clusters are one group */
  readonly cluster?: string
  /** items of the kind that it was drawn from */
  readonly total: number
  /** at most as many as were asked for: all where there are no more */
  readonly items: readonly SampledItem[]
}

/** Which items a seed gives. */
export type Sample = {
  readonly question: SampleQuestion
  /** the keys of all items of the kind, in the order of their numbers */
  readonly keys: readonly string[]
  /** one, or one for each cluster that has items of the kind, sorted by name */
  readonly groups: readonly SampleGroup[]
}

/** A sample with everything that says where it comes from. */
export type SampleSource = {
  /** `sample-<run or period>-<8 hex>`; absent: it is only shown */
  readonly id?: string
  readonly sample: Sample
  /** the whole numbered population, of every kind */
  readonly population: readonly PopulationItem[]
  /** sorted by name */
  readonly neverRead: readonly NeverRead[]
  readonly of:
    | { readonly kind: 'run'; readonly id: string }
    | { readonly kind: 'period'; readonly period: Period }
  /** expected clusters of which the population knows nothing or not all, one line each with why, sorted */
  readonly gaps: readonly string[]
  /** the runs that the population was seen in, in the order of time */
  readonly runs: readonly ManifestRun[]
  /** who asked, as told by whoever called: name or role. Absent: it is only shown */
  readonly askedBy?: string
  readonly drawnAt: Instant
}
