import type { Side, Truth } from './naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/** The objects of a cluster and what its cilium-config says. */
export type Scene = {
  readonly objects: readonly Raw[]
  readonly config: Raw
  /** whether there is a cilium-config */
  readonly read: boolean
  /** keys of labels of CIDR groups, which pods and nodes that match blocks have, too */
  readonly shared?: ReadonlySet<string>
}

/** What Cilium knows of one end: its labels by `source:key`, and what is not known of them. */
export type Identity = {
  readonly kind: 'pod' | 'node' | 'outside'
  readonly labels: ReadonlyMap<string, string>
  /** labels that start so are not known */
  readonly unknown: string | undefined
  readonly namespace: string
  readonly podLabels: Readonly<Record<string, string>>
  readonly nodeLabels: Readonly<Record<string, string>> | undefined
  readonly ip: string | undefined
  /** asked for by its address, not as a pod */
  readonly bare: boolean
  readonly ports: readonly { name: string; protocol: string; port: number }[]
}

/** Of nodes it is known where newer versions give them labels of their own. */
const CLUSTER = 'k8s:io.cilium.k8s.policy.cluster'
const NAMESPACE_LABELS = 'k8s:io.cilium.k8s.namespace.labels.'

/** The identity of one end under the address by which it speaks. */
export function identityOf(scene: Scene, side: Side, ip: string | undefined): Identity {
  const base = {
    unknown: undefined,
    namespace: '',
    podLabels: {},
    nodeLabels: undefined,
    ports: [],
  }
  if ('ip' in side) {
    const node = nodeAt(scene, side.ip)
    const kind = node === undefined ? 'outside' : 'node'
    return { ...base, kind, labels: reserved(kind), nodeLabels: labelsOf(node), ip, bare: true }
  }
  const { pod } = side
  const ports = (pod.spec.containers ?? []).flatMap((container: Raw) =>
    (container.ports ?? []).map((each: Raw) => ({
      name: each.name,
      protocol: each.protocol ?? 'TCP',
      port: each.containerPort,
    })),
  )
  if (pod.spec.hostNetwork) {
    const node = nodeAt(scene, ip ?? '')
    return {
      ...base,
      kind: 'node',
      labels: reserved('node'),
      nodeLabels: labelsOf(node),
      ip,
      bare: false,
      ports,
    }
  }
  return { ...base, ...podIdentity(scene, pod), kind: 'pod', ip, bare: false, ports }
}

function podIdentity({ objects, config, read }: Scene, pod: Raw) {
  const { namespace } = pod.metadata
  const podLabels = pod.metadata.labels ?? {}
  const home = objects.find(
    ({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace,
  )
  const ofNamespace = { ...(home?.metadata.labels ?? {}), 'kubernetes.io/metadata.name': namespace }
  const hidden = /^k8s:!(\w+)$/.exec(String(config.labels ?? ''))?.[1]
  const labels = new Map<string, string>([
    ...Object.entries<string>(podLabels)
      .filter(([key]) => key !== hidden)
      .map(([key, value]): [string, string] => [`k8s:${key}`, value]),
    ...Object.entries<string>(ofNamespace).map(([key, value]): [string, string] => [
      `${NAMESPACE_LABELS}${key}`,
      value,
    ]),
    ['k8s:io.kubernetes.pod.namespace', namespace],
    ['k8s:io.cilium.k8s.policy.serviceaccount', pod.spec.serviceAccountName ?? 'default'],
    ...(read ? [[CLUSTER, config['cluster-name'] ?? 'default'] as [string, string]] : []),
  ])
  return {
    labels,
    namespace,
    podLabels,
    unknown: home === undefined ? NAMESPACE_LABELS : undefined,
  }
}

function reserved(kind: 'node' | 'outside'): ReadonlyMap<string, string> {
  return new Map([[kind === 'node' ? 'reserved:remote-node' : 'reserved:world', '']])
}

function nodeAt({ objects }: Scene, ip: string): Raw {
  return objects.find(
    ({ kind, status }) =>
      kind === 'Node' && status.addresses.some((each: Raw) => each.address === ip),
  )
}

function labelsOf(node: Raw): Readonly<Record<string, string>> | undefined {
  return node === undefined ? undefined : (node.metadata.labels ?? {})
}

/** Whether a selector over labels of identities selects one. */
export function matchesSelector(scene: Scene, selector: Raw, identity: Identity): Truth {
  const all: Raw[] = [
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
      key,
      operator: 'In',
      values: [value],
    })),
    ...(selector.matchExpressions ?? []),
  ]
  return Math.min(2, ...all.map((each) => requirementTruth(scene, each, identity))) as Truth
}

/** Whether one requirement on labels of identities holds. */
export function requirementTruth(
  scene: Scene,
  { key, operator, values }: Raw,
  identity: Identity,
): Truth {
  const full = key.includes(':') ? key.replace(/^any:/, 'k8s:') : `k8s:${key}`
  if (isOpen(full, identity)) return 1
  if (identity.kind === 'pod' && isShared(scene, key, identity)) return 1
  const value = identity.labels.get(full)
  if (value === undefined && isUnknown(full, identity)) return 1
  if (value === undefined && full === CLUSTER)
    return clusterTruth(scene, operator, values, identity)
  return holds(operator, values, value) ? 2 : 0
}

/** With both address families the world has a name of its own for each; a node is `host` to its own pods only. */
function isOpen(key: string, { kind }: Identity): boolean {
  return kind === 'outside'
    ? key.startsWith('reserved:world')
    : kind === 'node' && key === 'reserved:host'
}

/** Whether a CIDR group may bring the label to an end that matches blocks. */
export function isShared({ shared, config }: Scene, key: string, { kind }: Identity): boolean {
  const bare = key.replace(/^(any|k8s):/, '')
  const mode = String(config['policy-cidr-match-mode'] ?? '')
  return kind !== 'outside' && shared?.has(bare) === true && mode.includes(`${kind}s`)
}

function isUnknown(key: string, { unknown }: Identity): boolean {
  return unknown !== undefined && key.startsWith(unknown)
}

/** Every pod has the label, but its value may not have been read; nodes perhaps have it, nothing else does. */
function clusterTruth(
  { read }: Scene,
  operator: string,
  values: string[],
  { kind }: Identity,
): Truth {
  const asked = operator === 'In' || operator === 'Exists'
  if (kind === 'node' && asked) return 1
  if (kind !== 'pod' || read) return holds(operator, values, undefined) ? 2 : 0
  if (operator === 'Exists') return 2
  return operator === 'DoesNotExist' ? 0 : 1
}

function holds(operator: string, values: string[], value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    default:
      return value === undefined
  }
}
