import type { KubeObject, ObjectKey, ResourceRef } from './object.ts'

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

/** Who is on one side of a connection. */
export type Peer =
  | { readonly kind: 'any' }
  /** pods of the pod network; hostNetwork pods are never matched (network-policies, "hostNetwork pods") */
  | { readonly kind: 'pods'; readonly namespaces: NamespaceChoice; readonly pods: Selector }
  /** addresses of one CIDR less the excepted ones */
  | {
      readonly kind: 'addresses'
      readonly cidr: string
      readonly except: readonly string[]
      /** whether the API says that pods match by their addresses; `by-enforcer` where it depends on the CNI */
      readonly matchesPods: 'yes' | 'no' | 'by-enforcer'
    }
  /** nodes by their labels, matched by address */
  | { readonly kind: 'nodes'; readonly selector: Selector }
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

/** One rule of a policy. Peers and traffic are each a union; both must match. */
export type Rule = {
  /** JSON pointer (RFC 6901) into the source object */
  readonly pointer: string
  readonly direction: Direction
  readonly action: 'allow' | 'deny' | 'pass'
  readonly peers: readonly Peer[]
  /** `all` is every protocol and port, also those without ports */
  readonly traffic: readonly Traffic[] | 'all'
  /** set where the rule allows only under a condition that is not decidable here (L7, FQDN): its allow counts as indeterminate */
  readonly conditional?: string
}

/**
 * Where in the order of evaluation a policy stands. Per endpoint and direction: tiers in ascending order; in each, see `combine`.
 *
 * - `union` (NetworkPolicy): isolated endpoints get the union of the allow rules, everything else is denied; not isolated: next tier.
 * - `ordered` (admin tiers): rules by priority, the first match decides; pass leaves the tier; no match falls to `otherwise`.
 */
export type Tier = {
  readonly name: string
  readonly order: number
  readonly combine: 'union' | 'ordered'
  /** ordered tiers only: what no match means for an endpoint that a policy of the tier selects */
  readonly otherwise: 'next' | 'deny'
  /** protocols of which the API says nothing: for endpoints that the tier isolates their answer is indeterminate. Absent: none */
  readonly undefinedFor?: readonly Protocol[]
}

/** A part of a policy that was read and not understood; analysis counts it as allowing and says so. */
export type Untranslated = { readonly pointer: string; readonly why: string }

/** Our form of one policy object of any API. Frozen; rules in the object's order. */
export type Policy = {
  readonly source: ObjectKey
  /** id of the policy API that translated it */
  readonly api: string
  readonly tier: Tier
  /** within an ordered tier, lower first; equal priorities are ambiguous. 0 in union tiers */
  readonly priority: number
  /** the endpoints it applies to */
  readonly subject: {
    readonly namespaces: NamespaceChoice
    readonly pods: Selector
    /** why it is not certain that the policy applies to them, in the isolated directions or at all; absent where it is */
    readonly uncertain?: string
  }
  /** union tiers: directions in which the subject becomes isolated */
  readonly isolates: readonly Direction[]
  readonly rules: readonly Rule[]
  readonly untranslated: readonly Untranslated[]
}

/** One policy API: what to list, and how to read one object. One file in src/policy and one line in its registry. */
export type PolicyApi = {
  readonly id: string
  readonly title: string
  readonly resources: readonly ResourceRef[]
  /** Pure; never throws on a JSON object of one of the resources: what it cannot read is `untranslated`. */
  translate(object: KubeObject): readonly Policy[]
}
