import type { ObjectKey } from './object.ts'
import type { Direction } from './policy.ts'

/**
 * One way around the policies of a workload, as evidence of its own.
 *
 * - `node`: what a node runs reaches the pods on it, and they reach it
 * - `host-network`: pods on the network of the same nodes; `pods` are these
 * - `on-host-network`: the workload's own pods are on the network of their node; `pods` are these
 * - `no-policy`: no policy isolates it in a direction; `allowedBy` does then
 * - `default-allow`: policies select it and leave what they do not decide to what `allowedBy` names; `policies` are these
 * - `not-enforced`: policies that the network plugin does not enforce
 * - `no-owner`: pods without owner, to which the network plugin does not apply policies for certain; `pods` are these
 * - `further-network`: pods on networks beside the cluster's own, of which no policy here speaks; `pods` are these
 * - `mesh-proxy`: annotations let traffic pass the proxy of the mesh by; `pods` have them
 */
export type Bypass = {
  readonly kind:
    | 'node'
    | 'host-network'
    | 'on-host-network'
    | 'no-policy'
    | 'default-allow'
    | 'not-enforced'
    | 'no-owner'
    | 'further-network'
    | 'mesh-proxy'
  readonly direction: Direction | 'both'
  /** one sentence for people */
  readonly said: string
  /** sorted; so are the others */
  readonly nodes: readonly string[]
  readonly pods: readonly ObjectKey[]
  /** objects that make it so; empty: their absence does */
  readonly policies: readonly ObjectKey[]
  /** of `no-policy` and `default-allow` */
  readonly allowedBy?: AllowedBy
}

/** What allows where no policy decides. */
export type AllowedBy =
  /** the network plug-in, without any object that says so */
  | { readonly kind: 'default'; readonly said: string }
  /** a profile of Calico; the object and its rule where the snapshot has it, else it is the one that every namespace has */
  | {
      readonly kind: 'profile'
      readonly name: string
      readonly object?: ObjectKey
      readonly pointer?: string
      readonly said: string
    }
