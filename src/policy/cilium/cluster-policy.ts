import type { Peer, Policy, Rule, Traffic } from '../../model/policy.ts'
import { alsoOthers, namesApart } from './departures.ts'
import type { NeededSetting } from './refusals.ts'

/** Why a rule that fails closed may not (pkg/k8s/cluster_network_policy.go of 1.20). */
const CLOSED =
  'a rule with a part that says nothing should fail closed, and Cilium 1.20 keeps its other parts'

/** Why networks may leave out pods and nodes. */
const NETWORKS =
  'by the API networks match pods and nodes, to Cilium 1.20 only as policy-cidr-match-mode says'

/** Why names of DNS open more (pkg/k8s/cluster_network_policy.go, kcnpParseFQDNSelectors). */
const LOOKUPS =
  'where a rule accepts domain names, Cilium 1.20 lets DNS to pods with k8s-app=kube-dns pass'

const KUBE_DNS: Peer = {
  kind: 'pods',
  namespaces: { kind: 'selector', selector: [] },
  pods: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }],
}

const WITH_PORTS: readonly Traffic[] = (['TCP', 'UDP', 'SCTP'] as const).map((protocol) => ({
  kind: 'ports',
  protocol,
}))

/** A ClusterNetworkPolicy with all that Cilium 1.20, the first to read it, may make of it: each departure from the API only perhaps. */
export function clusterPolicyOfCilium(policy: Policy): Policy {
  const needs = neededBy(policy.rules)
  return {
    ...policy,
    rules: policy.rules.flatMap(rulesOf),
    ...(needs.length === 0 ? {} : { needs }),
  }
}

/** Settings without which Cilium refuses the object as a whole. */
function neededBy(rules: readonly Rule[]): readonly NeededSetting[] {
  const some = (kind: Peer['kind']) =>
    rules.some(({ peers, closed }) =>
      [...peers, ...(closed?.peers ?? [])].some((peer) => peer.kind === kind),
    )
  return [
    ...(some('names') ? ['enable-l7-proxy' as const] : []),
    ...(some('nodes') ? ['enable-node-selector-labels' as const] : []),
  ]
}

function rulesOf(rule: Rule): readonly Rule[] {
  if (rule.closed !== undefined) return unlessClosed(rule, rule.closed)
  return [...byMode(rule), ...alsoLookups(rule)]
    .flatMap((each) => [each, ...alsoOthers(each)])
    .flatMap(namesApart)
}

/** A rule that should deny all still denies what its traffic is; one that should match nothing may match what its other peers are. */
function unlessClosed(
  rule: Rule,
  { peers, traffic }: NonNullable<Rule['closed']>,
): readonly Rule[] {
  const { pointer, direction, action } = rule
  const kept = {
    pointer,
    direction,
    peers,
    traffic: traffic ?? 'all',
    conditional: CLOSED,
  } as const
  if (action === 'allow') return [rule, ...rulesOf({ ...kept, action })]
  const surely = traffic === undefined ? [] : [{ ...rule, traffic }]
  return [...surely.flatMap(namesApart), { ...rule, conditional: CLOSED }]
}

/** Blocks in two: outside addresses, and pods and nodes as Cilium is set to match them, surely; the others perhaps. */
function byMode(rule: Rule): readonly Rule[] {
  const blocks = rule.peers.filter((peer) => peer.kind === 'addresses')
  if (blocks.length === 0) return [rule]
  const set = blocks.map(({ cidr, except }): Peer => {
    return { kind: 'addresses', cidr, except, matchesPods: 'by-enforcer' }
  })
  const others = rule.peers.filter((peer) => peer.kind !== 'addresses')
  return [
    { ...rule, peers: [...others, ...set] },
    { ...rule, peers: blocks, conditional: rule.conditional ?? NETWORKS },
  ]
}

function alsoLookups(rule: Rule): readonly Rule[] {
  const names = rule.action === 'allow' && rule.peers.some(({ kind }) => kind === 'names')
  return names ? [{ ...rule, peers: [KUBE_DNS], traffic: WITH_PORTS, conditional: LOOKUPS }] : []
}
