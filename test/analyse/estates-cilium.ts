import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import { namespace, node, object, pod } from './builders.ts'
import { ciliumPolicy, one } from './estates-cilium-policies.ts'
import { anyNetworkPolicy, containerPorts } from './estates.ts'
import type { RandomEstate } from './estates.ts'
import {
  defined,
  IPV4,
  IPV6,
  labels,
  manyOf,
  NAMESPACES,
  OUTSIDE,
  OUTSIDE6,
  PORTS,
} from './estate-parts.ts'

const NODE_ADDRESSES = ['10.0.0.200', '10.0.0.201']

const config = fc.option(
  fc.record(
    {
      'enable-policy': one('default', 'always'),
      'policy-cidr-match-mode': one('', 'nodes', 'pods', 'nodes,pods'),
      'enable-host-firewall': one('true', 'false'),
      'enable-node-selector-labels': one('true', 'false'),
      'enable-k8s-networkpolicy': one('true', 'true', 'false'),
      'enable-cilium-network-policy': one('true', 'true', 'true', 'false'),
      'enable-cilium-clusterwide-network-policy': one('true', 'true', 'true', 'false'),
      'enable-l7-proxy': one('true', 'false'),
      'enable-icmp-rules': one('true', 'true', 'false'),
      'enable-non-default-deny-policies': one('true', 'true', 'true', 'false'),
      'cluster-name': one('default', 'east'),
      labels: one('', 'k8s:!tier'),
    },
    { requiredKeys: [] },
  ),
  { freq: 3 },
)

/** What is set on some nodes only, which concerns kinds of policies. */
const nodeConfig = fc.option(
  fc.record(
    {
      'enable-k8s-networkpolicy': one('true', 'false'),
      'enable-cilium-network-policy': one('true', 'false'),
      'enable-cilium-clusterwide-network-policy': one('true', 'false'),
      mtu: one('1400'),
    },
    { requiredKeys: [] },
  ),
  { freq: 1 },
)

const onPodNetwork = fc.record({
  home: one(...NAMESPACES),
  labels,
  ips: fc.oneof(
    { weight: 4, arbitrary: one(...IPV4).map((ip) => [ip]) },
    { weight: 2, arbitrary: fc.tuple(one(...IPV4), one(...IPV6)) },
    { weight: 1, arbitrary: fc.constant([]) },
  ),
  node: one('n0', 'n1', undefined),
  ports: containerPorts,
  account: one(undefined, 'robot'),
})

const onNode = fc.record({ home: one(...NAMESPACES), labels, place: one(0, 1) }).map((each) => ({
  ...each,
  hostNetwork: true,
  node: `n${each.place}`,
  ips: NODE_ADDRESSES.slice(each.place, each.place + 1),
}))

const somePod = fc
  .oneof({ weight: 5, arbitrary: onPodNetwork }, { weight: 1, arbitrary: onNode })
  .map((each) => (name: number): KubeObject => {
    const { home, ...options } = each
    const made = pod(home, `pod-${name}`, defined(options) as object)
    const account = 'account' in each ? each.account : undefined
    if (account === undefined) return made
    return object({ ...made, spec: { ...(made.spec as object), serviceAccountName: account } })
  })

const somewhere = fc.oneof(
  { weight: 4, arbitrary: fc.nat() },
  { weight: 1, arbitrary: one(...OUTSIDE, ...OUTSIDE6, ...NODE_ADDRESSES) },
)

const question = fc.record({
  from: somewhere,
  to: somewhere,
  protocol: one('TCP', 'TCP', 'TCP', 'TCP', 'UDP', 'UDP', 'SCTP', 'ICMP'),
  port: one(...PORTS),
})

