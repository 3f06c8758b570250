import type { NotEnforced, PluginChoice } from './enforcer.ts'
import type { KubeObject, Labels, ObjectKey, ResourceRef } from './object.ts'
import type { ServedPort } from './served.ts'

/** The side of a connection that a rule speaks for: ingress at the destination, egress at the source. */
export type Direction = 'ingress' | 'egress'

/** Transport protocols that have ports, and the atoms that have none. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP' | 'ICMP' | 'ICMPv6' | 'OTHER'

/** A label selector, canonical: all requirements hold together; none selects everything (meta/v1 LabelSelector). */
export type Selector = readonly SelectorRequirement[]

/** One requirement; `NotIn` and `DoesNotExist` also hold where the key is absent. */
export type SelectorRequirement = {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  /** sorted; empty for Exists and DoesNotExist */
  readonly values: readonly string[]
}

/** Which namespaces a selector over pods looks into. */
export type NamespaceChoice =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'selector'; readonly selector: Selector }

/**
 * What an expression looks at: labels of the pod (or of a named set of addresses), of its namespace, or of its service account; `facts` are
 * properties that exhibit reads from the object itself:
 * - `service-account`: the name of its service account
 * - `mesh`: how it takes part in a service mesh, `sidecar`, `ambient`, `waypoint` or `gateway`; absent: it does not
 * - `mesh-bypass`: there where it says that some of its traffic passes its proxy by
 * - `served/PORT`: of pods with a proxy beside them, what Services say of what is spoken on a TCP port (`ServedPort`), as JSON
 * An API may write facts of its own that its `settle` replaces.
 */
export type ExpressionScope = 'pod' | 'namespace' | 'service-account' | 'facts'

/** Any condition over labels, for APIs whose selectors are more than a list of requirements. */
export type Expression =
  | {
      readonly kind: 'requirement'
      readonly of: ExpressionScope
      readonly key: string
      /** `Contains`, `StartsWith` and `EndsWith` hold for the one value given; all but NotIn and DoesNotExist need the key */
      readonly operator: SelectorRequirement['operator'] | 'Contains' | 'StartsWith' | 'EndsWith'
      readonly values: readonly string[]
    }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }

/** Which pods of the pod network: all three conditions hold together. */
export type PodChoice = {
  readonly namespaces: NamespaceChoice
  readonly pods: Selector
  /** absent: no further condition */
  readonly where?: Expression
}

/** Whether something is so; `by-enforcer` where it depends on the network plugin. */
export type ByEnforcer = 'yes' | 'no' | 'by-enforcer'

/** Who is on one side of a connection. */
export type Peer =
  | { readonly kind: 'any' }
  /** pods of the pod network; hostNetwork pods are matched only as `hosts` says (network-policies, "hostNetwork pods") */
  | ({
      readonly kind: 'pods'
      /** true: there is no selector over pods, which a network plugin may tell from one that selects all. Absent: there is, or the API knows no such difference */
      readonly everyPod?: true
      /** whether nodes and hostNetwork pods match: `yes`, `maybe` all, since a selected namespace stands for them; `by-pods` perhaps all, if one is selected. Absent: none */
      readonly hosts?: 'yes' | 'maybe' | 'by-pods'
    } & PodChoice)
  /** addresses of one CIDR less the excepted ones */
  | {
      readonly kind: 'addresses'
      readonly cidr: string
      readonly except: readonly string[]
      /** whether pods of the pod network match by their addresses */
      readonly matchesPods: ByEnforcer
      /** whether nodes, and pods on their network, match by their addresses. Absent: as pods do where those match, else yes */
      readonly matchesNodes?: 'yes' | 'no'
    }
  /** addresses of named sets (NetworkSet, CIDR group) of one family */
  | {
      readonly kind: 'address-sets'
      readonly family: string
      /** absent: any name */
      readonly name?: string
      /** over the labels of the set (`pod`) and of its namespace; absent: any */
      readonly where?: Expression
      readonly matchesPods: ByEnforcer
      readonly matchesNodes?: 'yes' | 'no'
    }
  /** whatever a DNS name resolves to: may be any address outside of the cluster, and where `matchesPods` any pod */
  | { readonly kind: 'names'; readonly pattern: string; readonly matchesPods: 'yes' | 'no' }
  /** what stands behind Services: the pods that they select, else the addresses of their EndpointSlices; all that is given must fit */
  | {
      readonly kind: 'service'
      /** absent: any namespace */
      readonly namespace?: string
      /** absent: any name */
      readonly name?: string
      /** over the labels of the Service; absent: any */
      readonly labels?: Selector
      /** whether the addresses of a Service without selector match pods, and nodes */
      readonly matchesPods: ByEnforcer
      readonly matchesNodes?: 'yes' | 'no'
      /** true: every cluster has it, so that where it was not read it may be any address outside of the pod network */
      readonly always?: true
    }
  /** nodes by their labels, matched by address, with the pods on their network */
  | { readonly kind: 'nodes'; readonly selector: Selector }
  /** an endpoint of the network plugin itself, by the name that policies know: `ingress`, Cilium's proxy for Ingresses and Gateways */
  | { readonly kind: 'entity'; readonly name: string }
  /** everyone that the peer does not match */
  | { readonly kind: 'not'; readonly peer: Peer }
  /** everyone that all of the peers match; at least one */
  | { readonly kind: 'all-of'; readonly peers: readonly Peer[] }
  /** nothing at all: a peer that fails closed */
  | { readonly kind: 'none' }

