import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import { object } from '../analyse/builders.ts'
import { randomAdminEstate, randomEstate } from '../analyse/estates.ts'
import type { RandomEstate } from '../analyse/estates.ts'
import { randomCiliumEstate } from '../analyse/estates-cilium.ts'
import { realistic } from './realistic.ts'

/** A policy for no pod, by which exhibit knows that NetworkPolicies mean what Cilium makes of them. */
export const OF_CILIUM = object({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name: 'nobody', namespace: 'nowhere' },
  spec: { endpointSelector: {}, ingress: [{}] },
})

/** Settings that change what policies of Kubernetes' own APIs mean. */
const SETTINGS: readonly object[] = [
  {},
  { 'policy-cidr-match-mode': 'nodes,pods' },
  { 'policy-cidr-match-mode': 'nodes', 'enable-node-selector-labels': 'true' },
  { 'policy-default-local-cluster': 'false', 'enable-l7-proxy': 'false' },
]

/** Estates under each of the settings. */
function underSettings(
  estates: fc.Arbitrary<RandomEstate>,
  object: (given: KubeObject) => KubeObject | undefined,
): fc.Arbitrary<RandomEstate> {
  const families = SETTINGS.map((data) =>
    realistic(estates, { object, podsByAddress: 'unknown', more: [settings(data), OF_CILIUM] }),
  )
  return fc.oneof(...families)
}

/** Estates of the APIs that Cilium enforces. */
export const FAMILIES = {
  networkPolicies: underSettings(randomEstate, listed),
  clusterPolicies: underSettings(randomAdminEstate, cluster),
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

function cluster(given: KubeObject): KubeObject | undefined {
  return given.kind.endsWith('AdminNetworkPolicy') ? undefined : listed(given)
}

/** What is not asked of a program that has one agent's settings and reads every policy that it is given. */
const NOT_ASKED = ['Service', 'EndpointSlice', 'CiliumNodeConfig']
const SWITCHES = [
  'enable-k8s-networkpolicy',
  'enable-cilium-network-policy',
  'enable-cilium-clusterwide-network-policy',
]

function cilium(given: KubeObject): KubeObject | undefined {
  if (NOT_ASKED.includes(given.kind)) return undefined
  return JSON.parse(JSON.stringify(listed(given)), comparable) as KubeObject
}

/** Without Services, which the agent has become addresses, and rules of layer 7, of which a packet does not show what they let pass. */
function comparable(name: string, value: unknown): unknown {
  if (name === 'rules' || SWITCHES.includes(name)) return undefined
  if (!Array.isArray(value) || !name.startsWith('egress')) return value
  return (value as readonly (null | object)[]).filter(
    (each) => each === null || !('toServices' in each),
  )
}

/** A NetworkPolicy without exceptions that no API server takes. */
function listed(given: KubeObject): KubeObject {
  if (given.kind !== 'NetworkPolicy') return given
  return object({ ...given, spec: narrowed(given.spec as object) })
}

/** Without exceptions of everything: an exception lies within its CIDR. */
function narrowed(rules: object): object {
  return JSON.parse(JSON.stringify(rules), (name, value: unknown) =>
    name === 'except' ? (value as string[]).filter((each) => !each.endsWith('/0')) : value,
  ) as object
}
