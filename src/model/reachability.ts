import type { ObjectKey } from './object.ts'
import type { Direction, Protocol } from './policy.ts'
import type { Pod, WorkloadName } from './cluster.ts'

/** The answer for one connection. In segmentation, indeterminate counts as allowed. */
export type ReachVerdict = 'allowed' | 'denied' | 'indeterminate'

/** Destination ports of one protocol, inclusive; protocols without ports have neither bound. */
export type PortRange = {
  readonly protocol: Protocol
  readonly from?: number
  readonly to?: number
}

/** A set of (protocol, destination port), canonical: sorted by protocol, then port; ranges merged. Equal sets are the same object. */
export type ConnectionSet = { readonly id: number; readonly ranges: readonly PortRange[] }

/** One side of connections: a class of pods that no policy can tell apart, or a range of addresses. */
export type Endpoint = PodClass | AddressCell

/** Pods of one workload that no policy can tell apart. */
export type PodClass = {
  readonly kind: 'pods'
  readonly index: number
  readonly namespace: string
  readonly workload: WorkloadName
  readonly hostNetwork: boolean
  /** at least one; sorted by key */
  readonly pods: readonly Pod[]
}

/** External addresses that no policy can tell apart. */
export type AddressCell = {
  readonly kind: 'addresses'
  readonly index: number
  readonly family: 4 | 6
  /** inclusive bounds, canonical text; sorted */
  readonly ranges: readonly { readonly from: string; readonly to: string }[]
}

/** What may pass from one endpoint to another. */
export type Reach = { readonly allowed: ConnectionSet; readonly indeterminate: ConnectionSet }

/** A rule, or the isolation of a policy, that takes part in an answer. */
export type DecidingRule = {
  readonly policy: ObjectKey
  /** of the rule; of the specification where a policy isolates, or has no rule for the connection; empty: the object has none */
  readonly pointer: string
  /** `silent`: it selects the side and has no rule that decides; `unenforced`: whether anything enforces it is not known */
  readonly effect:
    'allows' | 'denies' | 'passes' | 'isolates' | 'silent' | 'untranslated' | 'unenforced'
}

/**
 * What leaves an answer open:
 *
 * - `not-understood`: a part of the policy was not understood
 * - `condition`: a rule holds under a condition that is not decidable here (layer 7, a cloud's security groups, the version of the plug-in)
 * - `applies`: whether the policy is in force for the side is not known (a missing tier, a plug-in that may not enforce it)
 * - `enforcement`: whether the proxies of a mesh enforce the policy is not known
 * - `labels`: labels that decide were not read or were redacted
 * - `names`: names are resolved by DNS
 * - `addresses`: addresses of pods or of named sets, or whether they count, are not known
 * - `services`: what stands behind a Service is not known
 * - `nodes`: labels or addresses of nodes, or on which node a pod runs, are not known
 * - `protocol`: the API does not define the protocol
 * - `order`: policies of equal priority do not agree
 * - `later-tier`: what isolation denies may be allowed by a rule of a later tier
 * - `unread`: something of the cluster that was not read, not understood or is not known may allow what policies deny
 * - `placement`: whether pods share a node, where nothing denies, is not known
 * - `several`: which of several endpoints is meant is not known
 * - `tunnel`: whether the mesh carries the connection in a tunnel is not known
 * - `waypoint`: whether a waypoint of the mesh takes the connection, or which pods it has, is not known
 * - `translation`: where a Service or a port of a node leads, whom it lets in, or which addresses policies see then is not known
 */
export type DoubtKind =
  | 'not-understood'
  | 'condition'
  | 'applies'
  | 'enforcement'
  | 'labels'
  | 'names'
  | 'addresses'
  | 'services'
  | 'nodes'
  | 'protocol'
  | 'order'
  | 'later-tier'
  | 'unread'
  | 'placement'
  | 'several'
  | 'tunnel'
  | 'translation'
  | 'waypoint'