/** Which protocol and destination ports. */
export type Traffic =
  /** all ports of one protocol when from and to are absent; inclusive bounds otherwise */
  | {
      readonly kind: 'ports'
      readonly protocol: Protocol
      readonly from?: number
      readonly to?: number
    }
  /** resolved on each destination pod by name and protocol; unmatched matches nothing */
  | { readonly kind: 'named'; readonly name: string; readonly protocol: Protocol }
  /** what is in one list and not in the other */
  | {
      readonly kind: 'less'
      readonly of: readonly Traffic[] | 'all'
      readonly less: readonly Traffic[]
    }

/** One rule of a policy. Peers and traffic are each a union; both must match. */
export type Rule = {
  /** JSON pointer (RFC 6901) into the source object */
  readonly pointer: string
  readonly direction: Direction
  readonly action: 'allow' | 'deny' | 'pass'
  readonly peers: readonly Peer[]
  /** `all` is every protocol and port, also those without ports */
  readonly traffic: readonly Traffic[] | 'all'
  /** set where the rule applies only under a condition that is not decidable here (L7, FQDN): what it matches counts as indeterminate */
  readonly conditional?: string
  /** true: it stands for what passes where nothing enforces its policy; `conditional` says why that may be */
  readonly unenforced?: true
  /** set where the rule fails closed because a part of it says nothing: what its other parts say. Absent: it says what it means */
  readonly closed?: {
    readonly peers: readonly Peer[]
    /** absent: its traffic is the part that says nothing */
    readonly traffic?: readonly Traffic[] | 'all'
  }
}

/**
 * Where in the order of evaluation a policy stands. Per endpoint, direction and layer: tiers in ascending order; in each, see `combine`.
 * - `union` (NetworkPolicy): isolated endpoints get the union of the allow rules, denies first, everything else is denied; not isolated:
 *   next tier. Tiers of the same order add up.
 * - `ordered` (admin tiers): rules by priority, the first match decides; pass leaves the tier; no match falls to `otherwise`.
 */
export type Tier = {
  readonly name: string
  /** layers are decided each on its own and all must allow: the network plugin, and a service mesh at the destination. Absent: network */
  readonly layer?: 'network' | 'mesh'
  readonly order: number
  readonly combine: 'union' | 'ordered'
  /** ordered tiers only: what no match means for an endpoint that a policy of the tier selects in the direction */
  readonly otherwise: 'next' | 'deny'
  /** protocols of which the API says nothing: for endpoints that the tier isolates their answer is indeterminate. Absent: none */
  readonly undefinedFor?: readonly Protocol[]
  /** union tiers: why what nothing but isolation denies may yet be allowed by a rule of a later tier. Absent: it is denied */
  readonly deniesLast?: string
  /** ordered tiers that deny the rest: the sentence that says so. Absent: the tier denies it */
  readonly rest?: string
  /** the object that says where the tier stands was not found. Absent: it was, or the API has no such object */
  readonly missing?: true
}

/** A part of a policy that was read and not understood; analysis counts it as allowing and says so. */
export type Untranslated = { readonly pointer: string; readonly why: string }

/** The endpoints that a policy applies to. */
export type Subject = (
  | ({ readonly kind: 'pods' } & PodChoice)
  /** nodes by their labels: the pods on their network */
  | { readonly kind: 'nodes'; readonly selector: Selector }
  /** nodes by their names; none: no node */
  | { readonly kind: 'node-names'; readonly names: readonly string[] }
) & {
  /** endpoints of the network plugin itself that it applies to besides, by name; absent: none */
  readonly entities?: readonly string[]
  /** narrows them to those that any of these peers match, each by its own addresses and labels; absent: all of them */
  readonly within?: readonly Peer[]
  /** why it is not certain that the policy applies to them, in the isolated directions or at all; absent where it is */
  readonly uncertain?: string
}

