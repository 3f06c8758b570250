import type { Namespace } from '../../model/cluster.ts'
import type { Enforcer, Known } from '../../model/enforcer.ts'
import type { Labels } from '../../model/object.ts'
import type { Direction, Peer, Policy, Rule, Selector } from '../../model/policy.ts'
import { networkPolicyApi } from '../../policy/network-policy.ts'
import { selects } from '../objects/label-match.ts'
import type { Ternary } from '../objects/label-match.ts'

/** A namespace without pods that stands for what is on the network of nodes, and the labels that it is known to have. */
type HostNamespace = { readonly name: string; readonly labels: Labels }

/**
 * The names that such a namespace has: OpenShift's (4.6 release notes, "network policies support selecting host network traffic"), and the one of
 * OVN-Kubernetes' own manifests (OVN_HOST_NETWORK_NAMESPACE in dist/images/ovnkube.sh). A namespace that its agents were given another name for is not known.
 */
export const HOST_NAMESPACES: readonly HostNamespace[] = [
  hostNamespace('openshift-host-network', { 'policy-group.network.openshift.io/host-network': '' }),
  hostNamespace('ovn-host-network', {}),
]

function hostNamespace(name: string, labels: Labels): HostNamespace {
  return { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } }
}

type Pods = Extract<Peer, { kind: 'pods' }>

/**
 * NetworkPolicies with what their selectors mean besides pods of the pod network.
 *
 * OVN-Kubernetes gives one namespace the addresses from which nodes speak to pods (ensureNodeLogicalNetwork). A peer that selects namespaces and gives no
 * selector over pods means the addresses of its namespaces; any other means those of its pods, also of hostNetwork pods, whose address is the node's
 * (useNamespaceAddrSet: "nil and empty PodSelectors behave differently"; OpenShift, "About network policy": "You must use the podSelector set to {}").
 * Older versions take an empty selector over pods for none. So what comes in by the namespace is certain, and all else is not. Where no network plugin is
 * known it may be this one: what the namespace stands for is then open, since nothing else gives a namespace of that name a meaning.
 */
export function withHosts(
  policies: readonly Policy[],
  enforcer: Enforcer,
  namespaces: ReadonlyMap<string, Namespace>,
): readonly Policy[] {
  const does = takesHosts(enforcer, policies)
  if (does === 'no') return policies
  return policies.map((policy) => {
    const isAsTheApiSays = policy.api === networkPolicyApi.id && policy.under === undefined
    if (!isAsTheApiSays) return policy
    const rules = policy.rules.map((rule) => ruleWithHosts(rule, does, namespaces))
    return rules.every((rule, at) => rule === policy.rules[at])
      ? policy
      : Object.freeze({ ...policy, rules })
  })
}

/** Policies of Calico and Cilium show which network plugin it is, where none is known. */
function takesHosts(enforcer: Enforcer, policies: readonly Policy[]): Known {
  switch (enforcer.kind) {
    case 'present':
      return enforcer.hostNamespace ?? 'no'
    case 'none':
      return 'no'
    case 'unknown':
      return policies.some(({ api }) => api === 'calico' || api === 'cilium') ? 'no' : 'unknown'
  }
}

function ruleWithHosts(
  rule: Rule,
  does: Exclude<Known, 'no'>,
  namespaces: ReadonlyMap<string, Namespace>,
): Rule {
  const peers = rule.peers.map((peer) => {
    const hosts = peer.kind === 'pods' ? hostsOf(peer, rule.direction, does, namespaces) : undefined
    return hosts === undefined ? peer : { ...peer, hosts }
  })
  return peers.every((peer, at) => peer === rule.peers[at])
    ? rule
    : Object.freeze({ ...rule, peers })
}

function hostsOf(
  { namespaces: choice, pods, everyPod }: Pods,
  direction: Direction,
  does: Exclude<Known, 'no'>,
  namespaces: ReadonlyMap<string, Namespace>,
): Pods['hosts'] {
  const found =
    choice.kind === 'selector' && pods.length === 0
      ? findsHostNamespace(choice.selector, namespaces)
      : 'no'
  if (found !== 'no') {
    const isSure = does === 'yes' && found === 'yes' && everyPod === true
    return isSure && direction === 'ingress' ? 'yes' : 'maybe'
  }
  return does === 'yes' && everyPod !== true ? 'by-pods' : undefined
}

/** One that was not read is found only by what names it: in folders of manifests the platform's own namespaces are missing. */
function findsHostNamespace(
  selector: Selector,
  namespaces: ReadonlyMap<string, Namespace>,
): Ternary {
  const answers = HOST_NAMESPACES.map(({ name, labels }): Ternary => {
    const read = namespaces.get(name)
    if (read?.read === true) return selects(selector, read.labels)
    const isNamed = selector.some(({ operator }) => operator === 'In' || operator === 'Exists')
    return isNamed && selects(selector, labels) === 'yes' ? 'maybe' : 'no'
  })
  if (answers.includes('yes')) return 'yes'
  return answers.includes('maybe') ? 'maybe' : 'no'
}