/** What Cilium looks up: nodes, groups of CIDRs, Services with and without selector. */
const SURROUNDINGS: readonly KubeObject[] = [
  object({ ...node('n0', '10.0.0.200'), metadata: { name: 'n0', labels: { zone: 'a' } } }),
  node('n1', '10.0.0.201'),
  cidrGroup('near', { zone: 'a' }, ['10.0.0.0/24', 'fd00::/64']),
  cidrGroup('far', {}, ['8.8.8.8/32', '10.0.0.200/32']),
  cidrGroup('low', { tier: 'b' }, ['10.0.0.0/25']),
  kubeService('red', 'front', { outer: 'no' }, { app: 'a' }),
  kubeService('green', 'front', { outer: 'yes' }),
  slice('green', 'front', ['10.0.0.126', '10.0.0.2', '10.0.0.201']),
]

const API_SERVER: readonly KubeObject[] = [
  kubeService('default', 'kubernetes', {}),
  slice('default', 'kubernetes', ['10.0.0.129', '10.0.0.200']),
]

function cidrGroup(name: string, labels: object, externalCIDRs: readonly string[]): KubeObject {
  return object({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumCIDRGroup',
    metadata: { name, labels },
    spec: { externalCIDRs },
  })
}

function kubeService(
  namespace: string,
  name: string,
  labels: object,
  selector?: object,
): KubeObject {
  const spec = selector === undefined ? { ports: [] } : { selector, ports: [] }
  return object({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, labels }, spec })
}

function slice(namespace: string, service: string, addresses: readonly string[]): KubeObject {
  return object({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${service}-1`,
      namespace,
      labels: { 'kubernetes.io/service-name': service },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses }],
    ports: [],
  })
}

/** Random clusters with policies of Cilium beside NetworkPolicies, and with settings of Cilium or without. */
export const randomCiliumEstate: fc.Arbitrary<RandomEstate> = fc
  .record({
    namespaces: fc.tuple(fc.option(labels, { freq: 1 }), labels, labels),
    pods: fc.array(somePod, { minLength: 2, maxLength: 6 }),
    policies: fc.array(anyNetworkPolicy, { maxLength: 2 }),
    own: fc.array(ciliumPolicy, { minLength: 1, maxLength: 4 }),
    config,
    nodeConfig: fc.tuple(nodeConfig, one(true, false, false)),
    apiServer: fc.boolean(),
    questions: manyOf(question),
  })
  .map(({ namespaces, pods, policies, own, config, nodeConfig, apiServer, questions }) => {
    const made = pods.map((make, index) => make(index))
    const sideOf = (place: number | string) =>
      typeof place === 'string' ? { ip: place } : { pod: made[place % made.length] }
    return {
      objects: [
        ...namespaces.flatMap((each, index) =>
          each === null ? [] : [namespace(NAMESPACES[index] ?? '', each)],
        ),
        ...SURROUNDINGS,
        ...(apiServer ? API_SERVER : []),
        ...made,
        ...policies.map((make, index) => make(index)),
        ...own.map((each, index) => ciliumObject(each, index)),
        ...(config === null ? [] : [configMap(config)]),
        ...(nodeConfig[0] === null || !nodeConfig[1] ? [] : [ofSomeNodes(nodeConfig[0])]),
      ],
      podsByAddress: 'unknown' as const,
      questions: questions
        .map((each) => ({ ...each, from: sideOf(each.from), to: sideOf(each.to) }))
        .filter(({ from, to }) => 'pod' in from || 'pod' in to),
    }
  })

function ciliumObject(
  { kind, ...members }: { readonly kind: string; readonly home?: string },
  index: number,
): KubeObject {
  const { home, ...specs } = members
  const metadata = { name: `cilium-${index}`, ...(home === undefined ? {} : { namespace: home }) }
  return object(defined({ apiVersion: 'cilium.io/v2', kind, metadata, ...specs }))
}

function configMap(data: object): KubeObject {
  const metadata = { name: 'cilium-config', namespace: 'kube-system' }
  return object({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
}

function ofSomeNodes(defaults: object): KubeObject {
  return object({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNodeConfig',
    metadata: { name: 'some', namespace: 'kube-system' },
    spec: { nodeSelector: { matchLabels: { zone: 'a' } }, defaults },
  })
}