/** Our form of one policy object of any API. Frozen; rules in the object's order. */
export type Policy = {
  readonly source: ObjectKey
  /** JSON pointer to the part of the object that it comes from; empty: the object itself. Absent: `/spec` */
  readonly place?: string
  /** id of the policy API that translated it */
  readonly api: string
  readonly tier: Tier
  /** within an ordered tier, lower first; equal priorities are ambiguous. 0 in union tiers */
  readonly priority: number
  readonly subject: Subject
  /** directions in which the subject becomes isolated (union tiers), or in which the policy is one of its tier without a rule (ordered tiers that deny the rest) */
  readonly isolates: readonly Direction[]
  readonly rules: readonly Rule[]
  /** rules of a direction that the object says it is not for: the API passes them over, an enforcer may not. Absent: none */
  readonly unlisted?: readonly Rule[]
  readonly untranslated: readonly Untranslated[]
  /** settings without which the enforcer takes the object otherwise, or not at all; the API's `settle` looks at them. Absent: none */
  readonly needs?: readonly string[]
  /** it is so where one of several network plugins enforces, and which one does is not known. Absent: whichever does */
  readonly under?: PluginChoice
}

/** Addresses under one name, that policies refer to. */
export type AddressSet = {
  readonly source: ObjectKey
  /** the kind of set, as peers name it */
  readonly family: string
  /** absent: of no namespace */
  readonly namespace?: string
  readonly name: string
  readonly labels: Labels
  /** true: it may have labels that were not read */
  readonly partlyLabelled?: true
  readonly blocks: readonly { readonly cidr: string; readonly except: readonly string[] }[]
  /** parts that could not be read: the set may hold any address */
  readonly untranslated: readonly Untranslated[]
}

/** What is known of a service mesh. */
export type MeshPresence = {
  /** why it is not certain that proxies beside pods, or for themselves, enforce; absent: their control plane is ready, or taken to run */
  readonly sidecar?: string
  /** the same for the proxies of nodes */
  readonly ambient?: string
  /** why its control plane was not looked for: it is taken to run; absent: it was looked for */
  readonly taken?: string
  /** whether some pod says that some of its traffic passes its proxy by */
  readonly bypassed: boolean
}

/** What a policy API is told of the rest of the cluster, to settle what its policies mean there. All lists sorted by key. */
export type PolicyWorld = {
  /** policies of all APIs, as translated and as earlier APIs of the registry settled them */
  readonly policies: readonly Policy[]
  /** the same as translated */
  readonly stated: readonly Policy[]
  /** objects of the API's own `context` resources, as the snapshot has them */
  readonly context: readonly KubeObject[]
  /** settings in published ConfigMaps of kube-system, by ConfigMap name; absent where they were not read */
  readonly settings: ReadonlyMap<string, Labels>
  /** the name of the enforcer that is present (`Cilium`, `Calico`) and image tags of its agents; absent where none is known */
  readonly enforcer?: string
  readonly versions?: readonly string[]
  /** absent: nothing is known of a mesh */
  readonly mesh?: MeshPresence
  /** by namespace, what stands in the facts `served/PORT` of its pods, each once. Absent: nothing is known of Services */
  readonly served?: ReadonlyMap<string, readonly ServedPort[]>
}

/** What an API makes of the cluster's policies. */
export type Settled = {
  readonly policies: readonly Policy[]
  readonly addressSets?: readonly AddressSet[]
  /** what was assumed because the cluster does not say, one sentence each */
  readonly assumptions?: readonly string[]
  /** what makes every answer uncertain, one sentence each */
  readonly blockers?: readonly string[]
  /** policies that settings switch off, which are none of `policies` */
  readonly notEnforced?: readonly NotEnforced[]
}

/** One policy API: what to list, and how to read one object. One file in src/policy and one line in its registry. */
export type PolicyApi = {
  readonly id: string
  readonly title: string
  /** objects that are policies */
  readonly resources: readonly ResourceRef[]
  /** objects that say what policies mean: tiers, sets of addresses, settings of a mesh. Absent: none */
  readonly context?: readonly ResourceRef[]
  /** Pure; never throws on a JSON object of one of the resources: what it cannot read is `untranslated`. */
  translate(object: KubeObject): readonly Policy[]
  /** What the policies mean in this cluster, in any order: tiers, defaults, what settings change. Pure; never throws. Absent: as translated. */
  settle?(world: PolicyWorld): Settled
}
