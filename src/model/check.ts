import type { Instant } from '../core/clock.ts'
import type { Cluster, Pod, WorkloadName } from './cluster.ts'
import type { CheckUse } from './control.ts'
import type { CustomAnswers } from './custom-check.ts'
import type { CheckResult } from './evaluation.ts'
import type { PolicyHistory } from './history.ts'
import type { ResourceName } from './object.ts'
import type { ConnectionSet, Endpoint, PodClass, PortRange, Reachability } from './reachability.ts'
import type { Grant, RightsRule, RightsSubject, Role, RoleBinding } from './rights.ts'
import type { NetworkZone, Organisation, ScopeClass, ScopeRule } from './scope.ts'

/** A class of the scope, or that no rule speaks of the subject. */
export type SegmentClass = ScopeClass | 'unclassified'

/** The pods of one workload that one scope rule put into one class. */
export type ScopedWorkload = {
  readonly namespace: string
  readonly workload: WorkloadName
  readonly class: SegmentClass
  /** absent: no rule matches */
  readonly rule?: ScopeRule
  /** whether its namespace is one of the platform's */
  readonly platform: boolean
  /** sorted by key; at least one */
  readonly pods: readonly Pod[]
  /** the analysis' classes of these pods, in its order; a class whose pods differ in the scope stands in several workloads */
  readonly endpoints: readonly PodClass[]
}

/** One side of connections with what the scope says of it. */
export type ScopedEndpoint = {
  readonly endpoint: Endpoint
  /** `shop/Deployment/web`, or the address ranges */
  readonly name: string
  /** classes of its pods, sorted; empty for addresses */
  readonly classes: readonly SegmentClass[]
  /** addresses: the worst of the networks that hold them; what no network names is untrusted */
  readonly zone?: NetworkZone['kind']
  /** all its pods are declared part of the demilitarised zone */
  readonly dmz: boolean
  /** pods on the network of their node that the platform runs and nobody declared out of scope: they count as the node itself */
  readonly ofNode: boolean
}

/** What is too broad in an approved flow. */
export type FlowBreadth = {
  /** whether it lists connections all the same */
  readonly lists: boolean
  /** for people */
  readonly why: string
}

/** The register of approved flows, ready for questions. */
export type Register = {
  /** the ports of a connection that no approved flow lists; empty: all are listed */
  unapproved(source: Endpoint, destination: Endpoint, ports: ConnectionSet): readonly PortRange[]
  /** the same over the ports that flows name and whose mitigation they state: a range of more than three ports names no service */
  unmitigated(source: Endpoint, destination: Endpoint, ports: ConnectionSet): readonly PortRange[]
  /** ids of flows that mean both sides and are too broad to list anything, in the order of the register */
  tooBroad(source: Endpoint, destination: Endpoint): readonly string[]
  /** ids of flows that mean both sides, list a port of a connection and state a mitigation, but name none of its ports; in the order of the register */
  unnamed(source: Endpoint, destination: Endpoint, ports: readonly PortRange[]): readonly string[]
  /** by id, flows that are too broad in this cluster; those of a day to come, too */
  readonly broad: ReadonlyMap<string, FlowBreadth>
}

/** What Kubernetes itself makes in one cluster, ready for questions. */
export type Defaults = {
  /** whether somebody holds what a rule grants as Kubernetes itself binds it */
  grants(grant: Grant): boolean
  /** whether a role is one that Kubernetes makes and its rule grants nothing beyond what that role comes with */
  rule(role: Role, rule: RightsRule): boolean
  /** whether a binding is one that Kubernetes makes, and a subject is one of those it comes with */
  binds(binding: RoleBinding, subject: RightsSubject): boolean
}

/** Everything a check may look at. */
export type CheckInput = {
  readonly cluster: Cluster
  readonly reachability: Reachability
  readonly organisation: Organisation
  /** sorted by namespace, workload, class and rule; all `unclassified` where there is no scope */
  readonly workloads: readonly ScopedWorkload[]
  /** one for each endpoint of the reachability, in its order */
  readonly endpoints: readonly ScopedEndpoint[]
  readonly register: Register
  readonly defaults: Defaults
  /** how its policies compare with those of an earlier run; absent: it is evaluated outside of a run */
  readonly policyHistory?: PolicyHistory
  readonly customAnswers: CustomAnswers
  readonly asOf: Instant
  readonly parameters: CheckUse['parameters']
}

/** What a check yields; the evaluation adds the check's id, version and waivers. */
export type CheckAnswer = Omit<CheckResult, 'check' | 'checkVersion' | 'waiver'>

/** What a check cannot do without: the organisation's files, an analysis without blockers, all ways in from outside understood. */
export type CheckNeed = 'scope' | 'flows' | 'reachability' | 'exposures'

/** What a parameter may hold: a list (or a baseline), a list of rights as `get secrets`, some words of a closed list, or one of them. */
export type ParameterForm =
  'list' | 'rights' | { readonly words: readonly string[] } | readonly string[]

/** The code that a control names. Pure; one file in src/evaluate/checks. */
export type Check = {
  /** never reused, never renumbered */
  readonly id: string
  /** rises with any change of logic; stands in every result */
  readonly version: number
  readonly title: string
  /** what is decided and how, in one or two plain sentences */
  readonly logic: string
  /** a gap in one of these makes the check undetermined before it is called */
  readonly reads: readonly ResourceName[]
  /** without these: undetermined, scope does not say, or the analysis cannot */
  readonly needs: readonly CheckNeed[]
  /** `denial`: subjects pass by what policies deny, which counts only where something is known to enforce it. Absent: they do not */
  readonly passesBy?: 'denial'
  /** the parameters that each use of it must give, and no others */
  readonly parameters: Readonly<Record<string, ParameterForm>>
  /** Answers sorted by subject; none where there is no subject. Throws only on bugs: the evaluation makes that `undetermined`. */
  evaluate(input: CheckInput): readonly CheckAnswer[]
}
