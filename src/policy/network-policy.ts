import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { pointerTo } from '../core/json-pointer.ts'
import { objectKeyOf } from '../core/object-key.ts'
import type { KubeObject } from '../model/object.ts'
import type {
  Direction,
  Policy,
  PolicyApi,
  Rule,
  Selector,
  Tier,
  Untranslated,
} from '../model/policy.ts'
import { frozen, isGiven, listOrNothing, placed, refuseUnknown, textList } from './fields.ts'
import { readPeers } from './network-policy-peer.ts'
import { readTraffic } from './network-policy-port.ts'
import { openRule } from './open-rules.ts'
import { EVERYTHING, readSelector } from './selector.ts'

/**
 * Where NetworkPolicy stands: rules add up, there is no order and no deny. It defines TCP, UDP and SCTP only; what happens to other
 * protocols of an isolated pod is up to the network plugin (kubernetes.io, network policies, "network traffic filtering").
 */
export const NETWORK_POLICY_TIER: Tier = frozen({
  name: 'NetworkPolicy',
  order: 1000,
  combine: 'union',
  otherwise: 'deny',
  undefinedFor: ['ICMP', 'ICMPv6', 'OTHER'],
})

/** NetworkPolicy of networking.k8s.io/v1 (kubernetes/api, networking/v1/types.go). */
export const networkPolicyApi: PolicyApi = frozen({
  id: 'network-policy',
  title: 'NetworkPolicy v1',
  resources: [
    {
      group: 'networking.k8s.io',
      version: 'v1',
      resource: 'networkpolicies',
      kind: 'NetworkPolicy',
      namespaced: true,
    },
  ],
  translate,
})

function translate(object: KubeObject): readonly Policy[] {
  const faults: Untranslated[] = []
  refuseUnknown(object, ['apiVersion', 'kind', 'metadata', 'spec', 'status'], '', faults)
  const spec = specOf(object, faults)
  const silent = faults.length > 0 && !isGiven(spec.policyTypes)
  const pods = podSelectorOf(spec, faults)
  const types = silent ? undefined : policyTypesOf(spec, faults)
  const uncertain = faults[0]
  const home = object.metadata.namespace ?? 'default'
  const isolates: readonly Direction[] = types ?? ['egress', 'ingress']
  const rules = isolates
    .toReversed()
    .flatMap((direction) => [
      ...rulesOf(spec, direction, home, faults),
      ...(uncertain === undefined ? [] : [openRule(direction, uncertain.pointer, uncertain.why)]),
    ])
  const unlisted = unlistedRules(spec, isolates, home)
  return frozen([
    {
      source: objectKeyOf(object),
      ...placed(object),
      api: networkPolicyApi.id,
      tier: NETWORK_POLICY_TIER,
      priority: 0,
      subject: {
        kind: 'pods',
        namespaces: { kind: 'name', name: home },
        pods: pods ?? EVERYTHING,
        ...(uncertain === undefined ? {} : { uncertain: `${uncertain.pointer}: ${uncertain.why}` }),
      },
      isolates,
      rules,
      ...(unlisted.length === 0 ? {} : { unlisted }),
      untranslated: faults.sort((a, b) => (a.pointer < b.pointer ? -1 : 1)),
    },
  ])
}

/** Rules of directions that policyTypes leave out: nothing by the API, so that a fault in them is none of the policy. */
function unlistedRules(spec: JsonObject, isolates: readonly Direction[], home: string): Rule[] {
  return (['ingress', 'egress'] as const)
    .filter((direction) => !isolates.includes(direction) && isGiven(spec[direction]))
    .flatMap((direction) => rulesOf(spec, direction, home, []))
}

/** The specification; absent or null is an empty one, which selects all pods of the namespace and allows no ingress. */
function specOf(object: KubeObject, faults: Untranslated[]): JsonObject {
  const spec = object.spec ?? {}
  if (isJsonObject(spec)) {
    refuseUnknown(spec, ['podSelector', 'policyTypes', 'ingress', 'egress'], '/spec', faults)
    return spec
  }
  faults.push({ pointer: '/spec', why: 'a specification is an object' })
  return {}
}

