import type { UnreadableObject } from './cluster.ts'
import type { ControlPlane } from './control-plane.ts'
import type { PolicyMark } from './history.ts'
import type { ObjectKey } from './object.ts'
import type { LiteralShape } from './literals.ts'
import type { ImageVerifier, SecretStoreApi } from './origins.ts'
import type { PersistentVolume } from './persistent-volumes.ts'
import type { PodAdmission } from './pod-admission.ts'
import type { PodSecurity } from './pod-security.ts'
import type { Quota } from './quotas.ts'
import type { Rights } from './rights.ts'
import type { PodGroup, ServiceAccount, TokenShape } from './service-accounts.ts'

/** What checks ask of a cluster beside who can reach whom. */
export type ClusterFacts = {
  readonly rights: Rights
  /** sorted by key */
  readonly serviceAccounts: readonly ServiceAccount[]
  /** sorted by namespace, workload and key */
  readonly tokens: readonly PodGroup<TokenShape>[]
  readonly controlPlane: ControlPlane
  /** sorted by namespace, workload and key */
  readonly literals: readonly PodGroup<LiteralShape>[]
  readonly podSecurity: PodSecurity
  /** sorted by key */
  readonly quotas: readonly Quota[]
  /** what decides which traffic may pass, and what says what it means; sorted by key */
  readonly policyMarks: readonly PolicyMark[]
  /** what refuses or alters objects when they are made, sorted */
  readonly admission: readonly ObjectKey[]
  readonly podAdmission: PodAdmission
  /** sorted by key */
  readonly persistentVolumes: readonly PersistentVolume[]
  /** sorted by key */
  readonly secretStores: readonly SecretStoreApi[]
  /** sorted by key and name */
  readonly imageVerifiers: readonly ImageVerifier[]
  /** objects with fields that their API does not define: in none of the above; sorted by key */
  readonly unreadable: readonly UnreadableObject[]
}
