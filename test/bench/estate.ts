import { POLICY_APIS } from '../../src/policy/apis.ts'
import { clusterPolicies, ownPolicy } from './estate-policies.ts'
import type { PolicyKind } from './estate-policies.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { ResourceRecord, Snapshot } from '../../src/model/snapshot.ts'

/** How large a generated cluster is, and what is in it. */
export type EstateSize = {
  readonly pods: number
  readonly policies: number
  readonly namespaces: number
  /** absent: NetworkPolicy alone */
  readonly kind?: PolicyKind
  /** true: one in a hundred policies and workloads is other than it was */
  readonly changed?: boolean
}

const RESOURCES = [
  'namespaces',
  'pods',
  ...POLICY_APIS.flatMap(({ resources, context = [] }) => [...resources, ...context]).map(
    ({ resource, group }) => `${resource}.${group}`,
  ),
].sort()
const NODES = 500
const AGENTS = {
  calico: ['calico-node', 'docker.io/calico/node:v3.32.0'],
  cilium: ['cilium', 'quay.io/cilium/cilium:v1.18.0'],
} as const
const PODS_PER_WORKLOAD = 10
const TIERS = ['web', 'api', 'worker', 'db', 'cache']

/** A cluster of many teams, all of them default-deny, in the order of keys that a snapshot has within each kind; the same for the same size. */
export function* generatedEstate(size: EstateSize): Generator<KubeObject> {
  const names = Array.from({ length: size.namespaces }, (_, at) => `team-${padded(at, 4)}`)
  for (const [at, name] of names.entries()) yield namespaceOf(name, at)
  const workloads = Math.max(1, Math.floor(size.pods / size.namespaces / PODS_PER_WORKLOAD))
  yield* platformOf(size.kind ?? 'network-policy')
  for (const [at, name] of names.entries()) yield* podsOf(name, at, workloads, size)
  yield* clusterPolicies(size.kind ?? 'network-policy')
  for (const at of names.keys()) yield* policiesOf(names, at, workloads, size)
}

/** The pods of a namespace, workload by workload. */
function* podsOf(
  namespace: string,
  at: number,
  workloads: number,
  size: EstateSize,
): Generator<KubeObject> {
  for (let workload = 0; workload < workloads; workload++) {
    const changed = isChanged(size, at * workloads + workload)
    const first = workload * size.namespaces + at
    const step = workloads * size.namespaces
    for (let index = first; index < size.pods; index += step)
      yield podOf(namespace, workload, index, changed)
  }
}

/** The policies of a namespace. */
function* policiesOf(
  names: readonly string[],
  at: number,
  workloads: number,
  size: EstateSize,
): Generator<KubeObject> {
  const { kind = 'network-policy', namespaces, policies } = size
  const app = (each: number) => appOf(each % workloads)
  for (let index = at; index < policies; index += namespaces) {
    const number = Math.floor(index / namespaces)
    const own = ownPolicy(kind, names[at] ?? '', number, app)
    yield own ?? policyOf(names, at, number, workloads, isChanged(size, index))
  }
}

/** All nodes, and on each a pod of the network plugin that enforces the policies. */
function platformOf(kind: PolicyKind): readonly KubeObject[] {
  if (kind === 'network-policy') return []
  const [name, image] = AGENTS[kind]
  const numbers = [...Array(NODES).keys()]
  return [...numbers.map((at) => nodeOf(at)), ...numbers.map((at) => agentOf(name, image, at))]
}

function nodeOf(at: number): KubeObject {
  const address = `192.168.${at >> 8}.${at & 255}`
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: nodeName(at) },
    spec: {},
    status: {
      addresses: [{ type: 'InternalIP', address }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }
}

