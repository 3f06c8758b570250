import type { Instant } from '../core/clock.ts'
import type { Digest } from '../core/digest.ts'
import type { BoundDigest, ControlMethod } from './control.ts'
import type { EvaluationHistory } from './history.ts'
import type { ObjectKey, ResourceName } from './object.ts'
import type { OutsideReport } from './outside-evidence.ts'
import type { Explanation } from './reachability.ts'
import type { ScopeClass } from './scope.ts'

/** What one check says of one subject. */
export type Verdict = 'pass' | 'fail' | 'undetermined' | 'not-applicable'

/** Why a verdict is undetermined. Summaries count `out-of-reach` apart. */
export type UndeterminedCause = 'gap' | 'untranslated' | 'out-of-reach' | 'scope-silent' | 'error'

/** Roll-up of a control, worst first: fail, undetermined, needs-sign-off, waived, signed-off, pass, not-applicable. */
export type ControlOutcome =
  'pass' | 'waived' | 'signed-off' | 'needs-sign-off' | 'fail' | 'undetermined' | 'not-applicable'

/** One observed value, resolvable in the snapshot. */
export type Evidence = {
  readonly object: ObjectKey
  readonly pointer: string
  readonly value: string
}

/** What one check says of one subject, before waivers. */
export type CheckResult = {
  readonly check: string
  readonly checkVersion: number
  /** `cluster/namespace/Kind/name`, empty parts kept; the same between runs */
  readonly subject: string
  readonly verdict: Verdict
  readonly cause?: UndeterminedCause
  /** one sentence for people */
  readonly reason: string
  readonly evidence: readonly Evidence[]
  /** one allowed connection that shows a failure */
  readonly example?: Explanation
  /** id of the waiver laid over a failure */
  readonly waiver?: string
  /** id of the outside evidence that says so; absent: a check does, or nothing does */
  readonly outside?: string
}

/** How many subjects got which verdict; `population` is their sum. */
export type Counts = {
  readonly population: number
  readonly pass: number
  readonly fail: number
  readonly waived: number
  readonly undetermined: number
  /** part of undetermined: out of our reach by nature */
  readonly outOfReach: number
  readonly notApplicable: number
}

/** One control in one cluster. */
export type ControlResult = {
  readonly framework: string
  readonly control: string
  readonly title: string
  readonly method: ControlMethod
  readonly ownMethod?: string
  readonly outcome: ControlOutcome
  /** one sentence for people */
  readonly reason: string
  readonly counts: Counts
  readonly results: readonly CheckResult[]
  readonly residual: string
  readonly procedures: readonly string[]
  readonly signOff?: string
  /** id of the sign-off that is in force */
  readonly signedOff?: string
  /** its benchmark is not used for the cluster, since another of its family is, as the reason says; absent: it is */
  readonly unused?: true
}

/** An approved flow that is not possible, or not wholly. */
export type DeniedFlow = {
  readonly id: string
  /** pairs of pod classes and address ranges that the flow means */
  readonly pairs: number
  /** of these, pairs between which none of its ports, or only some of them, may pass */
  readonly closed: number
  readonly partly: number
  /** one connection that is approved and denied, with the rules of the side that denies */
  readonly example: Explanation
}

/**
 * How a sign-off stands in one cluster: in force, and due soon; made too long ago; what it is bound to changed, or is not known; it lacks what the
 * framework leaves to it; of a day to come; not signed as required; superseded by a newer one; for a control that asks for none.
 */
export type SignOffState =
  | 'in-force'
  | 'due-soon'
  | 'expired'
  | 'changed'
  | 'unknown'
  | 'incomplete'
  | 'not-yet'
  | 'unsigned'
  | 'superseded'
  | 'unused'

/** One sign-off as it stands in one cluster. */
export type SignOffReport = {
  readonly id: string
  readonly framework: string
  readonly control: string
  readonly state: SignOffState
  /** every reason, for people; empty: nothing is to be said */
  readonly why: string
  readonly performedOn: string
  /** the last day on which it holds; absent: until what it is bound to changes */
  readonly until?: string
  /** how it was established who wrote it, for people */
  readonly authorship: string
}

