import { parseIpAddress } from '../../src/core/ip-address.ts'
import { indexCluster } from '../../src/analyse/cluster.ts'
import type { IndexOptions } from '../../src/analyse/cluster.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import type { AnalyseOptions } from '../../src/analyse/reachability.ts'
import { describeRanges } from '../../src/analyse/names.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { POLICY_APIS } from '../../src/policy/apis.ts'
import type { KubeObject, Labels } from '../../src/model/object.ts'
import type {
  AddressCell,
  ConnectionSet,
  Endpoint,
  Reachability,
} from '../../src/model/reachability.ts'
import type { ResourceRecord, Snapshot } from '../../src/model/snapshot.ts'

/** An object from plain JSON: tests write what an API server would send. */
export function object(json: unknown): KubeObject {
  return json as KubeObject
}

export function namespace(name: string, labels: Labels = {}): KubeObject {
  return object({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })
}

type PodOptions = {
  readonly labels?: Labels
  readonly ips?: readonly string[]
  readonly node?: string
  readonly hostNetwork?: boolean
  readonly phase?: string
  readonly ready?: boolean
  readonly image?: string
  /** `Kind/name` of the controller */
  readonly owner?: string
  readonly ports?: readonly object[]
}

export function pod(namespace: string, name: string, options: PodOptions = {}): KubeObject {
  const { labels = {}, ips = [], node, hostNetwork, phase = 'Running', ports = [] } = options
  const container = { name: 'main', image: options.image ?? 'example/app:1', ports }
  return object({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels, ...ownedBy(options.owner) },
    spec: {
      ...given('nodeName', node),
      ...given('hostNetwork', hostNetwork),
      containers: [container],
    },
    status: { phase, podIPs: ips.map((ip) => ({ ip })), ...readiness(options.ready) },
  })
}

function ownedBy(owner: string | undefined): object {
  if (owner === undefined) return {}
  const [kind, name] = owner.split('/')
  return { ownerReferences: [{ kind, name, controller: true }] }
}

function readiness(ready: boolean | undefined): object {
  if (ready === undefined) return {}
  return { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] }
}

/** A member that is left out where its value is absent. */
function given(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value }
}

export function networkPolicy(namespace: string, name: string, spec: unknown): KubeObject {
  return object({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec,
  })
}

export function node(name: string, address: string): KubeObject {
  return object({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: {},
    status: {
      addresses: [{ type: 'InternalIP', address }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  })
}

const READ = [
  'namespaces',
  'pods',
  'services',
  'endpointslices.discovery.k8s.io',
  ...new Set(
    POLICY_APIS.flatMap(({ resources, context = [] }) => [...resources, ...context]).map(
      ({ resource, group }) => `${resource}.${group}`,
    ),
  ),
]

/** A complete snapshot of what the analysis needs; `changes` lays over it. */
export function snapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    format: 'snapshot/v1',
    cluster: 'test',
    status: 'complete',
    reasons: [],
    source: { kind: 'folder', statedBy: 'assumed' },
    identity: {},
    takenFrom: '2026-01-01T00:00:00Z',
    takenTo: '2026-01-01T00:00:00Z',
    resources: READ.map((resource) => listed(resource, {})),
    gaps: [],
    unknownPolicyApis: [],
    redactions: [],
    notes: [],
    objectCount: 0,
    root: 'sha256:00',
    ...changes,
  }
}

/** The record of one list that went well; `changes` lays over it. */
export function listed(resource: string, changes: Partial<ResourceRecord>): ResourceRecord {
  return { resource, kind: '', status: 'ok', count: 1, root: 'sha256:00', ...changes }
}

export async function clusterOf(
  objects: readonly KubeObject[],
  changes: Partial<Snapshot> = {},
  options: IndexOptions = { platformNamespaces: [] },
): Promise<Cluster> {
  return indexCluster(snapshot(changes), streamOf(objects), options)
}

/** Two pods of namespace shop, one of namespace other. */
export const SHOP: readonly KubeObject[] = [
  namespace('shop', { team: 'shop' }),
  namespace('other', { team: 'other' }),
  pod('shop', 'web', { labels: { app: 'web' }, ips: ['10.0.0.1'] }),
  pod('shop', 'db', {
    labels: { app: 'db' },
    ips: ['10.0.0.2'],
    ports: [{ name: 'sql', containerPort: 5432 }],
  }),
  pod('other', 'client', { labels: { app: 'web' }, ips: ['10.1.0.1'] }),
]

/** The shop with policies of these specifications. */
export function shopWith(...specs: readonly object[]): readonly KubeObject[] {
  return [...SHOP, ...specs.map((spec, at) => networkPolicy('shop', `policy-${at}`, spec))]
}

/** What `allowed` says when everything with ports may pass. */
export const ALL = 'SCTP all ports, TCP all ports, UDP all ports'
export const NOTHING = 'nothing'

/** Where expectations come from. */
export const API = 'kubernetes/api networking/v1/types.go'
export const DOC = 'kubernetes.io, network policies'
export const E2E = 'kubernetes test/e2e/network/netpol'

/** The analysis of objects, and what its answers are asked by. */
export type Estate = {
  readonly cluster: Cluster
  readonly reachability: Reachability
  /** the class of pod `namespace/name`, or the cell of an address */
  readonly at: (place: string) => Endpoint
  /** what may surely pass over TCP, UDP and SCTP, in words; `nothing` for none */
  readonly allowed: (from: string, to: string) => string
  /** the same for what could not be decided */
  readonly undecided: (from: string, to: string) => string
}

export async function estate(
  objects: readonly KubeObject[],
  options: AnalyseOptions = { podsByAddress: true },
): Promise<Estate> {
  const cluster = await clusterOf(objects)
  return askedOf(cluster, analyse(cluster, options))
}

/** An analysis with what its answers are asked by. */
export function askedOf(cluster: Cluster, reachability: Reachability): Estate {
  const at = (place: string): Endpoint => {
    const endpoint = place.includes('/')
      ? reachability.podClasses.find(({ pods }) =>
          pods.some(({ namespace, name }) => `${namespace}/${name}` === place),
        )
      : reachability.addressCells.find((cell) => holds(cell, place))
    if (endpoint === undefined) throw new Error(`nothing at ${place}`)
    return endpoint
  }
  const reach = (from: string, to: string) => reachability.between(at(from), at(to))
  const words = ({ ranges }: ConnectionSet) =>
    describeRanges(ranges.filter(({ from }) => from !== undefined)) || 'nothing'
  return {
    cluster,
    reachability,
    at,
    allowed: (from, to) => words(reach(from, to).allowed),
    undecided: (from, to) => words(reach(from, to).indeterminate),
  }
}

function holds({ family, ranges }: AddressCell, text: string): boolean {
  const address = parseIpAddress(text)
  const valueOf = (each: string) => parseIpAddress(each)?.value ?? -1n
  return (
    address?.family === family &&
    ranges.some(({ from, to }) => valueOf(from) <= address.value && address.value <= valueOf(to))
  )
}

async function* streamOf(objects: readonly KubeObject[]): AsyncGenerator<KubeObject> {
  await Promise.resolve()
  yield* objects
}
