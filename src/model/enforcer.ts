import type { Evidence } from './evaluation.ts'
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
      /** whether a namespace stands for what is on the network of nodes, to which NetworkPolicies may refer; absent: none does */
      readonly hostNamespace?: Exclude<Known, 'no'>
      /** `unknown`: nodes may speak to pods from other addresses than their own without saying so. Absent: they say so, or do not */
      readonly tunnels?: 'unknown'
      /** true: policies may have no effect on pods without owner. Absent: owners make no difference */
      readonly ownedPodsOnly?: true
      /** AdminNetworkPolicies of a higher number are not enforced; absent: all are */
      readonly lastPriority?: number
      /** a setting that switches NetworkPolicy off in it; absent: none is known to */
      readonly withoutNetworkPolicy?: WithoutNetworkPolicy
    }
  | { readonly kind: 'none'; readonly name: string; readonly evidence: readonly ObjectKey[] }
  | {
      readonly kind: 'unknown'
      readonly why: string
      /**
       * `gap`: its settings were asked for and not read; `out-of-reach`: they switch policies off on some nodes, or were redacted; absent: the
       * cluster does not say what the plugin is
       */
      readonly cause?: 'gap' | 'out-of-reach'
    }

/** That a network plugin is set not to enforce NetworkPolicy, although it may enforce policies of its own. */
export type WithoutNetworkPolicy = {
  /** false: on some nodes only, or it may be */
  readonly everywhere: boolean
  /** the setting, or the object that sets it */
  readonly setting: string
  readonly evidence: ObjectKey
}

/** A policy, or its part for one direction, that the network plugin does not enforce: it counts as if it were not there. */
export type NotEnforced = {
  readonly policy: ObjectKey
  /** absent: in both */
  readonly direction?: Direction
  readonly why: string
  /** the setting that says so; absent: what is known of the plugin does */
  readonly evidence?: Evidence
}

/** The network plugin under which a policy is so, of all those that may be the one that enforces. */
export type PluginChoice = {
  readonly plugin: string
  readonly of: readonly string[]
  /** a sentence: why it is not certain which one does. As `uncertain` of a subject: that nothing else about it is */
  readonly why: string
}
