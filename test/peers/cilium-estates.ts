import type { KubeObject } from '../../src/model/object.ts'
import { object } from '../analyse/builders.ts'
import { randomAdminEstate, randomEstate } from '../analyse/estates.ts'
import { randomCiliumEstate } from '../analyse/estates-cilium.ts'
import { realistic } from './realistic.ts'

/** A policy for no pod, by which exhibit knows that NetworkPolicies mean what Cilium makes of them. */
export const OF_CILIUM = object({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name: 'nobody', namespace: 'nowhere' },
  spec: { endpointSelector: {}, ingress: [{}] },
})

/** Estates of the APIs that Cilium enforces, without what the suite has as differences. */
export const FAMILIES = {
  networkPolicies: realistic(randomEstate, {
    object: listed,
    podsByAddress: 'unknown',
    more: [settings({}), OF_CILIUM],
  }),
  clusterPolicies: realistic(randomAdminEstate, {
    object: cluster,
    more: [settings({ 'policy-cidr-match-mode': 'nodes,pods' }), OF_CILIUM],
  }),
  ciliumPolicies: realistic(randomCiliumEstate, {
    object: cilium,
    podsByAddress: 'unknown',
    more: [OF_CILIUM],
  }),
}

/** Settings of Cilium. */
export function settings(data: object): KubeObject {
  const metadata = { name: 'cilium-config', namespace: 'kube-system' }
  return object({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
}

function cluster(given: KubeObject, all: readonly KubeObject[]): KubeObject | undefined {
  if (given.kind.endsWith('AdminNetworkPolicy')) return undefined
  if (given.kind === 'NetworkPolicy') return listed(given)
  const { spec, ...rest } = given as KubeObject & { readonly spec: Rules }
  const { tier, ingress = [], egress = [] } = spec
  const hides = tier === 'Baseline' && all.some(({ kind }) => kind === 'NetworkPolicy')
  const kept = (rule: Rule) => !hides || rule.action !== 'Accept'
  const rules = {
    ingress: ingress.filter(kept).map(whole).map(confined),
    egress: egress.filter(kept).flatMap(withoutNodes).map(whole).map(confined),
  }
  return object({ ...rest, spec: { ...spec, ...rules } })
}

type Rule = {
  readonly action: string
  readonly protocols?: readonly object[]
  readonly from?: readonly object[]
  readonly to?: readonly object[]
}

type Rules = {
  readonly tier: string
  readonly ingress?: readonly Rule[]
  readonly egress?: readonly Rule[]
}

/** Without nodes, for which Cilium wants a setting, and without names of ports, which it looks up over all pods at egress. */
function withoutNodes(rule: Rule): Rule[] {
  const to = rule.to?.filter((each) => !('nodes' in each))
  const protocols = rule.protocols?.filter((each) => !('destinationNamedPort' in each))
  if (to?.length === 0 || protocols?.length === 0) return []
  return [
    {
      ...rule,
      ...(to === undefined ? {} : { to }),
      ...(protocols === undefined ? {} : { protocols }),
    },
  ]
}

/** With all pods of namespaces in place of namespaces, which means the same and is confined to pods by Cilium, too. */
function confined(rule: Rule): Rule {
  const all = (peers: readonly object[]) =>
    peers.map((each) =>
      'namespaces' in each
        ? { pods: { namespaceSelector: each.namespaces, podSelector: {} } }
        : each,
    )
  const { from, to } = rule
  return {
    ...rule,
    ...(from === undefined ? {} : { from: all(from) }),
    ...(to === undefined ? {} : { to: all(to) }),
  }
}

/** A rule that fails closed, with nothing that one of them might keep. */
function whole(rule: Rule): Rule {
  const isUnknown = (each: object) => Object.keys(each).length === 0
  const { action, from, to } = rule
  if (from?.some(isUnknown) === true) return { action, from: [{}] }
  if (to?.some(isUnknown) === true) return { action, to: [{}] }
  return rule
}

function cilium(given: KubeObject): KubeObject | undefined {
  if (given.kind === 'Service' || given.kind === 'EndpointSlice') return undefined
  return JSON.parse(JSON.stringify(listed(given)), comparable) as KubeObject
}

/** Without Services, which the agent has become addresses, and rules of layer 7, of which a packet does not show what they let pass. */
function comparable(name: string, value: unknown): unknown {
  if (name === 'rules') return undefined
  if (name === 'namespaceSelector') return asking(value as Selecting)
  if (!Array.isArray(value) || !name.startsWith('egress')) return value
  return (value as readonly (null | object)[]).filter(
    (each) => each === null || !('toServices' in each),
  )
}

type Selecting = { readonly matchExpressions?: readonly { readonly operator: string }[] }

/** A namespaceSelector without NotIn and DoesNotExist, by which Cilium has it match nodes with labels. */
function asking({ matchExpressions = [], ...labels }: Selecting): Selecting {
  const kept = matchExpressions.filter(({ operator }) => /^(In|Exists)$/.test(operator))
  return { ...labels, matchExpressions: kept }
}

type Ported = { readonly ports?: readonly { readonly port?: number | string }[] }

/** Without names of ports, which Cilium looks up over all pods at egress. */
function unnamed(rule: Ported): Ported[] {
  const ports = rule.ports?.filter(({ port }) => typeof port !== 'string')
  if (rule.ports === undefined || ports === undefined) return [rule]
  return rule.ports.length > 0 && ports.length === 0 ? [] : [{ ...rule, ports }]
}

type Spec = {
  readonly policyTypes?: readonly string[]
  readonly ingress?: unknown
  readonly egress?: readonly Ported[]
}

/** A NetworkPolicy without rules for a direction that its types do not list, and without exceptions that no API server takes. */
function listed(given: KubeObject): KubeObject {
  if (given.kind !== 'NetworkPolicy') return given
  const { ingress, egress, ...spec } = (given as KubeObject & { readonly spec: Spec }).spec
  const types = spec.policyTypes ?? []
  const has = (type: string) => types.length === 0 || types.includes(type)
  const rules = {
    ...(ingress !== undefined && has('Ingress') ? { ingress } : {}),
    ...(egress !== undefined && has('Egress') ? { egress: egress.flatMap(unnamed) } : {}),
  }
  return object({ ...given, spec: { ...spec, ...narrowed(rules) } })
}

/** Without exceptions of everything: an exception lies within its CIDR. */
function narrowed(rules: object): object {
  return JSON.parse(JSON.stringify(rules), (name, value: unknown) =>
    name === 'except' ? (value as string[]).filter((each) => !each.endsWith('/0')) : value,
  ) as object
}
