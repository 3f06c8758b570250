import { formatIpAddress, parseIpAddress } from '../../core/ip-address.ts'
import type { Pod } from '../../model/cluster.ts'
import type { Protocol } from '../../model/policy.ts'
import { given } from '../objects/given.ts'
import { selects } from '../objects/label-match.ts'
import type { EndpointSlice, Service, ServicePort } from '../objects/services.ts'

/** Pods and Services found by what leads to them. */
export type PodIndex = {
  readonly byNamespace: ReadonlyMap<string, readonly Pod[]>
  readonly byAddress: ReadonlyMap<string, readonly Pod[]>
  readonly slices: ReadonlyMap<string, readonly EndpointSlice[]>
  readonly services: ReadonlyMap<string, Service>
}

/** The pods behind one Service port that answer on the same pod port. */
export type Target = { readonly targetPort?: number; readonly pods: readonly Pod[] }

/** A port of a Service as something else names it. */
type PortChoice = { readonly service: string; readonly port: number | string }

type BackendChoice = PortChoice & { readonly protocol: Protocol }

/** A name of a Service may lead to a further one; a longer chain leads to no pod. */
const NAMES_TO_FOLLOW = 8

/** What leads nowhere now. */
const NOWHERE: readonly Target[] = [{ pods: [] }]

/** An index over what a cluster holds. */
export function podIndex({
  pods,
  services,
  slices,
}: {
  readonly pods: readonly Pod[]
  readonly services: readonly Service[]
  readonly slices: readonly EndpointSlice[]
}): PodIndex {
  return {
    byNamespace: Map.groupBy(pods, ({ namespace }) => namespace),
    byAddress: byAddress(pods),
    slices: Map.groupBy(slices, ({ namespace, service }) => `${namespace}/${service}`),
    services: new Map(services.map((each) => [`${each.namespace}/${each.name}`, each])),
  }
}

/**
 * The pods behind a port of a Service, by pod port: those it selects, and those of slices that somebody else added to it; none for a name that stands for another (ExternalName), which
 * opens no port itself.
 */
export function targetsOf(service: Service, port: ServicePort, index: PodIndex): readonly Target[] {
  if (service.type === 'ExternalName') return []
  const slices = index.slices.get(`${service.namespace}/${service.name}`) ?? []
  if (service.selector.length === 0) return fromSlices(slices, port, index)
  const pods = (index.byNamespace.get(service.namespace) ?? []).filter(
    ({ labels }) => selects(service.selector, labels) === 'yes',
  )
  const added = slices.filter(({ bySelector }) => !bySelector)
  const selected = byTargetPort(pods, port)
  if (added.length === 0) return selected
  const all = [...selected, ...fromSlices(added, port, index)].filter(
    (each) => each.pods.length > 0,
  )
  return all.length === 0 ? NOWHERE : all
}

/**
 * The pods behind a port of a Service that an Ingress or a route names, also where the Service only stands for another name; never empty.
 *
 * The API means a port of the Service; where it has none of that number or name, the pods' port counts, which controllers take as well
 * (ingress-nginx, internal/ingress/controller, serviceEndpoints).
 */
export function backendTargets(
  namespace: string,
  { service: name, port, protocol }: BackendChoice,
  index: PodIndex,
): readonly Target[] {
  const found = followed(namespace, name, index)
  if (found === undefined) return NOWHERE
  const { service, address } = found
  if (address !== undefined) return atAddress(address, numberOf(service, port), index)
  const ports = service.ports.filter((each) => each.protocol === protocol)
  const chosen =
    ports.find((each) => each.name === port || each.port === port) ??
    ports.find(({ target }) => target === port)
  return chosen === undefined ? NOWHERE : targetsOf(service, chosen, index)
}

/**
 * The pods behind a Service that an OpenShift Route leads to; never empty. The router chooses among the endpoints of the Service: by the name of
 * their port, which is that of the Service's port, or by its number; without a choice all are used. It speaks TCP only.
 */
export function routeTargets(
  namespace: string,
  { service: name, port }: Partial<PortChoice> & Pick<PortChoice, 'service'>,
  index: PodIndex,
): readonly Target[] {
  const found = followed(namespace, name, index)
  if (found === undefined) return NOWHERE
  const { service, address } = found
  if (address !== undefined) return atAddress(address, numberOf(service, port), index)
  const targets = service.ports
    .filter(({ protocol }) => protocol === 'TCP')
    .flatMap((each) => {
      const all = targetsOf(service, each, index)
      if (port === undefined || port === each.name) return all
      return all.filter(({ targetPort }) => targetPort === Number(port))
    })
  const leading = targets.filter(({ pods }) => pods.length > 0)
  return leading.length === 0 ? NOWHERE : leading
}

/** The Service of a name, or the address that it stands for at the end of a chain of names; undefined where it leads out of the cluster. */
function followed(
  namespace: string,
  name: string,
  { services }: PodIndex,
): { readonly service: Service; readonly address?: string } | undefined {
  let service = services.get(`${namespace}/${name}`)
  for (let count = 0; service?.type === 'ExternalName'; count++) {
    const address = parseIpAddress(service.externalName)
    if (address !== undefined) return { service, address: formatIpAddress(address) }
    if (count === NAMES_TO_FOLLOW) return undefined
    service = services.get(placeNamed(service.externalName))
  }
  return service === undefined ? undefined : { service }
}

/** `namespace/name` of the Service that a DNS name in the cluster means: `api.payments.svc` with or without the cluster's domain. */
function placeNamed(dnsName: string): string {
  const labels = dnsName.toLowerCase().split('.')
  const at = labels.indexOf('svc')
  return at < 2 ? '' : `${labels[at - 1] ?? ''}/${labels[at - 2] ?? ''}`
}

function atAddress(
  address: string,
  port: number | undefined,
  { byAddress: pods }: PodIndex,
): readonly Target[] {
  return [{ ...given('targetPort', port), pods: pods.get(address) ?? [] }]
}

function numberOf({ ports }: Service, port: number | string | undefined): number | undefined {
  return typeof port === 'number' ? port : ports.find(({ name }) => name === port)?.port
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
  return named.length === 0 ? NOWHERE : named
}

/** The same address may stand in a slice and in Endpoints, of which slices are copies: each pod is given once per port. */
function fromSlices(
  slices: readonly EndpointSlice[],
  port: ServicePort,
  index: PodIndex,
): readonly Target[] {
  const found = new Map<number | undefined, Set<Pod>>()
  for (const slice of slices) {
    for (const { name, protocol, port: targetPort } of slice.ports) {
      if (name !== (port.name ?? '') || protocol !== port.protocol) continue
      const pods = found.get(targetPort) ?? new Set()
      found.set(targetPort, pods)
      for (const address of slice.addresses)
        for (const pod of index.byAddress.get(address) ?? []) pods.add(pod)
    }
  }
  const targets = [...found].map(([targetPort, pods]) => ({
    ...given('targetPort', targetPort),
    pods: [...pods],
  }))
  return targets.length === 0 ? NOWHERE : targets
}

function byAddress(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const found = new Map<string, Pod[]>()
  for (const pod of pods) {
    for (const address of pod.addresses) {
      const same = found.get(address)
      if (same === undefined) found.set(address, [pod])
      else same.push(pod)
    }
  }
  return found
}
