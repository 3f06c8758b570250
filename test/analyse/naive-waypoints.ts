import { isMeshKnown, proxyOf } from './naive-istio.ts'
import { and, or } from './naive.ts'
import type { Truth } from './naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/** A waypoint on the way to a pod: its own pods, whether it is certain that it is used, and whether what goes straight to the pod takes it, too. */
type Way = { readonly pods: readonly Raw[]; readonly sure: boolean; readonly own: boolean }

type Ends = { readonly from: Raw; readonly to: Raw; readonly port: number }

const USE = 'istio.io/use-waypoint'

/**
 * What may pass over TCP from one pod to another by any way, from what passes straight. Written from ambient/waypoints.go and build_request of ztunnel's
 * outbound.rs.
 */
export function byAnyWay(
  objects: readonly Raw[],
  ends: Ends,
  platform: readonly string[],
  direct: (from: Raw, to: Raw, port: number) => Truth,
): Truth {
  const { from, to, port } = ends
  const through = ({ pods, sure }: Way): Truth => {
    const found = pods.map((pod) => and([direct(from, pod, 15008), direct(pod, to, port)]))
    const truth = found.length === 0 ? 1 : or(found)
    return sure ? truth : and([1, truth])
  }
  const ways = waysOf(objects, ends, platform)
  const straight = ways
    .filter(({ own }) => own)
    .reduce<Truth>(
      (before, way) => {
        const truth = through(way)
        return way.sure || truth === before ? truth : 1
      },
      direct(from, to, port),
    )
  return or([straight, ...ways.filter(({ own }) => !own).map(through)])
}

function waysOf(objects: readonly Raw[], { from, to, port }: Ends, platform: readonly string[]) {
  const proxy = proxyOf(objects, from)
  const services = objects
    .filter((each) => each.kind === 'Service' && leadsTo(each, to, port))
    .flatMap((each) => wayFor(objects, each, 'service'))
  const ownAddress = proxy === 'ambient' && !to.spec.hostNetwork
  const all = ownAddress ? [...services, ...wayFor(objects, to, 'workload')] : services
  const sure = proxy === 'ambient' && isMeshKnown(objects, platform)
  return proxy === 'ambient' || proxy === 'sidecar'
    ? all.map((way) => ({ ...way, sure: way.sure && sure }))
    : []
}

function leadsTo(
  { metadata, spec }: Raw,
  { metadata: pod, spec: { containers } }: Raw,
  port: number,
) {
  const { type, clusterIP, selector, ports } = spec
  if (type === 'ExternalName' || clusterIP === 'None') return false
  if (metadata.namespace !== pod.namespace) return false
  const wanted = Object.entries(selector ?? {})
  const selected = wanted.length > 0 && wanted.every(([key, value]) => pod.labels?.[key] === value)
  const declared: Raw[] = containers.flatMap((each: Raw) => each.ports ?? [])
  const numberOf = (target: Raw) =>
    typeof target === 'number'
      ? target
      : declared.find((each) => each.name === target && (each.protocol ?? 'TCP') === 'TCP')
          ?.containerPort
  return (
    selected &&
    ports.some(
      (each: Raw) =>
        (each.protocol ?? 'TCP') === 'TCP' && numberOf(each.targetPort ?? each.port) === port,
    )
  )
}

function wayFor(objects: readonly Raw[], { metadata }: Raw, traffic: string): Way[] {
  const own = traffic === 'workload'
  const home = objects.find(
    (each) => each.kind === 'Namespace' && each.metadata.name === metadata.namespace,
  )
  if (metadata.labels?.[USE] === undefined && home === undefined)
    return hasWaypoints(objects) ? [{ pods: [], sure: false, own }] : []
  const labels = metadata.labels?.[USE] === undefined ? home?.metadata.labels : metadata.labels
  const name = labels?.[USE]
  if (name === undefined || name === 'none') return []
  const namespace = labels[`${USE}-namespace`] ?? metadata.namespace
  return named(objects, namespace, name, traffic, metadata.namespace)
}

/** Labels of a namespace that was not read may name any waypoint, if there is one. */
function hasWaypoints(objects: readonly Raw[]): boolean {
  return objects.some(
    (each) =>
      (each.kind === 'Pod' && proxyOf(objects, each) === 'waypoint') ||
      (each.kind === 'Gateway' && each.spec.gatewayClassName === 'istio-waypoint'),
  )
}

function named(
  objects: readonly Raw[],
  namespace: string,
  name: string,
  traffic: string,
  user: string,
): Way[] {
  const own = traffic === 'workload'
  const isAt = (each: Raw) => each.metadata.namespace === namespace
  const pods = objects.filter(
    (each) =>
      each.kind === 'Pod' &&
      isAt(each) &&
      each.metadata.labels?.['gateway.networking.k8s.io/gateway-name'] === name,
  )
  const gateway = objects.find(
    (each) => each.kind === 'Gateway' && isAt(each) && each.metadata.name === name,
  )
  if (gateway === undefined) return [{ pods, sure: false, own }]
  const purpose = gateway.metadata.labels?.['istio.io/waypoint-for'] ?? 'service'
  const from = gateway.spec.listeners[0].allowedRoutes?.namespaces.from ?? 'Same'
  const sure = from === 'All' || namespace === user
  return purpose === traffic || purpose === 'all' ? [{ pods, sure, own }] : []
}
