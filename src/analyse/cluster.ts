import { objectKeyOf } from '../core/object-key.ts'
import type { Cluster, Namespace, Node, Pod, UnreadableObject } from '../model/cluster.ts'
import type { KubeObject, Labels, ObjectKey } from '../model/object.ts'
import type { Policy } from '../model/policy.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { isContext, policiesOf } from '../policy/apis.ts'
import { readCiliumConfig, readCiliumNodeConfig } from './enforcer/cilium-settings.ts'
import type { CiliumSettings } from './enforcer/cilium-settings.ts'
import { doubtsOf } from './engine/doubts.ts'
import { factsReader } from './facts/facts.ts'
import type { FactsReader } from './facts/facts.ts'
import { enforcerOf } from './enforcer/enforcer.ts'
import { ENTRANCE_TAKERS, noEntrances } from './exposure/entrances.ts'
import type { Entrances } from './exposure/entrances.ts'
import { exposuresOf } from './exposure/exposure.ts'
import { podIndex } from './exposure/behind-services.ts'
import { serviceFronts } from './exposure/service-fronts.ts'
import { at, labelsOf, UnreadableField, wholeOf } from './objects/fields.ts'
import { strangersOf } from './exposure/gateway-exposure.ts'
import { inMesh, meshPresence } from './mesh.ts'
import type { UndeclaredMesh } from './mesh.ts'
import { mentionedNamespace, readNamespace } from './objects/namespaces.ts'
import { readNode } from './objects/nodes.ts'
import { readPod } from './objects/pods.ts'
import type { PodRecord } from './objects/pods.ts'
import { servedByNamespace, withServedPorts } from './engine/served-ports.ts'
import {
  addressesNamed,
  readEndpoints,
  readEndpointSlice,
  readService,
  serviceTargets,
  undecidedServices,
} from './objects/services.ts'
import type { EndpointSlice, Service } from './objects/services.ts'
import { kindOf } from './known-kinds.ts'
import { meantPolicies } from './meant-policies.ts'
import type { MeantPolicies } from './meant-policies.ts'
import { platformOf } from './platform.ts'
import { isService, unreadServices } from './unread-services.ts'
import { withWaypoints } from './waypoints.ts'
import { podsOfWorkloads, readWorkload } from './objects/workloads.ts'
import type { WorkloadRecord } from './objects/workloads.ts'

/** What the organisation says that the model needs. */
export type IndexOptions = UndeclaredMesh & {
  /** the only namespaces in which network plugins, meshes and controllers are recognised */
  readonly platformNamespaces: readonly string[]
  /** absent: its version and its nodes show it */
  readonly platform?: Cluster['platform']['name']
}

/** What is kept of a cluster's objects while they stream by. */
type Parts = {
  readonly namespaces: Map<string, Namespace>
  readonly nodes: Node[]
  readonly pods: PodRecord[]
  readonly workloads: WorkloadRecord[]
  readonly services: Service[]
  readonly slices: EndpointSlice[]
  readonly endpoints: EndpointSlice[]
  readonly entrances: Entrances
  readonly ciliumSettings: CiliumSettings[]
  readonly policies: Policy[]
  /** objects that say what policies mean */
  readonly context: KubeObject[]
  readonly serviceAccounts: Map<string, Labels>
  /** data of the ConfigMaps of kube-system that are read, by name */
  readonly settings: Map<string, Labels>
  readonly unreadable: UnreadableObject[]
  /** addresses of Services that cannot be read */
  readonly unreadFronts: Cluster['unreadFronts'][number][]
  readonly inDefaultNamespace: ObjectKey[]
  readonly facts: FactsReader
}

/**
 * The model of one cluster from its objects, in any order.
 *
 * Only what analysis and checks read is kept. An object with wrong types is listed as unreadable and takes no further part. Rejects only
 * with what the stream of objects throws.
 */
export async function indexCluster(
  snapshot: Snapshot,
  objects: AsyncIterable<KubeObject>,
  options: IndexOptions,
): Promise<Cluster> {
  const parts = noParts()
  for await (const object of objects) take(object, parts)
  return clusterOf(snapshot, parts, options)
}