/** Kinds of doubt that no single policy causes. */
export type GeneralDoubt =
  'placement' | 'several' | 'translation' | 'tunnel' | 'unread' | 'waypoint'

/** One reason why an answer is indeterminate. */
export type Doubt =
  | {
      readonly kind: Exclude<DoubtKind, GeneralDoubt>
      readonly policy: ObjectKey
      /** the part of the policy that leaves it open */
      readonly pointer: string
      /** for people, without the name of the policy */
      readonly why: string
    }
  | { readonly kind: GeneralDoubt; readonly why: string }

/** Why one side of a connection answers as it does. */
export type SideExplanation = {
  readonly direction: Direction
  readonly verdict: ReachVerdict
  /** deciding rules, sorted; empty where no policy selects this side */
  readonly rules: readonly DecidingRule[]
  /** one sentence for people: "no policy isolates ingress of shop/web", "none of 3 rules matches TCP 5432" */
  readonly because: string
  /** why the answer is indeterminate, at least one, in the order of evaluation; absent where it is definite */
  readonly doubts?: readonly Doubt[]
}

/** One connection, decided and explained on both sides. */
export type Explanation = {
  readonly verdict: ReachVerdict
  /** names for people: `shop/Deployment/web`, `203.0.113.0-203.0.113.255` */
  readonly source: string
  readonly destination: string
  readonly protocol: Protocol
  readonly port?: number
  /** all that has this answer between both, as far as it was asked, of which this connection is one; sorted as in a ConnectionSet; absent: one connection was asked */
  readonly traffic?: readonly PortRange[]
  readonly egress: SideExplanation
  readonly ingress: SideExplanation
}

/** Whether policies of the network plugin select an endpoint in a direction, and which; those of a mesh are not counted. */
export type Isolation = {
  readonly isolated: boolean
  readonly policies: readonly ObjectKey[]
  /** a part of some of them was not understood, or labels that decide whether it applies were not read or were redacted */
  readonly untranslated: boolean
}

/** A destination with the sources from which something may pass to it, in the order of the endpoints, and what. */
export type Arrivals = {
  readonly destination: Endpoint
  readonly from: readonly (readonly [source: Endpoint, reach: Reach])[]
}

/** A source with the destinations to which something may pass from it, in the order of the endpoints, and what. */
export type Departures = {
  readonly source: Endpoint
  readonly to: readonly (readonly [destination: Endpoint, reach: Reach])[]
}

/** The answers of the analysis for one cluster. Endpoints: pod classes by key of their first pod, then address cells. */
export type Reachability = {
  readonly endpoints: readonly Endpoint[]
  readonly podClasses: readonly PodClass[]
  readonly addressCells: readonly AddressCell[]
  /** what was assumed because the cluster does not say, one sentence each, sorted */
  readonly assumptions: readonly string[]
  /** what makes every answer uncertain (policy APIs not understood, gaps), one sentence each; empty: nothing */
  readonly blockers: readonly string[]
  between(source: Endpoint, destination: Endpoint): Reach
  /**
   * For each destination, in the order given and as often: those of these sources from which anything may pass over TCP, UDP or SCTP, or passes
   * for certain over another protocol. Much faster than asking for each pair where most are denied.
   */
  passing(sources: readonly Endpoint[], destinations: readonly Endpoint[]): Iterable<Arrivals>
  /** The same seen from the sources: for each, in the order given and as often, those of these destinations that `passing` would find it for. */
  passingFrom(sources: readonly Endpoint[], destinations: readonly Endpoint[]): Iterable<Departures>
  /** `by`: the Service, `namespace/name`, to whose address the connection was made. Absent: any way to the pod counts */
  explain(
    source: Endpoint,
    destination: Endpoint,
    protocol: Protocol,
    port?: number,
    by?: string,
  ): Explanation
  isolation(endpoint: Endpoint, direction: Direction): Isolation
  /** the class of a pod; undefined when the pod is not part of the model */
  classOf(pod: ObjectKey): PodClass | undefined
}
