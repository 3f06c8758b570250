import type { Digest } from '../core/digest.ts'
import type { Selector } from './policy.ts'
import type { OutsideEvidence } from './outside-evidence.ts'
import type {
  Applicability,
  Approvers,
  MissedRuns,
  ReportSignOff,
  SignOff,
  StatementFile,
} from './sign-off.ts'

/** Classes of the scope. What nothing classifies is `unclassified`: reported, and counted as in scope. */
export type ScopeClass = 'cde' | 'connected' | 'out-of-scope'

/** What a scope or flow entry selects, always by cluster and by names that the organisation wrote down. Absent: any. */
export type SubjectSelector = {
  /** cluster names; `*` inside a name matches any run of characters */
  readonly clusters?: readonly string[]
  readonly namespaces?: readonly string[]
  /** `Deployment/web`; `*` as above */
  readonly workloads?: readonly string[]
  /** pod labels; mutable by who may edit pods, which is printed */
  readonly podLabels?: Selector
}

/** A port of a public service: a number is one of TCP, which most are; `53/UDP` says another protocol. */
export type PublicPort = number | `${number}/${'UDP' | 'SCTP'}`

/** One line of the scope file that puts subjects into a class. The first that matches decides. */
export type ScopeRule = {
  readonly id: string
  readonly class: ScopeClass
  readonly subjects: SubjectSelector
  /** why it is out of scope, or what it is for */
  readonly justification?: string
  readonly owner?: string
  /** the subjects keep account data at rest (PCI DSS 1.4.4); absent: scope does not say */
  readonly storesAccountData?: boolean
  /** the subjects are meant to be reached from outside, on these ports and from these addresses; absent: scope does not say */
  readonly publicService?:
    false | { readonly ports: readonly PublicPort[]; readonly sourceRanges: readonly string[] }
  /** the subjects are the demilitarised zone through which outside traffic comes */
  readonly dmz?: boolean
  /** what the subjects are for, where the organisation keeps both (PCI DSS 6.5.3); absent: scope does not say */
  readonly environment?: 'production' | 'pre-production'
}

/** A named network by its addresses. */
export type NetworkZone = {
  readonly id: string
  readonly kind: 'trusted' | 'untrusted' | 'third-party'
  readonly cidrs: readonly string[]
  readonly description?: string
}

/** What a workload guards others by. */
export type SecurityPurpose =
  | 'network-security'
  | 'policy-engine'
  | 'intrusion-detection'
  | 'change-detection'
  | 'anti-malware'
  | 'audit-logging'

/** Workloads of the organisation that are a security control: cluster labels and images never say so. */
export type SecurityControl = {
  readonly id: string
  readonly purpose: SecurityPurpose
  readonly subjects: SubjectSelector
}

/** A port whose usual service the organisation holds insecure, beside those that are listed for everybody. */
export type InsecureService = {
  readonly id: string
  readonly protocol: 'TCP' | 'UDP' | 'SCTP'
  readonly port: number
  /** why, as results print it: `settlement sends files in clear` */
  readonly reason: string
}

/** A customer whose environment is kept apart from those of others: whole namespaces, in all clusters or in some. */
export type Tenant = {
  readonly id: string
  /** names; `*` matches any run of characters */
  readonly namespaces: readonly string[]
  readonly clusters?: readonly string[]
}

/** The label in which the organisation's namespaces and nodes repeat their class: it is compared with the scope, and never counts. */
export type ScopeLabel = {
  readonly key: string
  /** values that mean a class; no value means two, and none means a class that is absent */
  readonly classes: Readonly<Partial<Record<ScopeClass, readonly string[]>>>
}