/** A side of an approved flow that means pods by their labels alone, and who may give pods of these namespaces any label. */
export type LabelFlow = {
  readonly id: string
  readonly side: 'from' | 'to'
  /** namespaces of the cluster that it means, sorted */
  readonly namespaces: readonly string[]
  /** users, groups and service accounts, sorted; without what Kubernetes itself makes */
  readonly who: readonly string[]
  /** why that is not known, for people; absent: it is */
  readonly unread?: string
}

/** A namespace or node whose label does not say the class that the scope gives it, or of which that is not known. It changes no result. */
export type LabelClaim = {
  /** `Namespace/payments`, `Node/cde-1` */
  readonly object: string
  readonly key: string
  /** as the object has it; absent: it was redacted or not read */
  readonly value?: string
  /** `no-class`: the scope file lists no such value */
  readonly kind: 'another-class' | 'no-class' | 'redacted' | 'not-read'
  /** the class that counts; of a namespace with several the strictest */
  readonly declared: ScopeClass | 'unclassified'
}

/** Two scope rules that both match workloads of the cluster, none made as an exception from the other: the first decides. */
export type RuleOverlap = {
  readonly first: string
  readonly later: string
  /** how many they both match, and the first of them by name */
  readonly workloads: number
  readonly example: string
}

/** Where the scope file and a cluster do not meet. It changes no result, but what it leaves out may. */
export type ScopeRemark =
  /** a rule that means the cluster, and neither a namespace nor a pod of it */
  | { readonly kind: 'idle-rule'; readonly rule: string; readonly class: ScopeClass }
  /** patterns that name no node of the cluster */
  | {
      readonly kind: 'idle-nodes'
      readonly nodes: readonly string[]
      readonly class: ScopeClass
    }
  /** no rule speaks of nodes of the cluster; how many it has */
  | { readonly kind: 'no-node-rules'; readonly nodes: number }
  /** where others are named: the nodes that no rule names, sorted */
  | { readonly kind: 'unclassified-nodes'; readonly nodes: readonly string[] }
  /** a node of another class that runs pods of the CDE; `workload` is the first of them */
  | {
      readonly kind: 'node-runs-cde'
      readonly node: string
      readonly class: ScopeClass
      readonly workload: string
    }
  /** a node of another class by the rule that decides, which a later one puts into the CDE */
  | { readonly kind: 'node-cde-by-later-rule'; readonly node: string; readonly class: ScopeClass }

/** What to look at in a waiver whatever its state: it expires soon, or gives a pattern that could mean all of a cluster. */
export type WaiverConcern = {
  readonly kind: 'expires-soon' | 'too-broad'
  /** for people */
  readonly why: string
}

/** One file of the organisation with how it was established who wrote it. */
export type FileReport = {
  /** as it stands below the inputs of a run: `scope.yaml`, `sign-offs/2026.yaml` */
  readonly name: string
  /** for people */
  readonly authorship: string
  /** why it counts as missing, for people; absent: it counts */
  readonly setAside?: string
}

