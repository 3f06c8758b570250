import type { JsonObject, JsonValue } from '../../src/core/json.ts'
import { manifest } from './manifest.ts'
import type { Labels, Manifest } from './manifest.ts'

/** When everything in the seeded clusters says that it started. */
export const STARTED = '2026-11-01T06:00:00Z'

export function namespace(name: string, labels: Labels = {}, annotations: Labels = {}): Manifest {
  return manifest('v1', 'Namespace', { name, labels, annotations })
}

/** A ready node at `10.0.0.NUMBER` whose pods have addresses in `10.244.NUMBER.0/24`. */
export function node(name: string, number: number, labels: Labels = {}): Manifest {
  const spec = { podCIDR: `10.244.${number}.0/24`, podCIDRs: [`10.244.${number}.0/24`] }
  const status = {
    addresses: [
      { type: 'InternalIP', address: nodeAddress(number) },
      { type: 'Hostname', address: name },
    ],
    conditions: [ready('KubeletReady')],
    nodeInfo: {
      architecture: 'amd64',
      bootID: '5b8d5b3e-0000-4000-8000-000000000001',
      containerRuntimeVersion: 'containerd://2.1.4',
      kernelVersion: '6.1.0-40-amd64',
      kubeProxyVersion: '',
      kubeletVersion: 'v1.35.4',
      machineID: '5b8d5b3e000040008000000000000002',
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      systemUUID: '5b8d5b3e-0000-4000-8000-000000000003',
    },
  }
  return manifest(
    'v1',
    'Node',
    { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    {
      spec,
      status,
    },
  )
}

export function nodeAddress(number: number): string {
  return `10.0.0.${number}`
}

/** A condition `Ready` that holds. */
export function ready(reason: string): JsonObject {
  return {
    type: 'Ready',
    status: 'True',
    reason,
    lastTransitionTime: STARTED,
  }
}

/** One port of a service: `nodePort` only where the type has one. */
export type ServicePort = {
  readonly name: string
  readonly port: number
  readonly targetPort: number | string
  readonly protocol?: 'TCP' | 'UDP'
  readonly nodePort?: number
}

export function service(
  namespace: string,
  name: string,
  selector: Labels,
  ports: readonly ServicePort[],
  spec: JsonObject = {},
): Manifest {
  return manifest('v1', 'Service', { namespace, name }, { spec: { selector, ports, ...spec } })
}

/** A NetworkPolicy; `spec` is everything but the selector, which is `app: NAME` or, when absent, all pods. */
export function networkPolicy(
  namespace: string,
  name: string,
  app: string | undefined,
  spec: JsonObject,
): Manifest {
  const podSelector = app === undefined ? {} : { matchLabels: { app } }
  return manifest(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    { namespace, name },
    {
      spec: { podSelector, ...spec },
    },
  )
}

/** A peer: pods with label `app` in the namespaces with these labels, or in the policy's own when absent. */
export function pods(app: string, namespaceLabels?: Labels): JsonObject {
  const podSelector = { matchLabels: { app } }
  return namespaceLabels === undefined
    ? { podSelector }
    : { podSelector, namespaceSelector: { matchLabels: namespaceLabels } }
}

export function port(number: number | string, protocol: 'TCP' | 'UDP' = 'TCP'): JsonObject {
  return { port: number, protocol }
}

const RBAC = 'rbac.authorization.k8s.io'

export function role(namespace: string, name: string, rules: JsonValue): Manifest {
  return manifest(`${RBAC}/v1`, 'Role', { namespace, name }, { rules })
}

/** Binds a service account of the same namespace to a role there. */
export function roleBinding(namespace: string, role: string, account: string): Manifest {
  return manifest(
    `${RBAC}/v1`,
    'RoleBinding',
    { namespace, name: role },
    {
      roleRef: { apiGroup: RBAC, kind: 'Role', name: role },
      subjects: [{ kind: 'ServiceAccount', namespace, name: account }],
    },
  )
}

export function clusterRoleBinding(
  name: string,
  role: string,
  account: { readonly namespace: string; readonly name: string },
): Manifest {
  return manifest(
    `${RBAC}/v1`,
    'ClusterRoleBinding',
    { name },
    {
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    },
  )
}

export function serviceAccount(namespace: string, name: string): Manifest {
  return manifest('v1', 'ServiceAccount', { namespace, name })
}

/** A kind of a group that takes any content, namespaced unless told. */
export function customKind(
  group: string,
  version: string,
  kind: string,
  plural: string,
  scope: 'Namespaced' | 'Cluster' = 'Namespaced',
): Manifest {
  const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  return manifest(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    { name: `${plural}.${group}` },
    {
      spec: {
        group,
        names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
        scope,
        versions: [
          { name: version, served: true, storage: true, schema: { openAPIV3Schema: schema } },
        ],
      },
    },
  )
}
