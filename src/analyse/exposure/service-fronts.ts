import { formatIpAddress, parseIpAddress } from '../../core/ip-address.ts'
import type { ServiceFront, ServiceFrontPort } from '../../model/cluster.ts'
import { targetsOf } from './behind-services.ts'
import type { PodIndex } from './behind-services.ts'
import { given } from '../objects/given.ts'
import { selects } from '../objects/label-match.ts'
import type { Service, ServicePort } from '../objects/services.ts'

/** Services under their addresses, with what stands behind each port; those without an address are left out. Sorted. */
export function serviceFronts(
  services: readonly Service[],
  index: PodIndex,
): readonly ServiceFront[] {
  return services
    .flatMap((service): ServiceFront[] => {
      const addresses = addressesOf(service)
      if (addresses.length === 0 || service.type === 'ExternalName') return []
      const { namespace, name, local, sourceRanges } = service
      const more = mayHoldMore(service, index)
      const ports = service.ports.map((port) => frontPort(service, port, index, more))
      return [{ namespace, name, addresses, local, sourceRanges, ports }]
    })
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
}

function placeOf({ namespace, name }: ServiceFront): string {
  return `${namespace}/${name}`
}

function addressesOf({ clusterIps, externalIps, balancerIps }: Service): ServiceFront['addresses'] {
  const outside = externalIps.flatMap((text) => {
    const address = parseIpAddress(text)
    return address === undefined ? [] : [formatIpAddress(address)]
  })
  return [
    ...clusterIps.map((address) => ({ address, own: true })),
    ...[...new Set([...outside, ...balancerIps])].map((address) => ({ address, own: false })),
  ]
}

function frontPort(
  service: Service,
  port: ServicePort,
  index: PodIndex,
  more: boolean,
): ServiceFrontPort {
  const targets = targetsOf(service, port, index).filter(({ pods }) => pods.length > 0)
  const others = othersOf(service, port, index)
  return { protocol: port.protocol, port: port.port, targets, others, more }
}

/** Addresses without pods in the slices that decide, by the port that they are reached at. */
function othersOf(
  service: Service,
  { name = '', protocol }: ServicePort,
  index: PodIndex,
): ServiceFrontPort['others'] {
  return slicesUsed(service, index).flatMap(({ addresses, ports }) => {
    const outside = addresses.filter((address) => !index.byAddress.has(address))
    return ports
      .filter((each) => each.name === name && each.protocol === protocol)
      .flatMap(({ port }) => outside.map((address) => ({ ...given('targetPort', port), address })))
  })
}

/** Slices of a Service that add to what its selector finds. */
function slicesUsed({ namespace, name, selector }: Service, { slices }: PodIndex) {
  const own = slices.get(`${namespace}/${name}`) ?? []
  return selector.length === 0 ? own : own.filter(({ bySelector }) => !bySelector)
}

function mayHoldMore({ namespace, name, selector }: Service, index: PodIndex): boolean {
  const slices = index.slices.get(`${namespace}/${name}`) ?? []
  if (selector.length === 0 && slices.length === 0) return true
  const own = index.byNamespace.get(namespace) ?? []
  return selector.length > 0 && own.some(({ labels }) => selects(selector, labels) === 'maybe')
}