function podSelectorOf(spec: JsonObject, faults: Untranslated[]): Selector | undefined {
  return readSelector(spec.podSelector ?? {}, '/spec/podSelector', faults)
}

/**
 * The directions that a policy isolates, sorted. Stated by policyTypes; where that is missing or empty: ingress always, and egress when
 * there is at least one egress rule. undefined when policyTypes is not understood.
 */
function policyTypesOf(spec: JsonObject, faults: Untranslated[]): readonly Direction[] | undefined {
  const types = textList(spec.policyTypes ?? [])
  if (!types?.every((type) => type === 'Ingress' || type === 'Egress')) {
    faults.push({ pointer: '/spec/policyTypes', why: 'only Ingress and Egress are known' })
    return undefined
  }
  if (types.length > 0)
    return (['egress', 'ingress'] as const).filter((direction) =>
      types.some((type) => type === typeOf(direction)),
    )
  const egress = spec.egress ?? []
  return Array.isArray(egress) && egress.length === 0 ? ['ingress'] : ['egress', 'ingress']
}

function typeOf(direction: Direction): string {
  return direction === 'ingress' ? 'Ingress' : 'Egress'
}

function rulesOf(
  spec: JsonObject,
  direction: Direction,
  home: string,
  faults: Untranslated[],
): Rule[] {
  const pointer = `/spec/${direction}`
  const rules = listOrNothing(spec[direction], pointer, faults)
  if (rules === undefined) return [openRule(direction, pointer, 'a list is expected')]
  return rules.flatMap((rule, index) =>
    ruleOf(rule, pointerTo(pointer, index), direction, home, faults),
  )
}

/** One rule as read, and what it may allow besides because a part of it was not understood. */
function ruleOf(
  rule: JsonValue,
  pointer: string,
  direction: Direction,
  home: string,
  faults: Untranslated[],
): Rule[] {
  const peerField = direction === 'ingress' ? 'from' : 'to'
  if (!isJsonObject(rule)) {
    faults.push({ pointer, why: 'a rule is an object' })
    return [openRule(direction, pointer, 'a rule is an object')]
  }
  if (!refuseUnknown(rule, ['ports', peerField], pointer, faults))
    return [openRule(direction, pointer, 'a field that is not known')]
  const peers = readPeers(rule[peerField], pointerTo(pointer, peerField), home, faults)
  const traffic = readTraffic(rule.ports, pointerTo(pointer, 'ports'), faults)
  const base = { pointer, direction, action: 'allow' } as const
  const read: Rule = { ...base, peers: peers.known, traffic: traffic.known }
  const why = peers.unknown ?? traffic.unknown
  if (why === undefined) return direction === 'egress' ? withoutNamesByAddress(read) : [read]
  const more: Rule = {
    ...base,
    peers: peers.unknown === undefined ? peers.known : [{ kind: 'any' }],
    traffic: traffic.unknown === undefined ? traffic.known : 'all',
    conditional: why,
  }
  return read.peers.length === 0 || read.traffic.length === 0 ? [more] : [read, more]
}

/**
 * A named port means a port of the pods that selectors find. Towards pods that an ipBlock finds by their addresses the API leaves it open
 * (Calico resolves it, others do not), so that part of the rule is a rule of its own that only perhaps allows.
 */
function withoutNamesByAddress(rule: Rule): Rule[] {
  const blocks = rule.peers.filter(({ kind }) => kind === 'addresses')
  const names = rule.traffic === 'all' ? [] : rule.traffic.filter(({ kind }) => kind === 'named')
  if (blocks.length === 0 || names.length === 0 || rule.traffic === 'all') return [rule]
  const others = rule.peers.filter(({ kind }) => kind !== 'addresses')
  const numbers = rule.traffic.filter(({ kind }) => kind !== 'named')
  return [
    { ...rule, peers: others },
    { ...rule, peers: blocks, traffic: numbers },
    {
      ...rule,
      peers: blocks,
      traffic: names,
      conditional: 'a named port of a pod that is matched by its address',
    },
  ].filter(({ peers, traffic }) => peers.length > 0 && traffic.length > 0)
}
