import type { ObjectKey } from './object.ts'
import type { Direction } from './policy.ts'

/** What is known of something that a network plugin may do; `unknown` where a version or a setting that is not visible decides. */
export type Known = 'yes' | 'no' | 'unknown'

/** Policy APIs of Kubernetes' special interest group that a network plugin may enforce beside NetworkPolicy, by kind. */
export type FurtherKind =
  'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy' | 'ClusterNetworkPolicy'

/** What enforces policies, as seen in the snapshot: never tested, only present. */
export type Enforcer =
  | {
      readonly kind: 'present'
      readonly name: string
      /** image tags of its agents, sorted; empty: digests or other names hide them */
      readonly versions: readonly string[]
      readonly evidence: readonly ObjectKey[]
      readonly ipBlockMatchesPods: boolean | 'unknown'
      /** whether it enforces NetworkPolicy in each direction */
      readonly directions: Readonly<Record<Direction, Known>>
      /** whether it enforces these beside NetworkPolicy */
      readonly further: Readonly<Record<FurtherKind, Known>>
      /** AdminNetworkPolicies of a higher number are not enforced; absent: all are */
      readonly lastPriority?: number
    }
  | { readonly kind: 'none'; readonly name: string; readonly evidence: readonly ObjectKey[] }
  | {
      readonly kind: 'unknown'
      readonly why: string
      /** `gap`: its settings were asked for and not read; absent: the cluster does not say */
      readonly cause?: 'gap'
    }

/** A policy, or its part for one direction, that the network plugin does not enforce: it counts as if it were not there. */
export type NotEnforced = {
  readonly policy: ObjectKey
  /** absent: in both */
  readonly direction?: Direction
  readonly why: string
}
