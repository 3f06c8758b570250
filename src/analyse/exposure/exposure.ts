import type { ContainerPort, Exposure, Namespace, Pod } from '../../model/cluster.ts'
import { given } from '../objects/given.ts'
import { objectKeyParts } from '../../core/object-key.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Entrances } from './entrances.ts'
import { ofGatewayRoute } from './gateway-exposure.ts'
import type { Ingress, IngressBackend } from '../objects/ingresses.ts'
import { controllersOf } from './ingress-controllers.ts'
import { httpEntranceOf } from './http-entrances.ts'
import type { HttpEntrance } from './http-answers.ts'
import { backendTargets, routeTargets, targetsOf } from './behind-services.ts'
import type { PodIndex, Target } from './behind-services.ts'
import { passagesIn } from './passages.ts'
import type { Passages } from './passages.ts'
import type { Route, RouteBackend } from '../objects/routes.ts'
import type { Service, ServicePort } from '../objects/services.ts'

/** What opens pods to the outside, before it is put together. */
export type ExposureInput = {
  readonly services: readonly Service[]
  readonly index: PodIndex
  readonly entrances: Entrances
  readonly pods: readonly Pod[]
  readonly namespaces: ReadonlyMap<string, Namespace>
  readonly platformNamespaces: readonly string[]
}

/**
 * Every way from outside to pods that Services, Ingresses, routes and the pods themselves open; sorted by source, kind and pointer.
 *
 * Service ports are given with the pod port behind them, which is what policies see: address translation comes first. A way that leads to no pod
 * of the model stays, with no pods.
 */
export function exposuresOf(input: ExposureInput): readonly Exposure[] {
  const { index } = input
  const { ingresses, routes, gatewayRoutes } = input.entrances
  const passages = passagesIn({ ...input, ...input.entrances })
  const world = { ...input.entrances, namespaces: input.namespaces, passages }
  return [
    ...input.services.flatMap((service) => ofService(service, index)),
    ...ingresses.flatMap((ingress) =>
      ofIngress(ingress, passages, input.entrances.ingressClasses, index),
    ),
    ...routes.flatMap((route) => ofRoute(route, passages, index)),
    ...gatewayRoutes.flatMap((route) => ofGatewayRoute(route, world, index)),
    ...input.pods.flatMap(ofPod),
  ].sort((a, b) => compare(orderOf(a), orderOf(b)))
}

function ofService(service: Service, index: PodIndex): Exposure[] {
  return service.ports.flatMap((port) =>
    targetsOf(service, port, index).flatMap((target) => {
      const base = {
        ...sourceOf(service),
        pointer: port.pointer,
        protocol: port.protocol,
        client: service.local ? 'kept' : 'rewritten',
        ...target,
      } as const
      const balanced = service.type === 'LoadBalancer'
      const node = service.type === 'NodePort' || (balanced && port.nodePort !== undefined)
      const open = { ...base, sourceRanges: [], hosts: [] }
      return [
        ...(node
          ? [
              {
                ...open,
                kind: 'NodePort',
                ...given('port', port.nodePort),
                servicePort: port.port,
              } as const,
            ]
          : []),
        ...(balanced
          ? [
              {
                ...open,
                kind: 'LoadBalancer',
                port: port.port,
                sourceRanges: service.sourceRanges,
                ...given('rangesHeldBy', rangesHeldBy(service, port)),
                ...given('internalBy', service.internalBy),
              } as const,
            ]
          : []),
        ...(service.externalIps.length > 0
          ? [{ ...open, kind: 'ExternalIP', port: port.port } as const]
          : []),
      ]
    }),
  )
}

/**
 * The cloud's load balancer holds to source ranges only where it supports them (core/v1, ServiceSpec). kube-proxy does on each node, for what arrives
 * with the load balancer's own address (pkg/proxy/iptables, LoadBalancerVIPs), and never for node ports.
 */
function rangesHeldBy(service: Service, port: ServicePort): Exposure['rangesHeldBy'] {
  const { sourceRanges, balancerNodePorts, balancerKeepsAddresses } = service
  if (sourceRanges.length === 0 || balancerNodePorts || port.nodePort !== undefined)
    return undefined
  return balancerKeepsAddresses ? 'nodes' : 'balancer'
}

