import type { JsonObject } from '../../src/core/json.ts'
import { manifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'

/** Users that the API server knows by a static token. What the last three may do is RBAC's to say. */
export const ACCOUNTS = {
  /** Anything. */
  admin: { token: 'token-of-admin', groups: 'system:masters' },
  /** Lists everything that `listOnly` is given. */
  reader: { token: 'token-of-reader', groups: 'readers' },
  /** Lists namespaces and pods, and nothing else. */
  restricted: { token: 'token-of-restricted', groups: 'restricted' },
  /** Known, and allowed nothing. */
  stranger: { token: 'token-of-stranger', groups: 'strangers' },
} as const

export type AccountName = keyof typeof ACCOUNTS

/** The file that `--token-auth-file` takes: token, name, uid, groups. */
export function tokenFileText(): string {
  return Object.entries(ACCOUNTS)
    .map(([name, { token, groups }]) => `${token},${name},${name},"${groups}"\n`)
    .join('')
}

/** Everything that a server with nothing added serves, but Secrets and ConfigMaps. */
const LISTED: readonly JsonObject[] = [
  rule('', [
    ...['namespaces', 'nodes', 'pods', 'services', 'endpoints', 'serviceaccounts'],
    ...['persistentvolumes', 'replicationcontrollers', 'resourcequotas', 'limitranges'],
  ]),
  rule('apps', ['daemonsets', 'deployments', 'replicasets', 'statefulsets']),
  rule('batch', ['cronjobs', 'jobs']),
  rule('discovery.k8s.io', ['endpointslices']),
  rule('networking.k8s.io', ['*']),
  rule('rbac.authorization.k8s.io', ['*']),
  rule('admissionregistration.k8s.io', ['*']),
  rule('apiextensions.k8s.io', ['customresourcedefinitions']),
  rule('apiregistration.k8s.io', ['apiservices']),
  rule('certificates.k8s.io', ['certificatesigningrequests']),
  rule('node.k8s.io', ['runtimeclasses']),
  rule('policy', ['poddisruptionbudgets']),
  rule('scheduling.k8s.io', ['priorityclasses']),
  rule('storage.k8s.io', ['storageclasses']),
  rule('payments.example.com', ['ledgers']),
]

/** Roles and bindings of `reader` and `restricted`; `listed` are the rules of the former. */
export function accountRoles(listed: readonly JsonObject[] = LISTED): readonly Manifest[] {
  return [
    ...clusterRole('test-reader', 'readers', listed),
    ...clusterRole('test-restricted', 'restricted', [rule('', ['namespaces', 'pods'])]),
  ]
}

function rule(group: string, resources: readonly string[]): JsonObject {
  return { apiGroups: [group], resources, verbs: ['list'] }
}

function clusterRole(
  name: string,
  group: string,
  rules: readonly JsonObject[],
): readonly Manifest[] {
  const api = 'rbac.authorization.k8s.io'
  return [
    manifest(`${api}/v1`, 'ClusterRole', { name }, { rules }),
    manifest(
      `${api}/v1`,
      'ClusterRoleBinding',
      { name },
      {
        roleRef: { apiGroup: api, kind: 'ClusterRole', name },
        subjects: [{ apiGroup: api, kind: 'Group', name: group }],
      },
    ),
  ]
}
