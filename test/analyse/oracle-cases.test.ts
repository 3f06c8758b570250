import { expect } from 'chai'
import type { KubeObject } from '../../src/model/object.ts'
import type { ReachVerdict } from '../../src/model/reachability.ts'
import { clusterOf, namespace, node, object, pod } from './builders.ts'
import { ALLOW, calico, DENY, globalPolicy, hostEndpoint, PASS } from './calico-objects.ts'
import { engineVerdict } from './oracle.ts'
import { naiveVerdict } from './naive-verdict.ts'
import type { NaiveQuestion } from './naive.ts'

const sql = [{ name: 'sql', containerPort: 80 }]
const client = pod('red', 'client', { ips: ['10.0.0.1'], node: 'n2' })
const server = pod('red', 'server', { ips: ['10.0.0.2'], node: 'n1', ports: sql })
const onNode = pod('red', 'agent', {
  ips: ['10.0.0.127'],
  node: 'n1',
  hostNetwork: true,
  ports: sql,
})
const COMMON = [
  namespace('red'),
  node('n1', '10.0.0.127'),
  node('n2', '10.0.0.126'),
  client,
  server,
  onNode,
]
const tcp = (from: NaiveQuestion['from'], to: KubeObject): NaiveQuestion => ({
  from,
  to: { pod: to },
  protocol: 'TCP',
  port: 80,
})
const toName = (destination: object) =>
  globalPolicy('p', {
    types: ['Egress'],
    egress: [{ ...ALLOW, protocol: 'TCP', destination }],
  })
const untracked = (name: string, order: number, rule: object) =>
  globalPolicy(name, { order, applyOnForward: true, doNotTrack: true, ingress: [rule] })
const inSet = calico('GlobalNetworkSet', 's', { nets: ['10.0.0.2/32'] }, { labels: { role: 'x' } })
const zone = object({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumCIDRGroup',
  metadata: { name: 'low', labels: { zone: 'a' } },
  spec: { externalCIDRs: ['10.0.0.64/26'] },
})
const nodesToo = object({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'cilium-config', namespace: 'kube-system' },
  data: { 'policy-cidr-match-mode': 'nodes' },
})
const zoned = object({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumClusterwideNetworkPolicy',
  metadata: { name: 'c' },
  spec: {
    endpointSelector: {},
    ingress: [
      {
        fromEndpoints: [
          {
            matchLabels: { zone: 'a' },
            matchExpressions: [
              { key: 'k8s:io.kubernetes.pod.namespace', operator: 'DoesNotExist' },
            ],
          },
        ],
      },
    ],
  },
})

const ofCluster = object({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name: 'c', namespace: 'red' },
  spec: {
    endpointSelector: {},
    ingress: [
      {
        fromEndpoints: [
          {
            matchExpressions: [
              { key: 'io.cilium.k8s.policy.cluster', operator: 'Exists' },
              { key: 'io.kubernetes.pod.namespace', operator: 'DoesNotExist' },
            ],
          },
        ],
      },
    ],
  },
})

const CASES: readonly [
  name: string,
  objects: readonly KubeObject[],
  question: NaiveQuestion,
  expected: ReachVerdict,
][] = [
  [
    'Calico: a name that is excluded takes no port from a node',
    [toName({ ports: [80], notPorts: ['sql'] })],
    tcp({ pod: client }, onNode),
    'allowed',
  ],
  [
    'Calico: a name that is excluded takes its port from a pod',
    [toName({ ports: [80], notPorts: ['sql'] })],
    tcp({ pod: client }, server),
    'denied',
  ],
  [
    'Calico: a pod that is found by its address in a set has no names',
    [inSet, toName({ selector: "role == 'x'", ports: ['sql'] })],
    tcp({ pod: client }, server),
    'denied',
  ],
  [
    'Calico: nor names that are excluded',
    [inSet, toName({ selector: "role == 'x'", ports: [80], notPorts: ['sql'] })],
    tcp({ pod: client }, server),
    'allowed',
  ],
  [
    'Calico: what an untracked policy passes, the untracked policies after it do not deny for certain',
    [
      hostEndpoint('n1', { profiles: ['projectcalico-default-allow'] }),
      untracked('a', 10, PASS),
      untracked('b', 11, DENY),
    ],
    tcp({ ip: '10.0.0.200' }, onNode),
    'indeterminate',
  ],
  [
    'Calico: rules of a pre-DNAT policy come in their order, also where one is for a part of its endpoints',
    [
      hostEndpoint('n1'),
      globalPolicy('p', {
        order: 10,
        applyOnForward: true,
        preDNAT: true,
        types: ['Ingress'],
        ingress: [
          ALLOW,
          { ...ALLOW, destination: { selector: 'all()', nets: ['10.0.0.0/8'] } },
          DENY,
        ],
      }),
    ],
    tcp({ ip: '10.0.0.200' }, onNode),
    'allowed',
  ],
  [
    'Cilium: a node outside of a CIDR group has none of its labels',
    [zone, nodesToo, zoned],
    tcp({ ip: '10.0.0.200' }, server),
    'denied',
  ],
  [
    'Cilium: a node in a CIDR group perhaps has its labels',
    [zone, nodesToo, zoned],
    tcp({ ip: '10.0.0.126' }, server),
    'indeterminate',
  ],
  [
    'Cilium: a node perhaps has the label of its cluster',
    [ofCluster],
    tcp({ ip: '10.0.0.126' }, server),
    'indeterminate',
  ],
  [
    'Cilium: an outside address has no label of a cluster',
    [ofCluster],
    tcp({ ip: '10.0.0.200' }, server),
    'denied',
  ],
  [
    'Cilium: an outside address in a CIDR group perhaps has its labels',
    [zone, zoned],
    tcp({ ip: '10.0.0.65' }, server),
    'indeterminate',
  ],
]

describe('what the engine and the naive evaluator once answered differently, or both wrongly', () => {
  for (const [name, more, question, expected] of CASES)
    it(name, async () => {
      const objects = [...COMMON, ...more]
      expect(naiveVerdict(objects, question, true)).to.equal(expected)
      expect(engineVerdict(await clusterOf(objects), question, true)).to.equal(expected)
    })
})
