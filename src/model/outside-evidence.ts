import type { Digest } from '../core/digest.ts'
import type { Authorship, Person } from './sign-off.ts'

/** What a tool said of one control on the node that it ran on. `WARN` and `INFO` are no answer. */
export type OutsideStatus = 'PASS' | 'FAIL' | 'WARN' | 'INFO'

/** An attached file as it was read: what it says by controls, or why it says nothing. */
export type Attached =
  | {
      readonly kind: 'read'
      /** benchmarks that its parts name, sorted; `cis-1.12` */
      readonly benchmarks: readonly string[]
      /** versions of Kubernetes that the tool saw, sorted, `1.34`; empty: it did not say */
      readonly detected: readonly string[]
      readonly results: ReadonlyMap<string, OutsideStatus>
    }
  | { readonly kind: 'refused'; readonly why: string }

/** A person's statement about a file that another tool wrote: of which nodes, when, and which bytes. Days `YYYY-MM-DD`. */
export type OutsideEvidence = {
  readonly id: string
  readonly tool: 'kube-bench'
  readonly toolVersion: string
  /** as the tool names it */
  readonly benchmark: string
  readonly cluster: string
  /** UID of the kube-system namespace; absent: the name alone says which cluster it is */
  readonly clusterUid?: string
  /** the nodes that it speaks of, at least one */
  readonly nodes: readonly string[]
  readonly takenOn: string
  /** who ran the tool and attached its file */
  readonly by: Person
  /** who looked at it and stands for it, and when; absent: nobody does yet */
  readonly reviewed?: { readonly by: Person; readonly performedOn: string }
  readonly file: string
  readonly digest: Digest
  readonly attached: Attached
  readonly authorship: Authorship
}

/** What a framework takes from another tool for controls that are out of reach of the API. */
export type OutsideSource = {
  readonly tool: 'kube-bench'
  /** what the tool calls the framework */
  readonly benchmarks: readonly string[]
  /** sections that are answered on each node of the control plane, and on every node */
  readonly controlPlane: readonly string[]
  readonly everyNode: readonly string[]
}

/**
 * How a statement stands in one cluster: it counts; its file says nothing or is another one; it is of another benchmark, of a cluster or nodes that are
 * not these, of a day to come, too old, not signed as required; or whom it means is not known.
 */
export type OutsideState =
  | 'in-force'
  | 'refused'
  | 'other-benchmark'
  | 'foreign'
  | 'not-yet'
  | 'expired'
  | 'unsigned'
  | 'unknown'

/** One statement as it stands in one cluster. */
export type OutsideReport = {
  readonly id: string
  readonly tool: string
  readonly benchmark: string
  readonly nodes: readonly string[]
  readonly takenOn: string
  /** the last day on which it counts */
  readonly until: string
  readonly digest: Digest
  readonly state: OutsideState
  /** every reason against it, for people; empty: none */
  readonly why: string
  readonly by: string
  /** absent: nobody is named */
  readonly reviewed?: string
  readonly authorship: string
}
