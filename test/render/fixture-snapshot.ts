import { digestOf } from '../../src/core/digest.ts'
import type {
  ClusterStatus,
  ListStatus,
  ResourceRecord,
  Snapshot,
} from '../../src/model/snapshot.ts'

const RESOURCES: readonly (readonly [string, string, string, number])[] = [
  ['namespaces', 'v1', 'Namespace', 11],
  ['nodes', 'v1', 'Node', 6],
  ['pods', 'v1', 'Pod', 184],
  ['services', 'v1', 'Service', 37],
  ['endpointslices.discovery.k8s.io', 'discovery.k8s.io/v1', 'EndpointSlice', 41],
  ['deployments.apps', 'apps/v1', 'Deployment', 29],
  ['daemonsets.apps', 'apps/v1', 'DaemonSet', 6],
  ['networkpolicies.networking.k8s.io', 'networking.k8s.io/v1', 'NetworkPolicy', 23],
  ['ingresses.networking.k8s.io', 'networking.k8s.io/v1', 'Ingress', 4],
  ['clusterroles.rbac.authorization.k8s.io', 'rbac.authorization.k8s.io/v1', 'ClusterRole', 78],
  ['adminnetworkpolicies.policy.networking.k8s.io', '', 'AdminNetworkPolicy', 0],
]

function record(cluster: string, at: number, status: ListStatus): ResourceRecord {
  const [resource, apiVersion, kind, count] = RESOURCES[at]!
  const served = apiVersion !== ''
  const path = `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}/${resource.split('.')[0]!}?limit=500`
  return {
    resource,
    kind,
    status: served ? status : 'not-served',
    ...(served ? { apiVersion, path, pages: 1 } : {}),
    ...(served && status === 'ok' ? { resourceVersion: '88213347', anchored: true } : {}),
    ...(served && status === 'forbidden' ? { reason: 'the account may not list it' } : {}),
    count: served && status === 'ok' ? count : 0,
    root: digestOf(served && status === 'ok' ? `${cluster} ${resource}` : ''),
  }
}

/** A cluster that was read; a partial one lacks its ingresses. */
export function snapshot(cluster: string, status: 'complete' | 'partial'): Snapshot {
  const resources = RESOURCES.map(([resource], at) =>
    record(
      cluster,
      at,
      status === 'partial' && resource.startsWith('ingresses') ? 'forbidden' : 'ok',
    ),
  )
  return {
    ...base(cluster, status),
    reasons: status === 'partial' ? ['1 of 11 lists is a gap'] : [],
    identity: {
      uid: '0b9c5f6e-41d2-4a7e-9a52-1f8f0f3fd6aa',
      server: `https://${cluster}.k8s.payments.example:6443`,
      caDigest: digestOf(`${cluster} ca`),
      version: 'v1.34.2',
    },
    account: {
      user: 'system:serviceaccount:exhibit:reader',
      groups: ['system:authenticated', 'system:serviceaccounts'],
      rules: [
        'get /version, /api, /apis',
        'list namespaces, nodes, pods, services',
        'list networkpolicies.networking.k8s.io',
      ],
    },
    clockDifference: { first: 0, last: 1 },
    anchor: '88213347',
    resources,
    gaps:
      status === 'partial'
        ? [
            {
              resource: 'ingresses.networking.k8s.io',
              status: 'forbidden',
              reason:
                'ingresses.networking.k8s.io is forbidden: User "reader" cannot list resource "ingresses"',
            },
          ]
        : [],
    redactions: [
      { why: 'annotation', count: 1 },
      { why: 'argument', count: 1 },
      { why: 'env-value', count: 1 },
    ],
    objectCount: resources.reduce((count, one) => count + one.count, 0),
  }
}

/** A cluster that did not answer. */
export function deadSnapshot(cluster: string): Snapshot {
  return {
    ...base(cluster, 'unreachable'),
    reasons: ['https://managed-apac.k8s.payments.example: connect ETIMEDOUT after 3 attempts'],
    identity: { server: 'https://managed-apac.k8s.payments.example' },
  }
}

function base(cluster: string, status: ClusterStatus): Snapshot {
  return {
    format: 'snapshot/v1',
    cluster,
    status,
    reasons: [],
    source: { kind: 'live', via: 'kubeconfig' },
    identity: {},
    takenFrom: '2026-12-28T02:00:06Z',
    takenTo: '2026-12-28T02:01:19Z',
    resources: [],
    gaps: [],
    unknownPolicyApis: [],
    redactions: [],
    notes: [],
    objectCount: 0,
    root: digestOf(`${cluster} root`),
  }
}
