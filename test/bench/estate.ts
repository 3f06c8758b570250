import type { KubeObject } from '../../src/model/object.ts'
import type { ResourceRecord, Snapshot } from '../../src/model/snapshot.ts'

/** How large a generated cluster is. */
export type EstateSize = {
  readonly pods: number
  readonly policies: number
  readonly namespaces: number
}

const PODS_PER_WORKLOAD = 10
const TIERS = ['web', 'api', 'worker', 'db', 'cache']

/** A cluster of many teams, all of them default-deny, in the order of keys that a snapshot has within each kind; the same for the same size. */
export function* generatedEstate(size: EstateSize): Generator<KubeObject> {
  const names = Array.from(
    { length: size.namespaces },
    (_, at) => `team-${String(at).padStart(4, '0')}`,
  )
  for (const [at, name] of names.entries()) yield namespaceOf(name, at)
  const workloads = Math.max(1, Math.floor(size.pods / size.namespaces / PODS_PER_WORKLOAD))
  for (let index = 0; index < size.pods; index++) {
    const at = index % size.namespaces
    const number = Math.floor(index / size.namespaces)
    yield podOf(names[at] ?? '', number % workloads, index)
  }
  for (let index = 0; index < size.policies; index++) {
    const at = index % size.namespaces
    yield policyOf(names, at, Math.floor(index / size.namespaces), workloads)
  }
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
    resources: ['namespaces', 'networkpolicies.networking.k8s.io', 'pods'].map(record),
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

function podOf(namespace: string, workload: number, index: number): KubeObject {
  const app = appOf(workload)
  const labels = { app, tier: TIERS[workload % 5] ?? '', 'pod-template-hash': `h${workload}` }
  const reference = { kind: 'ReplicaSet', name: `${app}-7d9c`, controller: true }
  const metadata = { name: `${app}-7d9c-${index}`, namespace, labels, ownerReferences: [reference] }
  const ip = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {
      nodeName: `node-${index % 500}`,
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
): KubeObject {
  const namespace = names[at] ?? ''
  const metadata = { name: `policy-${number}`, namespace }
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: specOf(names, at, number, workloads),
  }
}

function specOf(names: readonly string[], at: number, number: number, workloads: number) {
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
  const neighbour = names[(at + number) % names.length] ?? ''
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
        ports: [{ port: 5000 + (at % 50), endPort: 5100 }],
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
        ports: [{ port: 5432 }],
      },
    ],
  }
}

function appOf(workload: number): string {
  return `app-${String(workload).padStart(3, '0')}`
}