function agentOf(name: string, image: string, at: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${padded(at, 3)}`,
      namespace: 'kube-system',
      labels: { 'k8s-app': name },
      ownerReferences: [{ kind: 'DaemonSet', name, controller: true }],
    },
    spec: {
      nodeName: nodeName(at),
      hostNetwork: true,
      containers: [{ name: 'agent', image }],
    },
    status: {
      phase: 'Running',
      podIPs: [{ ip: `192.168.${at >> 8}.${at & 255}` }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }
}

/** Every hundredth thing of a changed cluster. */
function isChanged({ changed = false }: EstateSize, index: number): boolean {
  return changed && (index + 37 * Math.floor(index / 1_000)) % 100 === 57
}

/** A complete snapshot record for a generated cluster. */
export function generatedSnapshot(): Snapshot {
  const record = (resource: string): ResourceRecord => ({
    resource,
    kind: '',
    status: 'ok',
    count: 0,
    root: 'sha256:00',
  })
  return {
    format: 'snapshot/v1',
    cluster: 'generated',
    status: 'complete',
    reasons: [],
    source: { kind: 'folder', statedBy: 'assumed' },
    identity: {},
    takenFrom: '2026-01-01T00:00:00Z',
    takenTo: '2026-01-01T00:00:00Z',
    resources: RESOURCES.map(record),
    gaps: [],
    unknownPolicyApis: [],
    redactions: [],
    notes: [],
    objectCount: 0,
    root: 'sha256:00',
  }
}

function namespaceOf(name: string, at: number): KubeObject {
  const labels = { zone: at % 10 === 0 ? 'cde' : 'office', cost: `c${at % 7}` }
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
}

function podOf(namespace: string, workload: number, index: number, changed: boolean): KubeObject {
  const app = appOf(workload)
  const labels = {
    app,
    tier: changed ? 'moved' : (TIERS[workload % 5] ?? ''),
    'pod-template-hash': `h${workload}`,
  }
  const reference = { kind: 'ReplicaSet', name: `${app}-7d9c`, controller: true }
  const metadata = {
    name: `${app}-7d9c-${padded(index, 6)}`,
    namespace,
    labels,
    ownerReferences: [reference],
  }
  const ip = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {
      nodeName: nodeName(index % NODES),
      serviceAccountName: 'default',
      containers: [
        {
          name: 'main',
          image: `registry.example/${app}:1`,
          ports: [{ name: 'http', containerPort: 8080 + (workload % 3) }],
        },
      ],
    },
    status: { phase: 'Running', podIPs: [{ ip }] },
  }
}

/** The n-th policy of a namespace: first default deny, then DNS, then flows of one workload each. */
function policyOf(
  names: readonly string[],
  at: number,
  number: number,
  workloads: number,
  changed: boolean,
): KubeObject {
  const namespace = names[at] ?? ''
  const metadata = { name: `policy-${number}`, namespace }
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: specOf(names, at, number, workloads, changed),
  }
}

function specOf(
  names: readonly string[],
  at: number,
  number: number,
  workloads: number,
  changed: boolean,
) {
  if (number === 0) return { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }
  if (number === 1)
    return {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'team-0000' } } },
          ],
          ports: [{ protocol: 'UDP', port: 53 }, { port: 53 }],
        },
      ],
    }
  const neighbour = names[(at + number + (changed ? 1 : 0)) % names.length] ?? ''
  const match = (workload: number) => ({ matchLabels: { app: appOf(workload % workloads) } })
  return {
    podSelector: match(number),
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [{ podSelector: match(number + 1) }], ports: [{ port: 'http' }] },
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': neighbour } },
            podSelector: match(number),
          },
        ],
        ports: [{ port: 5000 + (at % 50), endPort: 5500 }],
      },
    ],
    egress: [
      { to: [{ podSelector: match(number + 2) }], ports: [{ port: 'http' }] },
      {
        to: [
          {
            namespaceSelector: {},
            podSelector: { matchLabels: { app: appOf(number % workloads), tier: 'db' } },
          },
          {
            ipBlock: {
              cidr: `172.${16 + (at % 16)}.${number}.0/24`,
              except: [`172.${16 + (at % 16)}.${number}.9/32`],
            },
          },
        ],
        ports: [{ port: changed ? 5433 : 5432 }],
      },
    ],
  }
}

function appOf(workload: number): string {
  return `app-${padded(workload, 3)}`
}

function nodeName(at: number): string {
  return `node-${padded(at, 3)}`
}

/** A number with leading zeros, so that names are in the order of their numbers. */
function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}