/** The organisation's scope file. Order of rules matters. */
export type Scope = {
  readonly entity: { readonly name: string; readonly kind: 'merchant' | 'service-provider' }
  readonly rules: readonly ScopeRule[]
  /** nodes by name pattern and cluster */
  readonly nodes: readonly {
    readonly clusters?: readonly string[]
    readonly nodes: readonly string[]
    readonly class: ScopeClass
  }[]
  /** namespaces run by the platform team: enforcers and controllers are recognised only there */
  readonly platformNamespaces: readonly string[]
  /** who may change policies (PCI DSS 1.2.8), as `Group platform-team`, `ServiceAccount flux-system/flux`; absent: scope does not say */
  readonly policyEditors?: readonly string[]
  readonly networks: readonly NetworkZone[]
  /** ports that need a stated mitigation too (PCI DSS 1.2.6); absent: none beside those that are listed for everybody */
  readonly insecureServices?: readonly InsecureService[]
  /** workloads that guard others; absent: the file does not say, and what guards is not looked for */
  readonly securityControls?: readonly SecurityControl[]
  /** customers of a multi-tenant provider by their namespaces; absent: the file does not say which there are */
  readonly tenants?: readonly Tenant[]
  /** absent: the file does not say, and no label is compared */
  readonly labels?: ScopeLabel
}

/** One side of an approved flow. */
export type FlowSide =
  | { readonly kind: 'subjects'; readonly subjects: SubjectSelector }
  | { readonly kind: 'cidrs'; readonly cidrs: readonly string[] }
  | { readonly kind: 'network'; readonly network: string }
  | { readonly kind: 'fqdn'; readonly names: readonly string[] }

/** One entry of the register of approved flows. */
export type ApprovedFlow = {
  readonly id: string
  readonly from: FlowSide
  readonly to: FlowSide
  readonly protocol: 'TCP' | 'UDP' | 'SCTP'
  /** inclusive ranges; empty: all ports, which is too broad to list anything */
  readonly ports: readonly { readonly from: number; readonly to: number }[]
  /** service name, for people: `https`, `postgresql` */
  readonly service?: string
  readonly need: string
  /** as listed in the file; printed "listed as approved by" */
  readonly approvedBy: string
  readonly ticket?: string
  /** dates `YYYY-MM-DD` */
  readonly approvedOn: string
  readonly reviewBy: string
  /** how the risk of an insecure service is mitigated (PCI DSS 1.2.6) */
  readonly mitigation?: string
}

/** An entry of the organisation's list of changes: what was changed on a day, under which ticket. */
export type ApprovedChange = {
  readonly id: string
  /** subjects `cluster/namespace/Kind/name`, exact */
  readonly objects: readonly string[]
  /** digests of single changes, as results print them */
  readonly digests: readonly Digest[]
  readonly ticket: string
  /** as listed in the file; printed "listed as approved by" */
  readonly approvedBy: string
  /** the day (UTC) on which it was made, `YYYY-MM-DD` */
  readonly date: string
}

/** An approved, expiring exception laid over check results. */
export type Waiver = {
  readonly id: string
  readonly check: string
  /** glob over `cluster/namespace/Kind/name` subjects */
  readonly subjects: readonly string[]
  readonly reason: string
  readonly requestedBy: string
  readonly approvedBy: string
  readonly approvedOn: string
  readonly expires: string
  /** the waiver may not silently grow: more matches than this and none is waived */
  readonly maxSubjects: number
  readonly ticket?: string
  /** all six parts of a compensating control; a PCI requirement stays failed without them */
  readonly compensatingControl?: {
    readonly constraint: string
    readonly objective: string
    readonly risk: string
    readonly definition: string
    readonly validation: string
    readonly maintenance: string
  }
}

/**
 * The organisation's files, as read. An absent file is absent here, and what needs it is undetermined; so is a scope or a register that counts as missing
 * because of who signed it. Statements of the other files stay here with their state.
 */
export type Organisation = {
  readonly scope?: Scope
  readonly flows?: readonly ApprovedFlow[]
  /** absent: no changes are listed at all */
  readonly changes?: readonly ApprovedChange[]
  readonly waivers: readonly Waiver[]
  /** absent: none were given */
  readonly signOffs?: readonly SignOff[]
  /** slots that the organisation says were missed; absent: none are stated */
  readonly missedRuns?: readonly MissedRuns[]
  /** absent: no report is said to be signed off */
  readonly reportSignOffs?: readonly ReportSignOff[]
  readonly applicability?: Applicability
  /** absent: none was given */
  readonly outside?: readonly OutsideEvidence[]
  /** absent: nobody's signature is asked for, and none is known */
  readonly approvers?: Approvers
  /** every file with who wrote it, those that count as missing too; absent: nobody has looked */
  readonly files?: readonly StatementFile[]
}
