import type { Instant } from '../core/clock.ts'
import type { Digest } from '../core/digest.ts'
import type { ResourceName } from './object.ts'

/** How one list ended. Only `ok` and `not-served` let anything be concluded from it. */
export type ListStatus = 'ok' | 'not-served' | 'forbidden' | 'failed' | 'inconsistent'

/** How one cluster ended. */
export type ClusterStatus = 'complete' | 'partial' | 'unreachable' | 'unauthorised' | 'retired'

/** Statuses of a cluster of which no list was read. */
export const UNREAD: readonly ClusterStatus[] = ['unreachable', 'unauthorised']

/** Something that should have been read and was not; nothing may be concluded from it. */
export type Gap = {
  readonly resource: ResourceName
  /** the one namespace that is missing while the rest was read; absent: the whole resource */
  readonly namespace?: string
  readonly status: Exclude<ListStatus, 'ok' | 'not-served'>
  /** one line: what the server said, or what was wrong */
  readonly reason: string
}

/** How one requested resource was read. */
export type ResourceRecord = {
  readonly resource: ResourceName
  /** `group/version` that was listed, empty group left out (`v1`, `apps/v1`); absent when not served */
  readonly apiVersion?: string
  readonly kind: string
  readonly status: ListStatus
  readonly reason?: string
  readonly count: number
  /** the list's resourceVersion; absent for folders and where nothing was listed */
  readonly resourceVersion?: string
  /** whether that resourceVersion is the anchor of the whole snapshot */
  readonly anchored?: boolean
  /** request path of the first page, without host */
  readonly path?: string
  readonly pages?: number
  /** SHA-256 over the canonical lines of this resource; present also when nothing was read (digest of no bytes) */
  readonly root: Digest
}

/**
 * One value that was replaced by `[redacted]` before anything was written. Never its digest or length, which could be guessed against. All of them are
 * in redactions.ndjson.gz, one line `{object, pointers: {why: [pointer, ...]}}` per object.
 */
export type Redaction = {
  readonly object: string
  /** JSON pointer (RFC 6901) into the object */
  readonly pointer: string
  readonly why:
    | 'env-value'
    | 'argument'
    | 'annotation'
    | 'last-applied'
    | 'secret-shaped'
    | 'status-text'
    | 'probe'
    | 'free-text'
}

/** How many values were replaced for one reason, at least one. */
export type RedactionCount = { readonly why: Redaction['why']; readonly count: number }

/** Who was read: three marks by which duplicates and replaced clusters are known. Absent marks could not be read. */
export type ClusterIdentity = {
  /** UID of the kube-system namespace */
  readonly uid?: string
  /** server URL without credentials */
  readonly server?: string
  /** SHA-256 of the CA certificate (DER) */
  readonly caDigest?: Digest
  /** gitVersion of the server */
  readonly version?: string
}

/** The account that read, by SelfSubjectReview and SelfSubjectRulesReview. */
export type CollectionAccount = {
  /** user name, or `unknown` where the server refused to say */
  readonly user: string
  readonly groups: readonly string[]
  /** rules as the server stated them, one line each, sorted; absent where refused */
  readonly rules?: readonly string[]
}

/** How the objects came to us. */
export type CollectionSource =
  | { readonly kind: 'live'; readonly via: 'kubeconfig' | 'in-cluster' }
  /** a folder of manifests or dumps; what collected.yaml states is printed as stated, not witnessed */
  | {
      readonly kind: 'folder'
      readonly statedBy: 'collected.yaml' | 'assumed'
      readonly how?: string
    }
  /** nothing was asked: the estate retired the cluster */
  | { readonly kind: 'none' }

/**
 * The collection record of one cluster (`clusters/<name>/snapshot.json`, format snapshot/v1): what was asked, how each list ended, and
 * the digest that names the objects.
 */
export type Snapshot = {
  readonly format: 'snapshot/v1'
  readonly cluster: string
  readonly status: ClusterStatus
  /** why the status is not `complete`, one line each, sorted */
  readonly reasons: readonly string[]
  readonly source: CollectionSource
  readonly identity: ClusterIdentity
  readonly account?: CollectionAccount
  /** first request sent, last answer read; for folders the time that collected.yaml states */
  readonly takenFrom: Instant
  readonly takenTo: Instant
  /** first and last Date header of the server against our clock at that moment, in seconds (server minus ours) */
  readonly clockDifference?: { readonly first: number; readonly last: number }
  readonly anchor?: string
  /** every requested resource, also absent and forbidden ones, sorted by resource name */
  readonly resources: readonly ResourceRecord[]
  readonly gaps: readonly Gap[]
  /** API groups and kinds that look like a policy API and that exhibit does not understand */
  readonly unknownPolicyApis: readonly string[]
  /** how many values were replaced, by reason, sorted; each one is in redactions.ndjson.gz beside this record */
  readonly redactions: readonly RedactionCount[]
  /** notes for page one: duplicates, replaced cluster, assumptions */
  readonly notes: readonly string[]
  readonly objectCount: number
  /** SHA-256 over `resource status count root` lines of all requested resources */
  readonly root: Digest
}