function noParts(): Parts {
  return {
    namespaces: new Map(),
    nodes: [],
    pods: [],
    workloads: [],
    services: [],
    slices: [],
    endpoints: [],
    entrances: noEntrances(),
    ciliumSettings: [],
    policies: [],
    context: [],
    serviceAccounts: new Map(),
    settings: new Map(),
    unreadable: [],
    unreadFronts: [],
    inDefaultNamespace: [],
    facts: factsReader(),
  }
}

function take(object: KubeObject, parts: Parts): void {
  if (object.metadata.namespace === 'default') parts.inDefaultNamespace.push(objectKeyOf(object))
  parts.facts.take(object)
  try {
    read(object, parts)
  } catch (error) {
    if (!(error instanceof UnreadableField)) throw error
    parts.unreadable.push(unreadableAt(object, error))
    if (isService(objectKeyOf(object)))
      for (const address of addressesNamed(object))
        parts.unreadFronts.push({ address, place: placeOf(object) })
  }
}

function unreadableAt(object: KubeObject, fault: UnreadableField): UnreadableObject {
  return { key: objectKeyOf(object), pointer: fault.pointer, why: fault.message }
}

/** How each kind of the model is taken in; all others are policies, or say what policies mean. */
const TAKERS: Readonly<Record<string, (object: KubeObject, parts: Parts) => void>> = {
  '/Namespace': (object, { namespaces }) =>
    namespaces.set(object.metadata.name, readNamespace(object)),
  '/Node': (object, { nodes }) => nodes.push(readNode(object)),
  '/Pod': (object, { pods, unreadable }) => {
    const record = readPod(object)
    pods.push(record)
    unreadable.push(...record.faults.map((fault) => unreadableAt(object, fault)))
  },
  '/Service': (object, { services }) => services.push(readService(object)),
  '/Endpoints': (object, { endpoints }) => endpoints.push(...readEndpoints(object)),
  '/ServiceAccount': (object, { serviceAccounts }) =>
    serviceAccounts.set(placeOf(object), labelsOf(at(wholeOf(object), 'metadata', 'labels'))),
  '/ConfigMap': (object, { ciliumSettings, settings }) => {
    keep(ciliumSettings, readCiliumConfig(object))
    if (object.metadata.namespace === 'kube-system')
      settings.set(object.metadata.name, labelsOf(at(wholeOf(object), 'data')))
  },
  'cilium.io/CiliumNodeConfig': (object, parts) => {
    parts.ciliumSettings.push(readCiliumNodeConfig(object))
    takePolicy(object, parts)
  },
  'discovery.k8s.io/EndpointSlice': (object, { slices }) => {
    keep(slices, readEndpointSlice(object))
  },
  workload: (object, { workloads, unreadable }) => {
    const record = readWorkload(object)
    workloads.push(record)
    unreadable.push(...record.faults.map((fault) => unreadableAt(object, fault)))
  },
}

function read(object: KubeObject, parts: Parts): void {
  const kind = kindOf(object)
  if (kind === undefined) return
  const entrance = ENTRANCE_TAKERS.get(kind)
  if (entrance !== undefined) {
    entrance(object, parts.entrances)
    return
  }
  const taker = Object.hasOwn(TAKERS, kind) ? TAKERS[kind] : takePolicy
  taker?.(object, parts)
}

function takePolicy(object: KubeObject, parts: Parts): void {
  parts.policies.push(...policiesOf(object))
  if (isContext(object)) parts.context.push(object)
}

function placeOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? 'default'}/${metadata.name}`
}

function keep<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item)
}

function clusterOf(snapshot: Snapshot, parts: Parts, options: IndexOptions): Cluster {
  const unread = unreadServices(parts.unreadable, snapshot)
  const pods = podsOf(parts, unread)
  const nodes = new Map(sorted(parts.nodes, ({ name }) => name).map((node) => [node.name, node]))
  const enforcer = enforcerOf({ ...parts, pods, nodes, snapshot }, options.platformNamespaces)
  const mesh = meshPresence(pods, nodes, options)
  const stated = {
    policies: sorted(parts.policies, ({ source }) => source),
    context: sorted(parts.context, objectKeyOf),
    settings: parts.settings,
    unreadServices: unread,
  }
  const { namespaces: homes } = parts
  const served = servedByNamespace(pods)
  const meaning = { ...stated, enforcer, mesh, namespaces: homes, served }
  const { settled, enforced, notEnforced } = meantPolicies(stated.policies, meaning)
  for (const name of mentionedIn(pods, settled))
    if (!homes.has(name)) homes.set(name, mentionedNamespace(name))
  const namespaces = sorted([...homes.values()], ({ name }) => name)
  const facts = parts.facts.done()
  const cluster = {
    name: snapshot.cluster,
    snapshot,
    namespaces: new Map(namespaces.map((each) => [each.name, each])),
    nodes,
    pods,
    policies: sorted(enforced.policies, ({ source }) => source),
    addressSets: sorted(settled.addressSets, ({ source }) => source),
    services: serviceTargets(parts.services, parts.slices),
    serviceAccounts: parts.serviceAccounts,
    settled: { assumptions: settled.assumptions, blockers: settled.blockers },
    stated,
    ...openingsOf(parts, pods, options),
    enforcer,
    platform: platformOf([...nodes.values()], snapshot.identity.version, options.platform, {
      whole: !snapshot.gaps.some(({ resource }) => resource === 'nodes'),
      components: facts.controlPlane.instances.map(({ component }) => component),
    }),
    notEnforced,
    mesh,
    unreadable: unreadableOf(parts, pods),
    inDefaultNamespace: parts.inDefaultNamespace.sort(),
    counts: new Map(snapshot.resources.map(({ resource, count }) => [resource, count])),
    facts,
  }
  return { ...cluster, doubts: doubtsOf(cluster) }
}

/** Namespaces that pods, policies and sets of addresses name. */
function mentionedIn(
  pods: readonly Pod[],
  { policies, addressSets }: MeantPolicies['settled'],
): readonly string[] {
  return [
    ...pods.map(({ namespace }) => namespace),
    ...policies.flatMap(namespacesNamedBy),
    ...addressSets.flatMap(({ namespace }) => namespace ?? []),
  ]
}

/** Pods with what follows of them from their namespaces, and from Services and Gateways. */
function podsOf(parts: Parts, unread: ReadonlySet<string> | 'all'): readonly Pod[] {
  const meshed = podsOfWorkloads(parts.pods, parts.workloads, parts.nodes.length).map((pod) =>
    inMesh(pod, parts.namespaces.get(pod.namespace)),
  )
  const pods = withServedPorts(meshed, parts.services, unread)
  return withWaypoints({ ...parts, pods, slices: slicesOf(parts) })
}

function slicesOf({ slices, endpoints }: Parts): readonly EndpointSlice[] {
  return [...slices, ...endpoints]
}

function openingsOf(
  parts: Parts,
  pods: readonly Pod[],
  options: IndexOptions,
): Pick<Cluster, 'exposures' | 'fronts' | 'unreadFronts' | 'unreadExposure'> {
  const { services } = parts
  const index = podIndex({ pods, services, slices: slicesOf(parts) })
  return {
    exposures: exposuresOf({ ...parts, ...options, pods, index }),
    fronts: serviceFronts(services, index),
    unreadFronts: sorted(parts.unreadFronts, ({ place, address }) => `${place} ${address}`),
    unreadExposure: parts.entrances.unread.sort(),
  }
}

function unreadableOf(parts: Parts, pods: readonly Pod[]): readonly UnreadableObject[] {
  const found = [
    ...parts.unreadable,
    ...undecidedServices(parts.services, pods),
    ...parts.entrances.ingresses.flatMap(({ strangeBackends }) => strangeBackends),
    ...strangersOf({ ...parts.entrances, namespaces: parts.namespaces }),
  ]
  return sorted(found, ({ key }) => key)
}

function namespacesNamedBy({ subject }: Policy): readonly string[] {
  return subject.kind === 'pods' && subject.namespaces.kind === 'name'
    ? [subject.namespaces.name]
    : []
}

function sorted<T>(items: readonly T[], textOf: (item: T) => string): readonly T[] {
  return items.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0))
}