function ofIngress(
  ingress: Ingress,
  passages: Passages,
  classes: Entrances['ingressClasses'],
  index: PodIndex,
): Exposure[] {
  const through = passages.ofIngress(ingress)
  const controllers = controllersOf(ingress, classes)
  return ingress.backends.flatMap((backend) => {
    const doors = doorsOf(httpEntranceOf(controllers, ingress.annotations, backend.tls), backend)
    return backendTargets(ingress.namespace, { ...backend, protocol: 'TCP' }, index).flatMap(
      (target) =>
        doors.map((door) => ({ ...ofBackend(ingress, backend, target), ...door, through })),
    )
  })
}

/** The ports on which a host is answered: both where plain HTTP is served beside TLS. */
function doorsOf(
  { tls, plain }: HttpEntrance,
  stated: IngressBackend,
): Pick<Exposure, 'port' | 'tls' | 'plain'>[] {
  const open = { port: 80, tls: false, ...(tls || stated.tls ? { plain } : {}) }
  if (!tls) return [open]
  const secure = { port: 443, tls: true, plain }
  return plain.answer === 'served' ? [open, secure] : [secure]
}

function ofBackend(ingress: Ingress, backend: IngressBackend, target: Target): Exposure {
  return {
    ...sourceOf(ingress),
    kind: 'Ingress',
    pointer: backend.pointer,
    protocol: 'TCP',
    sourceRanges: [],
    hosts: backend.host === undefined ? [] : [backend.host],
    ...target,
  }
}

function ofRoute(route: Route, passages: Passages, index: PodIndex): Exposure[] {
  const { namespace, targetPort: port } = route
  const through = passages.ofRoute()
  return route.backends.flatMap((backend) =>
    routeTargets(
      namespace,
      { service: backend.service, ...(port === undefined ? {} : { port }) },
      index,
    ).flatMap((target) =>
      route.entrances.map((entrance) => ({
        ...ofRouteBackend(route, backend, target, entrance),
        ...given('plain', route.plain),
        through,
      })),
    ),
  )
}

function ofRouteBackend(
  route: Route,
  { pointer }: RouteBackend,
  target: Target,
  entrance: Route['entrances'][number],
): Exposure {
  return {
    ...sourceOf(route),
    kind: 'Route',
    pointer,
    protocol: 'TCP',
    port: entrance === 'tls' ? 443 : 80,
    sourceRanges: [],
    hosts: route.host === undefined ? [] : [route.host],
    tls: entrance === 'tls',
    ...target,
  }
}

/** Host ports, and the whole network of the node: a hostNetwork pod that names no port may listen on any. */
function ofPod(pod: Pod): Exposure[] {
  const ports = pod.ports.filter(({ hostPort }) => hostPort !== undefined)
  if (!pod.hostNetwork && ports.length === 0) return []
  const base = { ...sourceOf(pod), sourceRanges: [], hosts: [], pods: [pod] }
  const spec = pointerTo(templatePointerOf(pod), 'spec')
  if (!pod.hostNetwork)
    return ports.map((port) => ofHostPort(base, 'HostPort', port, `${spec}/containers`))
  const pointer = `${spec}/hostNetwork`
  return ports.length === 0
    ? [{ ...base, kind: 'HostNetwork', pointer, protocol: 'TCP' }]
    : ports.map((port) => ofHostPort(base, 'HostNetwork', port, pointer))
}

function ofHostPort(
  base: Omit<Exposure, 'kind' | 'pointer' | 'protocol'>,
  kind: 'HostPort' | 'HostNetwork',
  { hostPort, hostIp, port, protocol }: ContainerPort,
  pointer: string,
): Exposure {
  const hosts = hostIp === undefined ? base.hosts : [hostIp]
  return { ...base, kind, pointer, protocol, hosts, targetPort: port, ...given('port', hostPort) }
}

/** Where the pod specification stands in the object that a pod's key names. */
function templatePointerOf({ standIn, key }: Pod): string {
  if (!standIn) return ''
  return objectKeyParts(key).kind === 'CronJob'
    ? '/spec/jobTemplate/spec/template'
    : '/spec/template'
}

function sourceOf({ key, namespace, name }: Pick<Pod, 'key' | 'namespace' | 'name'>) {
  return { source: key, namespace, name }
}

function orderOf(exposure: Exposure): string {
  const { source, kind, pointer, port, targetPort, hosts } = exposure
  const numbers = [targetPort, port].map((each) => String(each ?? '').padStart(5, '0'))
  return [source, kind, pointer, ...numbers, ...hosts].join('\u0000')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
