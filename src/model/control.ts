import type { Digest } from '../core/digest.ts'
import type { PlatformName } from './cluster.ts'
import type { CustomCheck } from './custom-check.ts'
import type { OutsideSource } from './outside-evidence.ts'
import type { DefaultRights } from './rights.ts'

/** How a control can be answered. Only `automated` passes by checks alone. */
export type ControlMethod = 'automated' | 'assisted' | 'signed-off-only' | 'out-of-reach'

/** How often a person's statement is due at the least, as an ISO 8601 duration. Its bound in days is published: `CADENCE_DAYS`. */
export type Cadence = 'P1M' | 'P3M' | 'P6M' | 'P12M'

/** How long a statement holds by what it says itself: a cadence, or days (`P7D`), at most 366. */
export type Interval = Cadence | `P${number}D`

/** What a statement may be bound to: the digest of what was reviewed. */
export type BoundDigest = 'rule-set' | 'segmentation' | 'scope' | 'rights'

/** What a person must state where checks do not suffice. */
export type SignOffDemand = {
  /** one sentence */
  readonly statement: string
  /**
   * `own`: the framework leaves the interval to the organisation, and each sign-off states it. Absent: it holds until what it is bound to changes,
   * and 366 days where it is bound to nothing
   */
  readonly cadence?: Cadence | 'own'
  /** it ends when one of these changes; empty: it is bound to nothing that a cluster shows */
  readonly binds: readonly BoundDigest[]
  /**
   * `change`: it also ends where what it is bound to changed since and was put back; `significant-change`: also on any significant change of the
   * cluster. Absent: only while what it is bound to is another
   */
  readonly endsOn?: 'change' | 'significant-change'
  /** true: of an activity that goes on, and each sign-off says from which day to which it speaks of it */
  readonly period?: boolean
  /** true: it speaks of what lies beyond the API, too, which then leaves the control to the person. Absent: that stays undetermined */
  readonly beyondReach?: boolean
}

/** Whom a control is written for, where not for everyone. */
export type ControlAudience = 'service-provider' | 'multi-tenant-provider' | 'designated-entity'

/** What a framework calls its controls, in print. */
export type ControlNoun = 'requirement' | 'recommendation' | 'control' | 'criterion'

/** A use of one check by one control. */
export type CheckUse = {
  readonly check: string
  readonly parameters: Readonly<
    Record<string, string | number | boolean | readonly (string | number)[]>
  >
  /** not applicable in a cluster of which the scope file leaves out everything; absent: it is asked of every cluster */
  readonly onlyIn?: 'scope'
  /** testing procedures or parts of the control that it supports */
  readonly supports: readonly string[]
}

/** One requirement of a framework, as data. Wording is ours. */
export type Control = {
  readonly id: string
  readonly framework: string
  readonly title: string
  readonly section?: string
  readonly level?: string
  readonly method: ControlMethod
  /** the benchmark's own word beside our method (CIS: Manual or Automated) */
  readonly ownMethod?: string
  readonly checks: readonly CheckUse[]
  readonly signOff?: SignOffDemand
  /** absent: everyone */
  readonly onlyFor?: ControlAudience
  /** what this evidence does not cover; required */
  readonly residual: string
  /** testing procedures it supports, ids only */
  readonly procedures: readonly string[]
  readonly related: readonly { readonly framework: string; readonly id: string }[]
}

/** One framework. */
export type Framework = {
  readonly id: string
  readonly title: string
  readonly version: string
  readonly publisher: string
  readonly noun: ControlNoun
  /** trademark and origin notes to print */
  readonly notice: string
  /** answers of another tool that count for controls out of reach; absent: none do */
  readonly outside?: OutsideSource
  /** minor versions of Kubernetes that it is written for, `1.34`, both included; absent: any; `not-held`: no source at hand says */
  readonly kubernetes?: { readonly from: string; readonly to: string } | 'not-held'
  /** the platform that it is written for; absent: any */
  readonly platform?: Exclude<PlatformName, 'openshift' | 'unknown'>
  /** what the versions of one benchmark have in common; absent: it has no other versions */
  readonly family?: string
  /** what a waiver does here: absent, it lifts a failure; `never`, the control stays failed and says what is recorded (PCI DSS) */
  readonly waiversLift?: 'never'
  /** ours: which checks speak of which control is said by no publisher; used where it is asked for. Absent: its own publisher says what each control asks */
  readonly pairing?: 'ours'
  readonly controls: readonly Control[]
}

/** Which benchmarks of a family a cluster gets: the newest in whose range of versions it is. */
export type FamilyChoice = 'newest'

/** All controls in use, with one digest over the files they come from. */
export type Catalogue = {
  readonly frameworks: readonly Framework[]
  /** absent: all benchmarks of a family are used, as they were named */
  readonly families?: FamilyChoice
  /** what Kubernetes itself makes in every cluster, which is nobody's choice */
  readonly defaultRights: readonly DefaultRights[]
  /** checks that the organisation wrote, sorted by id */
  readonly customChecks: readonly CustomCheck[]
  readonly digest: Digest
  readonly files: readonly { readonly path: string; readonly digest: Digest }[]
}
