import { configMapRule, readerRules } from '../collect/kinds.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { stringifyYaml } from '../core/yaml-text.ts'

/** Name of the account and role that read a cluster. */
export const READER = 'exhibit-reader'

/** Where the account lives, and what this cluster needs beyond the registry. */
export type ReaderOptions = {
  /** namespace of the account; made when it is not there */
  readonly namespace: string
  /** name of the account; absent: exhibit-reader, with a token of its own */
  readonly account?: string
  /** Gatekeeper constraint resources that the cluster's discovery names */
  readonly constraints: readonly string[]
  /** also read the two published ConfigMaps of kube-system */
  readonly configMaps: boolean
}

/** What every manifest of the reader says of itself. */
const LABELS = { 'app.kubernetes.io/name': 'exhibit', 'app.kubernetes.io/component': 'reader' }

/**
 * The manifests that let exhibit read one cluster, in the order in which they apply: role (list only, no wildcard, never Secrets) and
 * binding, both generated from the registry of readers.
 */
export function readerManifests(options: ReaderOptions): readonly JsonObject[] {
  const subject = { name: options.account ?? READER, namespace: options.namespace }
  return [
    clusterRole(options.constraints),
    clusterBinding(subject),
    ...configMapAccess(options, subject),
  ]
}

/** The namespace and account of a cluster that is read from elsewhere. */
export function readerAccount(namespace: string): readonly JsonObject[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        labels: { ...LABELS, 'pod-security.kubernetes.io/enforce': 'restricted' },
        annotations: { 'exhibit.dev/owner': 'platform team' },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: READER, namespace, labels: LABELS },
      automountServiceAccountToken: false,
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'default-deny', namespace, labels: LABELS },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    },
  ]
}

/** Manifests as one multi-document YAML text. */
export function manifestText(manifests: readonly JsonObject[]): string {
  return manifests.map((manifest) => stringifyYaml(manifest)).join('---\n')
}

type Subject = { readonly name: string; readonly namespace: string }

function clusterRole(constraints: readonly string[]): JsonObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: READER, labels: LABELS },
    rules: rulesValue(readerRules(constraints)),
  }
}

function clusterBinding(subject: Subject): JsonObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: READER, labels: LABELS },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: READER },
    subjects: [{ kind: 'ServiceAccount', ...subject }],
  }
}

function configMapAccess(options: ReaderOptions, subject: Subject): readonly JsonObject[] {
  if (!options.configMaps) return []
  const metadata = { name: READER, namespace: 'kube-system', labels: LABELS }
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: rulesValue([configMapRule()]),
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: READER },
      subjects: [{ kind: 'ServiceAccount', ...subject }],
    },
  ]
}

function rulesValue(rules: ReturnType<typeof readerRules>): JsonValue {
  return rules.map((rule) => ({ ...rule }))
}

/** A token of the reader's account that does not end, for those who cannot renew one (kubernetes.io, "Manually create a long-lived API token"). */
export function readerTokenSecret(namespace: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: {
      name: READER,
      namespace,
      labels: LABELS,
      annotations: { 'kubernetes.io/service-account.name': READER },
    },
  }
}

/** What the certificate of an API server is checked against: certificates that the kubeconfig holds (PEM), or those of the machine. */
export type ReaderAuthority =
  { readonly kind: 'inline'; readonly pem: string } | { readonly kind: 'machine' }

/** Where a cluster is, and where the token of its reader will be. */
export type ReaderTarget = {
  readonly name: string
  readonly server: string
  readonly authority: ReaderAuthority
  readonly serverName?: string
  readonly proxy?: string
  /** absolute, or relative to the kubeconfig */
  readonly tokenFile: string
}

/** A kubeconfig for the reader's account, whose token is kept in a file of its own. */
export function readerKubeconfig(target: ReaderTarget): string {
  const { name, server, authority, serverName, proxy, tokenFile } = target
  const cluster = {
    server,
    ...authorityFields(authority),
    ...(serverName === undefined ? {} : { 'tls-server-name': serverName }),
    ...(proxy === undefined ? {} : { 'proxy-url': proxy }),
  }
  return stringifyYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    users: [{ name: READER, user: { tokenFile } }],
    contexts: [{ name, context: { cluster: name, user: READER } }],
    'current-context': name,
  })
}

function authorityFields(authority: ReaderAuthority): JsonObject {
  if (authority.kind === 'machine') return {}
  return { 'certificate-authority-data': Buffer.from(authority.pem).toString('base64') }
}
