import type { ContainerPort, Exposure, Pod } from '../model/cluster.ts'
import { objectKeyParts } from '../core/object-key.ts'
import { pointerTo } from '../core/json-pointer.ts'
import type { Ingress, IngressBackend } from './ingresses.ts'
import { selects } from './label-match.ts'
import type { EndpointSlice, Service, ServicePort } from './services.ts'

/** What opens pods to the outside, before it is put together. */
export type ExposureInput = {
  readonly services: readonly Service[]
  readonly slices: readonly EndpointSlice[]
  readonly ingresses: readonly Ingress[]
  readonly pods: readonly Pod[]
}

/** Pods found by what Services find them with. */
type PodIndex = {
  readonly byNamespace: ReadonlyMap<string, readonly Pod[]>
  readonly byAddress: ReadonlyMap<string, readonly Pod[]>
  readonly slices: ReadonlyMap<string, readonly EndpointSlice[]>
}

/** The pods behind one Service port that answer on the same pod port. */
type Target = { readonly targetPort?: number; readonly pods: readonly Pod[] }

/**
 * Every way from outside to pods that Services, Ingresses and the pods themselves open; sorted by source, kind and pointer.
 *
 * Service ports are given with the pod port behind them, which is what policies see: address translation comes first. A way that leads to no pod
 * of the model stays, with no pods.
 */
export function exposuresOf(input: ExposureInput): readonly Exposure[] {
  const index: PodIndex = {
    byNamespace: Map.groupBy(input.pods, ({ namespace }) => namespace),
    byAddress: byAddress(input.pods),
    slices: Map.groupBy(input.slices, ({ namespace, service }) => `${namespace}/${service}`),
  }
  const services = new Map(input.services.map((each) => [`${each.namespace}/${each.name}`, each]))
  return [
    ...input.services.flatMap((service) => ofService(service, index)),
    ...input.ingresses.flatMap((ingress) => ofIngress(ingress, services, index)),
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
        ...target,
      }
      const balanced = service.type === 'LoadBalancer'
      const node = service.type === 'NodePort' || (balanced && port.nodePort !== undefined)
      const open = { ...base, sourceRanges: [], hosts: [] }
      return [
        ...(node ? [{ ...open, kind: 'NodePort', ...given('port', port.nodePort) } as const] : []),
        ...(balanced
          ? [
              {
                ...open,
                kind: 'LoadBalancer',
                port: port.port,
                sourceRanges: service.sourceRanges,
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

function ofIngress(
  ingress: Ingress,
  services: ReadonlyMap<string, Service>,
  index: PodIndex,
): Exposure[] {
  return ingress.backends.flatMap((backend) => {
    const service = services.get(`${ingress.namespace}/${backend.service}`)
    const port = service?.ports.find(({ name, port }) => [name, port].includes(backend.port))
    const targets: readonly Target[] =
      service === undefined || port === undefined ? [{ pods: [] }] : targetsOf(service, port, index)
    return targets.map((target) => ofBackend(ingress, backend, target))
  })
}

function ofBackend(ingress: Ingress, backend: IngressBackend, target: Target): Exposure {
  return {
    ...sourceOf(ingress),
    kind: 'Ingress',
    pointer: backend.pointer,
    protocol: 'TCP',
    port: backend.tls ? 443 : 80,
    sourceRanges: [],
    hosts: backend.host === undefined ? [] : [backend.host],
    tls: backend.tls,
    ...target,
  }
}

/** Host ports, and the whole network of the node: a hostNetwork pod that names no port may listen on any. */
function ofPod(pod: Pod): Exposure[] {
  const base = { ...sourceOf(pod), sourceRanges: [], hosts: [], pods: [pod] }
  const spec = pointerTo(templatePointerOf(pod), 'spec')
  const ports = pod.ports.filter(({ hostPort }) => hostPort !== undefined)
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
  { hostPort, port, protocol }: ContainerPort,
  pointer: string,
): Exposure {
  return { ...base, kind, pointer, protocol, targetPort: port, ...given('port', hostPort) }
}

/** Where the pod specification stands in the object that a pod's key names. */
function templatePointerOf({ standIn, key }: Pod): string {
  if (!standIn) return ''
  return objectKeyParts(key).kind === 'CronJob'
    ? '/spec/jobTemplate/spec/template'
    : '/spec/template'
}

function targetsOf(service: Service, port: ServicePort, index: PodIndex): readonly Target[] {
  if (service.type === 'ExternalName') return []
  if (service.selector.length === 0) return fromSlices(service, port, index)
  const pods = (index.byNamespace.get(service.namespace) ?? []).filter(
    ({ labels }) => selects(service.selector, labels) === 'yes',
  )
  return byTargetPort(pods, port)
}

/** A named target is looked up on each pod, by name and protocol. */
function byTargetPort(pods: readonly Pod[], { target, protocol }: ServicePort): readonly Target[] {
  if (typeof target === 'number') return [{ targetPort: target, pods }]
  const found = Map.groupBy(
    pods,
    (pod) => pod.ports.find((port) => port.name === target && port.protocol === protocol)?.port,
  )
  const named = [...found].flatMap(([targetPort, pods]) =>
    targetPort === undefined ? [] : [{ targetPort, pods }],
  )
  return named.length === 0 ? [{ pods: [] }] : named
}

function fromSlices(service: Service, port: ServicePort, index: PodIndex): readonly Target[] {
  const slices = index.slices.get(`${service.namespace}/${service.name}`) ?? []
  const targets = slices.flatMap((slice) =>
    slice.ports
      .filter(({ name, protocol }) => name === (port.name ?? '') && protocol === port.protocol)
      .map((found) => ({
        ...given('targetPort', found.port),
        pods: slice.addresses.flatMap((address) => index.byAddress.get(address) ?? []),
      })),
  )
  return targets.length === 0 ? [{ pods: [] }] : targets
}

function byAddress(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const pairs = pods.flatMap((pod) => pod.addresses.map((address) => [address, pod] as const))
  const groups = Map.groupBy(pairs, ([address]) => address)
  return new Map([...groups].map(([address, found]) => [address, found.map(([, pod]) => pod)]))
}

function sourceOf({ key, namespace, name }: Pick<Pod, 'key' | 'namespace' | 'name'>) {
  return { source: key, namespace, name }
}

/** A member that is left out where its value is absent. */
function given<K extends string>(name: K, value: number | undefined): Partial<Record<K, number>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, number>)
}

function orderOf(exposure: Exposure): string {
  const { source, kind, pointer, targetPort, hosts } = exposure
  return [source, kind, pointer, String(targetPort ?? '').padStart(5, '0'), ...hosts].join('\u0000')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
