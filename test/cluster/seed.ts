import type { JsonObject } from '../../src/core/json.ts'
import { text } from './answer.ts'
import { CANARY, HOSTILE } from './hostile.ts'
import { manifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import {
  clusterRoleBinding,
  customKind,
  namespace,
  networkPolicy,
  node,
  pods,
  port,
  role,
  roleBinding,
  service,
  serviceAccount,
} from './objects.ts'
import type { RealServer } from './real-server.ts'
import { applyWorkloads, workload } from './workload.ts'
import type { Workload } from './workload.ts'

/** The number in the custom resources `cde/settlement` and `intranet/wiki`: the first integer that a double cannot hold. */
export const BEYOND_DOUBLE = 9007199254740993n

/** Pods of the namespace `bulk`: enough for three pages of 500. */
export const BULK_PODS = 1_250

/** Objects that a seed created, by kind. What the API server makes of itself is not counted. */
export type Seeded = Readonly<Record<string, number>>

/**
 * A payment platform: cardholder data in `cde` behind default deny, a shop in front of it, operations, a legacy namespace with telnet, a
 * namespace without any policy, and many small pods.
 */
export async function seedPayments({ apply, admin }: RealServer): Promise<Seeded> {
  const created = [
    ...(await apply([...NAMESPACES, ...NODES, LEDGERS])),
    ...(await apply(ACCOUNTS_AND_ROLES)),
    ...(await applyWorkloads(apply, WORKLOADS)),
    ...(await apply([...SERVICES, ...POLICIES, ...UNREAD])),
    ...(await apply(smallPods(BULK_PODS))),
  ]
  await until(
    async () => (await admin.call({ path: '/apis/payments.example.com/v1' })).status === 200,
  )
  return count([...created, ...(await apply([LEDGER]))])
}

/** An office cluster: few objects, and an installed Cilium policy API with one policy. */
export async function seedOffice({ apply, admin }: RealServer): Promise<Seeded> {
  const created = [
    ...(await apply([namespace('intranet', { zone: 'office' }), node('node-1', 1), CILIUM])),
    ...(await apply([serviceAccount('intranet', 'wiki')])),
    ...(await applyWorkloads(apply, [workload('intranet', 'wiki', { ports: [http(8080)] })])),
    ...(await apply([networkPolicy('intranet', 'default-deny', undefined, { policyTypes: BOTH })])),
  ]
  await until(async () => (await admin.call({ path: '/apis/cilium.io/v2' })).status === 200)
  return count([...created, ...(await apply([CILIUM_POLICY]))])
}

const BOTH = ['Ingress', 'Egress']
const SHOP = { zone: 'shop' }
const DNS = { 'kubernetes.io/metadata.name': 'kube-system' }

const NAMESPACES: readonly Manifest[] = [
  namespace('cde', { zone: 'cde', 'pod-security.kubernetes.io/enforce': 'privileged' }),
  namespace('shop', SHOP, HOSTILE),
  namespace('ops', { zone: 'ops', monitored: 'yes' }),
  namespace('legacy', { zone: 'legacy', monitored: 'yes' }),
  namespace('forgotten'),
  namespace('bulk'),
]

const NODES: readonly Manifest[] = [
  node('node-1', 1, { 'node-role.kubernetes.io/control-plane': '' }),
  node('node-2', 2, { zone: 'cde' }),
  node('node-3', 3),
]

const http = (containerPort: number) => ({ name: 'http', containerPort })

const WORKLOADS: readonly Workload[] = [
  workload('shop', 'web', { nodes: [3, 3], ports: [http(8080)] }),
  workload('shop', 'checkout', { nodes: [2, 3], ports: [http(8081)], env: { API_KEY: CANARY } }),
  workload('cde', 'card-api', {
    nodes: [2, 2],
    ports: [{ name: 'https', containerPort: 8443 }],
    args: [`--database-password=${CANARY}`],
  }),
  workload('cde', 'vault', {
    kind: 'StatefulSet',
    nodes: [2],
    ports: [{ name: 'postgres', containerPort: 5432 }],
  }),
  workload('cde', 'migrate', { kind: 'Job', nodes: [2] }),
  workload('ops', 'prometheus', { nodes: [3], ports: [http(9090)] }),
  workload('ops', 'node-agent', {
    kind: 'DaemonSet',
    nodes: [1, 2, 3],
    ports: [{ name: 'metrics', containerPort: 9100 }],
    hostNetwork: true,
  }),
  workload('legacy', 'terminal', { nodes: [3], ports: [{ name: 'telnet', containerPort: 23 }] }),
  workload('forgotten', 'reports', { nodes: [3], ports: [http(8080)] }),
  workload('kube-system', 'kube-dns', {
    nodes: [1, 2],
    ports: [{ name: 'dns', containerPort: 53, protocol: 'UDP' }],
  }),
  workload('kube-system', 'calico-node', {
    kind: 'DaemonSet',
    nodes: [1, 2, 3],
    hostNetwork: true,
  }),
]

const ACCOUNTS_AND_ROLES: readonly Manifest[] = [
  ...WORKLOADS.map((load) => serviceAccount(load.namespace, load.name)),
  role('shop', 'read-pods', [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }]),
  roleBinding('shop', 'read-pods', 'web'),
  clusterRoleBinding('terminal-is-admin', 'cluster-admin', {
    namespace: 'legacy',
    name: 'terminal',
  }),
]

