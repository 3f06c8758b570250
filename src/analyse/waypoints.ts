import type { Pod, WaypointUse } from '../model/cluster.ts'
import type { KubeObject } from '../model/object.ts'
import { isJsonObject } from '../core/json.ts'
import type { JsonValue } from '../core/json.ts'
import { podIndex, targetsOf } from './exposure/behind-services.ts'
import type { PodIndex } from './exposure/behind-services.ts'
import { selects } from './objects/label-match.ts'
import type { EndpointSlice, Service } from './objects/services.ts'
import { asksGateways } from './objects/waypoint-labels.ts'
import { homeOf, waypointFor } from './waypoint-places.ts'
import type { WaypointPlaces } from './waypoint-places.ts'

/** What says which waypoints there are, and who is reached through them. */
export type WaypointWorld = WaypointPlaces & {
  readonly services: readonly Service[]
  readonly slices: readonly EndpointSlice[]
  /** objects that say what policies mean: ServiceEntries among them */
  readonly context: readonly KubeObject[]
}

/**
 * Pods with the waypoints through which they are reached. Labels of a Service, or of its namespace, say so for its addresses, those of a pod for its own;
 * the Gateway says for which of both it is (istio, pilot/pkg/serviceregistry/kube/controller/ambient/waypoints.go). Without a pod of the mesh
 * nobody goes through one. Pods come back in the order given.
 */
export function withWaypoints(given: WaypointWorld): readonly Pod[] {
  const { pods } = given
  if (!pods.some(({ mesh }) => mesh !== undefined && mesh !== 'waypoint')) return pods
  const world = { ...given, index: podIndex(given) }
  const uses = new Map<Pod, WaypointUse[]>()
  const add = (pod: Pod, use: WaypointUse) => {
    if (pod.mesh === 'waypoint') return
    const known = uses.get(pod)
    if (known === undefined) uses.set(pod, [use])
    else known.push(use)
  }
  for (const service of world.services) addService(service, world, add)
  for (const entry of world.context) if (entry.kind === 'ServiceEntry') addEntry(entry, world, add)
  // the address of a pod on the network of its node is the node's: no waypoint is before it
  for (const pod of pods.filter(({ hostNetwork }) => !hostNetwork)) {
    const found = waypointFor('workload', pod.namespace, pod.labels, world)
    if (found !== undefined) add(pod, found)
  }
  return uses.size === 0
    ? pods
    : pods.map((pod) => {
        const own = uses.get(pod)
        return own === undefined ? pod : { ...pod, waypoints: own }
      })
}

/** A label of the Services of gateways and waypoints themselves, which have no waypoint. */
const MANAGED = 'gateway.istio.io/managed'

/** The same with pods found by what leads to them. */
type World = WaypointWorld & { readonly index: PodIndex }

type Add = (pod: Pod, use: WaypointUse) => void

function addService(service: Service, world: World, add: Add): void {
  const { namespace, name, labels, selector } = service
  const found = hasAddress(service) ? waypointFor('service', namespace, labels, world) : undefined
  if (found === undefined) return
  const home = homeOf(namespace, world)
  const use = {
    ...found,
    service: `${namespace}/${name}`,
    ...(asksGateways({ labels, home }) ? { ingress: true as const } : {}),
  }
  for (const [pod, ports] of portsBehind(service, world))
    add(pod, ports === 'any' ? use : { ...use, ports: [...ports].sort((a, b) => a - b) })
  if (selector.length === 0) return
  for (const pod of world.index.byNamespace.get(namespace) ?? [])
    if (selects(selector, pod.labels) === 'maybe')
      add(pod, { ...use, unsure: `whether ${use.service} leads to it is not known` })
}

/** What goes to a Service without an address of its own goes to its pods. */
function hasAddress({ headless, type, labels }: Service): boolean {
  return !headless && type !== 'ExternalName' && labels[MANAGED] !== 'istio.io-mesh-controller'
}

/** The TCP ports of each pod to which a Service leads. */
function portsBehind(service: Service, { index }: World): ReadonlyMap<Pod, Set<number> | 'any'> {
  const found = new Map<Pod, Set<number> | 'any'>()
  for (const port of service.ports.filter(({ protocol }) => protocol === 'TCP'))
    for (const { targetPort, pods } of targetsOf(service, port, index))
      for (const pod of pods) {
        const known = found.get(pod) ?? new Set()
        found.set(pod, targetPort === undefined || known === 'any' ? 'any' : known.add(targetPort))
      }
  return found
}

/** A ServiceEntry that selects pods: which ports it leads to is not gone into. */
function addEntry({ metadata, spec }: KubeObject, world: World, add: Add): void {
  const selector = isJsonObject(spec) ? spec.workloadSelector : undefined
  if (!isJsonObject(selector)) return
  const { namespace = 'default', name, labels = {} } = metadata
  const found = waypointFor('service', namespace, labels, world)
  if (found === undefined) return
  const service = `${namespace}/${name}`
  const unsure = found.unsure ?? `ServiceEntry ${service} may lead to it`
  for (const pod of world.index.byNamespace.get(namespace) ?? [])
    if (maySelect(selector.labels, pod)) add(pod, { ...found, service, unsure })
}

function maySelect(wanted: JsonValue | undefined, { labels }: Pod): boolean {
  if (!isJsonObject(wanted)) return true
  const pairs = Object.entries(wanted)
  return pairs.every(
    ([key, value]) =>
      typeof value !== 'string' ||
      selects([{ key, operator: 'In', values: [value] }], labels) !== 'no',
  )
}