/** How the organisation's files met this cluster; what a reader must know before the results. */
export type OrganisationReport = {
  readonly unclassified: readonly string[]
  /** namespaces, then nodes, by name; absent where the scope names no label, and in evaluations of older versions */
  readonly labelClaims?: readonly LabelClaim[]
  /** by the order of the rules; absent without a scope file, and in evaluations of older versions */
  readonly ruleOverlaps?: readonly RuleOverlap[]
  /** absent without a scope file, and in evaluations of older versions */
  readonly scopeRemarks?: readonly ScopeRemark[]
  /** the files that the run was given, sorted by name; absent in evaluations of older versions */
  readonly files?: readonly FileReport[]
  readonly waivers: readonly {
    readonly id: string
    /** `unsigned`: its file counts as missing because of who signed it */
    readonly state: 'active' | 'expired' | 'unused' | 'over-cap' | 'not-yet' | 'unsigned'
    /** absent in evaluations of older versions */
    readonly concerns?: readonly WaiverConcern[]
    readonly matched: number
    readonly expires: string
    readonly reason: string
    readonly approvedBy: string
    readonly check: string
  }[]
  /** approved flows that nothing in this cluster allows */
  readonly unusedFlows: readonly string[]
  /** approved flows of which the policies deny something: a connection that the register lists and that is not possible; absent in older evaluations */
  readonly deniedFlows?: readonly DeniedFlow[]
  /** approved flows that select pods by labels alone, in the order of the register; absent in evaluations of older versions */
  readonly labelFlows?: readonly LabelFlow[]
  /** approved flows that are too broad, in the order of the register; `lists`: they list connections all the same. Absent in evaluations of older versions */
  readonly broadFlows?: readonly {
    readonly id: string
    readonly lists: boolean
    /** for people */
    readonly why: string
  }[]
  /** entries of the applicability file that speak of this cluster and take out a whole framework; absent in evaluations of older versions */
  readonly broadApplicability?: readonly string[]
  /** flows whose day of approval is still to come: they list nothing; absent in evaluations of older versions */
  readonly notYetFlows?: readonly string[]
  /** entries of the applicability file that speak of this cluster and whose day of approval is still to come: they are not applied; absent in evaluations of older versions */
  readonly notYetApplicability?: readonly string[]
  /** approved flows past their review date */
  readonly overdueFlows: readonly string[]
  /** outside evidence of this cluster, in the order of the files; absent where none was given, and in evaluations of older versions */
  readonly outside?: readonly OutsideReport[]
  /** sign-offs that speak of this cluster, in the order of the files; absent where none were given, and in evaluations of older versions */
  readonly signOffs?: readonly SignOffReport[]
}

/** A workload with its class, for the scope pages and the segmentation matrix. */
export type ClassifiedWorkload = {
  readonly namespace: string
  readonly workload: string
  readonly class: ScopeClass | 'unclassified'
  readonly pods: number
  /** id of the scope rule that decided */
  readonly rule?: string
}

/** One cell of the segmentation matrix: classes against classes, workloads counted in pairs. */
export type SegmentationCell = {
  readonly from: ScopeClass | 'unclassified' | 'external'
  readonly to: ScopeClass | 'unclassified' | 'external'
  /** pairs of workloads (or address ranges) examined, and how many have an allowed or an indeterminate path */
  readonly pairs: number
  readonly allowed: number
  readonly indeterminate: number
  /** allowed pairs that the register lists for all their ports */
  readonly approved: number
  readonly example?: Explanation
}

/** All results of one run over one cluster's snapshot and one catalogue (format evaluation/v1; files share results between controls: evaluation/v2). */
export type Evaluation = {
  readonly format: 'evaluation/v1'
  readonly cluster: string
  readonly snapshot: Digest
  readonly catalogue: Digest
  /** when the snapshot was taken; results are as of then */
  readonly asOf: Instant
  readonly evaluatedAt: Instant
  /** in catalogue order */
  readonly controls: readonly ControlResult[]
  readonly scope: readonly ClassifiedWorkload[]
  readonly segmentation: readonly SegmentationCell[]
  readonly enforcer: string
  readonly assumptions: readonly string[]
  readonly blockers: readonly string[]
  readonly organisation: OrganisationReport
  /** resources that checks wanted and that are gaps */
  readonly gaps: readonly ResourceName[]
  /** of what a person's statement may be bound to, where it was read whole; absent in evaluations of older versions */
  readonly digests?: Readonly<Partial<Record<BoundDigest, Digest>>>
  /** how the cluster compares with earlier runs; absent for what is no run, and in evaluations of older versions */
  readonly history?: EvaluationHistory
  /** why evaluating ended in an error: then every check result is that error, and what else it would say is not known; absent where it did not */
  readonly failed?: string
}