const SERVICES: readonly Manifest[] = [
  service('shop', 'web', { app: 'web' }, [{ name: 'http', port: 80, targetPort: 'http' }], {
    type: 'LoadBalancer',
    loadBalancerSourceRanges: ['198.51.100.0/24'],
  }),
  service('cde', 'card-api', { app: 'card-api' }, [{ name: 'https', port: 443, targetPort: 8443 }]),
  service(
    'cde',
    'debug',
    { app: 'card-api' },
    [{ name: 'debug', port: 8443, targetPort: 8443, nodePort: 30443 }],
    { type: 'NodePort' },
  ),
  service('cde', 'vault', { app: 'vault' }, [{ name: 'sql', port: 5432, targetPort: 5432 }], {
    clusterIP: 'None',
  }),
]

const POLICIES: readonly Manifest[] = [
  networkPolicy('cde', 'default-deny', undefined, { policyTypes: BOTH }),
  networkPolicy('cde', 'checkout-to-card-api', 'card-api', {
    policyTypes: ['Ingress'],
    ingress: [{ from: [pods('checkout', SHOP)], ports: [port('https')] }],
  }),
  networkPolicy('cde', 'card-api-egress', 'card-api', {
    policyTypes: ['Egress'],
    egress: [
      { to: [pods('vault')], ports: [port(5432)] },
      { to: [pods('kube-dns', DNS)], ports: [port(53, 'UDP'), port(53)] },
      {
        to: [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] } }],
        ports: [{ protocol: 'TCP', port: 8000, endPort: 8999 }],
      },
    ],
  }),
  networkPolicy('cde', 'card-api-to-vault', 'vault', {
    policyTypes: ['Ingress'],
    ingress: [{ from: [pods('card-api')], ports: [port('postgres')] }],
  }),
  networkPolicy('shop', 'public-web', 'web', {
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [{ ipBlock: { cidr: '0.0.0.0/0' } }, { ipBlock: { cidr: '::/0' } }],
        ports: [port(8080)],
      },
    ],
  }),
  networkPolicy('ops', 'anyone-monitored', undefined, {
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [
          { namespaceSelector: { matchExpressions: [{ key: 'monitored', operator: 'Exists' }] } },
        ],
      },
    ],
  }),
  networkPolicy('legacy', 'telnet', 'terminal', {
    policyTypes: ['Ingress'],
    ingress: [{ ports: [port(23)] }],
  }),
]

/** Kinds of which nothing but a name may reach an archive. */
const UNREAD: readonly Manifest[] = [
  manifest(
    'v1',
    'Secret',
    { namespace: 'cde', name: 'database' },
    { stringData: { pass: CANARY } },
  ),
  manifest('v1', 'ConfigMap', { namespace: 'cde', name: 'settings' }, { data: { text: CANARY } }),
]

const LEDGERS = customKind('payments.example.com', 'v1', 'Ledger', 'ledgers')
const LEDGER = manifest(
  'payments.example.com/v1',
  'Ledger',
  { namespace: 'cde', name: 'settlement' },
  {
    spec: { limit: BEYOND_DOUBLE, precise: 0.1 },
  },
)

const CILIUM = customKind(
  'cilium.io',
  'v2',
  'CiliumLocalRedirectPolicy',
  'ciliumlocalredirectpolicies',
)
const CILIUM_POLICY = manifest(
  'cilium.io/v2',
  'CiliumLocalRedirectPolicy',
  { namespace: 'intranet', name: 'wiki' },
  {
    spec: {
      endpointSelector: { matchLabels: { app: 'wiki' } },
      ingress: [{ fromEntities: ['cluster'] }],
      order: BEYOND_DOUBLE,
    },
  },
)

/** Pods of the namespace `bulk`, which no node runs and nothing owns. */
export function smallPods(count: number): readonly Manifest[] {
  return Array.from({ length: count }, (_, at) => smallPod(at))
}

function smallPod(number: number): Manifest {
  const name = `small-${String(number).padStart(4, '0')}`
  return manifest(
    'v1',
    'Pod',
    { namespace: 'bulk', name, labels: { app: 'small' } },
    {
      spec: { containers: [{ name: 'small', image: 'registry.example.com/bulk/small:1.0.0' }] },
    },
  )
}

function count(objects: readonly JsonObject[]): Seeded {
  const counts: Record<string, number> = {}
  for (const { kind } of objects) counts[text(kind)] = (counts[text(kind)] ?? 0) + 1
  return counts
}

async function until(ready: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await ready()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('a new kind is not served after 30 s')
}
