import type { PlatformName } from './cluster.ts'
import type { ResourceName } from './object.ts'

/** How one cluster is read. Exactly one way per cluster. */
export type ClusterReader =
  /** a context of a kubeconfig file; paths are absolute; without context the file's current one */
  | { readonly kind: 'kubeconfig'; readonly path: string; readonly context?: string }
  /** the cluster that exhibit runs in, with the pod's own service account */
  | { readonly kind: 'in-cluster' }
  /**
   * a folder of manifests or of `kubectl get -o yaml|json` dumps; absolute. `configMapsToo`: the ConfigMaps that may be read are taken where they lie there,
   * also where nobody asks for them
   */
  | { readonly kind: 'folder'; readonly path: string; readonly configMapsToo?: true }

/** One cluster that the organisation expects to be covered. */
export type EstateMember = {
  /** safe as a folder name: a DNS label (RFC 1123), at most 63 characters */
  readonly name: string
  readonly reader: ClusterReader
  /** whether credential plugins named by the kubeconfig may be started */
  readonly allowExec: boolean
  /** whether the ConfigMaps cilium-config and kube-proxy of kube-system are read, published keys only */
  readonly configMaps: boolean
  /** policy APIs that it had and has no more, by dated and approved entries */
  readonly policyApisRemoved?: readonly RemovedPolicyApi[]
  /** namespaces in which enforcers and controllers are recognised; absent: what the scope file says */
  readonly platformNamespaces?: readonly string[]
  /** who runs its control plane; absent: its version and its nodes show it */
  readonly platform?: Exclude<PlatformName, 'unknown'>
}

/** Who compared the list of clusters with what, and when. Due again after 92 days. */
export type ListConfirmation = {
  readonly by: string
  readonly role: string
  /** a day, `2026-11-02` */
  readonly at: string
  readonly comparedWith: string
}

/** A cluster that is no longer expected, by a dated and approved entry. */
export type RetiredCluster = {
  readonly name: string
  /** a day, `2026-11-02` */
  readonly at: string
  readonly approvedBy: string
  readonly reason: string
}

/** A policy API that was taken out of a cluster on purpose: until an entry says so, its absence is a gap. */
export type RemovedPolicyApi = {
  /** `ciliumnetworkpolicies.cilium.io` */
  readonly api: ResourceName
  /** a day, `2026-11-02` */
  readonly at: string
  readonly approvedBy: string
  readonly reason: string
}

/** All clusters the organisation expects to be covered, sorted by name. */
export type Estate = {
  readonly members: readonly EstateMember[]
  readonly retired: readonly RetiredCluster[]
  /** absent: nobody confirmed that the list is whole, or there is no estate file */
  readonly listConfirmed?: ListConfirmation
  /** the file it was read from; a kubeconfig when there is no estate file */
  readonly file: string
}
