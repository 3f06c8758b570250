import type { Exposure, Pod } from './cluster.ts'
import type { Protocol } from './policy.ts'
import type { Explanation, PodClass, ReachVerdict } from './reachability.ts'

/** What takes traffic from outside first, and passes it on to the pods behind an Ingress or a route. */
export type Passage =
  | {
      readonly kind: 'pods'
      /** the controller's name for people: `ingress-nginx` */
      readonly controller: string
      readonly pods: readonly Pod[]
      /** whether some of them stand in namespaces declared as platform: elsewhere anybody may make pods that look like a controller */
      readonly recognised: boolean
    }
  /** a proxy on every node, part of the network plugin */
  | { readonly kind: 'node-proxy'; readonly controller: string }
  /** a load balancer outside of the cluster, which speaks to nodes or pods itself */
  | { readonly kind: 'outside'; readonly controller: string }
  | { readonly kind: 'unknown'; readonly why: string }

/** One step of a path from outside, decided by the policies on both of its sides. */
export type Hop = {
  /** `outside`, or a workload */
  readonly from: string
  readonly to: string
  readonly protocol: Protocol
  readonly port?: number
  readonly verdict: ReachVerdict
  /** what opens the step: a Service, a host port; absent: a controller passes traffic on, or nothing does */
  readonly entrance?: Exposure
  /** deciding rules; absent where no policy can be asked, because one side is not known */
  readonly explanation?: Explanation
  /** why it is not decided, or why it passes although policies were not asked */
  readonly because?: string
}

/** One way from outside the cluster to the pods of a class: directly, or through a controller. */
export type OutsidePath = {
  /** the Service, Ingress, route or pod that leads to them */
  readonly exposure: Exposure
  readonly destination: PodClass
  /** in order; passes where every one does */
  readonly hops: readonly Hop[]
  readonly verdict: ReachVerdict
}
