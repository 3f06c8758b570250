import { formatIpAddress, parseCidr, parseIpAddress } from '../../core/ip-address.ts'
import { REDACTED } from '../../core/redacted.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import type {
  Pod,
  ServiceTarget,
  ServiceTargetPort,
  UnreadableObject,
} from '../../model/cluster.ts'
import type { JsonValue } from '../../core/json.ts'
import type { KubeObject, Labels, ObjectKey } from '../../model/object.ts'
import type { Protocol, Selector } from '../../model/policy.ts'
import {
  at,
  itemsOf,
  labelsOf,
  pointerOf,
  portOf,
  requiredText,
  textOf,
  textsOf,
  UnreadableField,
  wholeOf,
  wordOf,
} from './fields.ts'
import type { Field } from './fields.ts'
import { given } from './given.ts'
import { internalClaimOf } from './internal-balancer.ts'
import { hasRedacted, selects } from './label-match.ts'
import { protocolOf } from './pods.ts'

/** One port of a Service. */
export type ServicePort = ServiceTargetPort & {
  readonly pointer: string
  readonly nodePort?: number
}

/** A Service as its object says. */
export type Service = {
  readonly key: ObjectKey
  readonly namespace: string
  readonly name: string
  readonly labels: Labels
  readonly type: string
  /** the name that an ExternalName stands for; empty for all others */
  readonly externalName: string
  /** empty: EndpointSlices decide */
  readonly selector: Selector
  readonly ports: readonly ServicePort[]
  readonly externalIps: readonly string[]
  /** addresses for use within the cluster, and those that its load balancer has, canonical; what is no address is left out */
  readonly clusterIps: readonly string[]
  readonly balancerIps: readonly string[]
  /** whether its load balancer has addresses and hands traffic for each of them to nodes unchanged (status, ipMode VIP, the default of an ip) */
  readonly balancerKeepsAddresses: boolean
  /** whether each port has a port of every node, also where its object does not give it yet (allocateLoadBalancerNodePorts, by default true) */
  readonly balancerNodePorts: boolean
  /** it says that it has no address of its own */
  readonly headless: boolean
  readonly sourceRanges: readonly string[]
  /** the annotation by which it claims that its load balancer is internal; absent: none does */
  readonly internalBy?: string
  /** whether nodes pass traffic from outside to their own pods only, and leave the client's address as it is */
  readonly local: boolean
}

/** Where a Service leads: addresses and ports of one EndpointSlice. */
export type EndpointSlice = {
  /** what Kubernetes itself keeps as the selector of a Service says; all others add to what is selected */
  readonly bySelector: boolean
  readonly namespace: string
  readonly service: string
  readonly addresses: readonly string[]
  readonly ports: readonly {
    readonly name: string
    readonly protocol: Protocol
    readonly port?: number
  }[]
}

const TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const

/** Reads a core/v1 Service. */
export function readService(object: KubeObject): Service {
  const spec = at(wholeOf(object), 'spec')
  return {
    key: objectKeyOf(object),
    namespace: object.metadata.namespace ?? 'default',
    name: object.metadata.name,
    labels: labelsOf(at(wholeOf(object), 'metadata', 'labels')),
    type: wordOf(at(spec, 'type'), TYPES) ?? 'ClusterIP',
    externalName: textOf(at(spec, 'externalName')) ?? '',
    selector: selectorOf(at(spec, 'selector')),
    ports: itemsOf(at(spec, 'ports')).map(servicePort),
    externalIps: textsOf(at(spec, 'externalIPs')),
    clusterIps: clusterIpsOf(spec),
    balancerIps: balancerIpsOf(wholeOf(object)),
    balancerKeepsAddresses: keepsAddresses(wholeOf(object)),
    balancerNodePorts: at(spec, 'allocateLoadBalancerNodePorts').value !== false,
    headless: textOf(at(spec, 'clusterIP')) === 'None',
    sourceRanges: sourceRangesOf(at(spec, 'loadBalancerSourceRanges')),
    ...given(
      'internalBy',
      internalClaimOf(labelsOf(at(wholeOf(object), 'metadata', 'annotations'))),
    ),
    local: wordOf(at(spec, 'externalTrafficPolicy'), ['Cluster', 'Local']) === 'Local',
  }
}

/** Every text of a Service that is an address, canonical, for one that cannot be read otherwise. */
export function addressesNamed({ spec, status }: KubeObject): readonly string[] {
  const texts = (value: JsonValue | undefined): readonly string[] => {
    if (typeof value === 'string') return [value]
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : []
  }
  return addressesAmong([...texts(spec), ...texts(status)])
}

/** Who keeps a slice: this controller takes back what others write into those that name it. */
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by'
const SELECTING_CONTROLLER = 'endpointslice-controller.k8s.io'

/** Reads a discovery.k8s.io EndpointSlice (v1, v1beta1); undefined where it belongs to no Service or holds no addresses. */
export function readEndpointSlice(object: KubeObject): EndpointSlice | undefined {
  const slice = wholeOf(object)
  const labels = labelsOf(at(slice, 'metadata', 'labels'))
  const service = labels['kubernetes.io/service-name']
  const addressType = wordOf(at(slice, 'addressType'), ['IPv4', 'IPv6', 'FQDN'])
  if (service === undefined || addressType === 'FQDN') return undefined
  return {
    namespace: object.metadata.namespace ?? 'default',
    service,
    bySelector: labels[MANAGED_BY] === SELECTING_CONTROLLER,
    addresses: itemsOf(at(slice, 'endpoints')).flatMap((endpoint) =>
      itemsOf(at(endpoint, 'addresses')).map(canonicalAddress),
    ),
    ports: itemsOf(at(slice, 'ports')).map(slicePort),
  }
}

function slicePort(item: Field): EndpointSlice['ports'][number] {
  const port = portOf(at(item, 'port'))
  return {
    name: textOf(at(item, 'name')) ?? '',
    protocol: protocolOf(at(item, 'protocol')),
    ...(port === undefined ? {} : { port }),
  }
}

/** Reads core/v1 Endpoints as the slices that stand for them, ready or not: one per subset. */
export function readEndpoints(object: KubeObject): readonly EndpointSlice[] {
  return itemsOf(at(wholeOf(object), 'subsets')).map((subset) => ({
    namespace: object.metadata.namespace ?? 'default',
    service: object.metadata.name,
    bySelector: true,
    addresses: ['addresses', 'notReadyAddresses'].flatMap((list) =>
      itemsOf(at(subset, list)).map((item) => canonicalAddress(at(item, 'ip'))),
    ),
    ports: itemsOf(at(subset, 'ports')).map(slicePort),
  }))
}

/** Services of which it is not known whether they select some pod, because a label or the selector was redacted; in the order given. */
export function undecidedServices(
  services: readonly Service[],
  pods: readonly Pod[],
): readonly UnreadableObject[] {
  const byNamespace = Map.groupBy(pods, ({ namespace }) => namespace)
  const redacted = Map.groupBy(
    pods.filter(({ labels }) => hasRedacted(labels)),
    ({ namespace }) => namespace,
  )
  const isUndecided = ({ namespace, selector }: Service): boolean => {
    const vague = selector.some(({ key, values }) => [key, ...values].includes(REDACTED))
    const candidates = (vague ? byNamespace : redacted).get(namespace) ?? []
    return candidates.some(({ labels }) => selects(selector, labels) === 'maybe')
  }
  return services.filter(isUndecided).map(({ key }) => ({
    key,
    pointer: '/spec/selector',
    why: 'a redacted label decides which pods it selects',
  }))
}

/** What stands behind each Service by `namespace/name`: its selector, or the addresses of its EndpointSlices. */
export function serviceTargets(
  services: readonly Service[],
  slices: readonly EndpointSlice[],
): ReadonlyMap<string, ServiceTarget> {
  const bySlice = Map.groupBy(slices, ({ namespace, service }) => `${namespace}/${service}`)
  return new Map(
    services.map(({ namespace, name, labels, selector, type, ports: all }) => {
      const place = `${namespace}/${name}`
      const found = selector.length > 0 ? [] : (bySlice.get(place) ?? [])
      const addresses = new Set(found.flatMap((slice) => slice.addresses))
      const ports = all.map(targetPort)
      const target = { namespace, name, labels, selector, addresses: [...addresses].sort() }
      return [place, { ...target, type, ports }]
    }),
  )
}

function targetPort({ name, protocol, port, target, appProtocol }: ServicePort): ServiceTargetPort {
  return {
    ...(name === undefined ? {} : { name }),
    ...{ protocol, port, target },
    ...(appProtocol === undefined ? {} : { appProtocol }),
  }
}

function selectorOf(field: Field): Selector {
  return Object.entries(labelsOf(field)).map(([key, value]) => ({
    key,
    operator: 'In',
    values: [value],
  }))
}

function servicePort(item: Field): ServicePort {
  const port = portOf(at(item, 'port'))
  if (port === undefined) throw new UnreadableField(item, 'a port is required')
  const name = textOf(at(item, 'name'))
  const nodePort = portOf(at(item, 'nodePort'))
  const appProtocol = textOf(at(item, 'appProtocol'))
  return {
    pointer: pointerOf(item),
    ...(name === undefined ? {} : { name }),
    protocol: protocolOf(at(item, 'protocol')),
    port,
    target: targetOf(at(item, 'targetPort')) ?? port,
    ...(nodePort === undefined ? {} : { nodePort }),
    ...(appProtocol === undefined ? {} : { appProtocol }),
  }
}

/** The list repeats the one that the older field has. */
function clusterIpsOf(spec: Field): readonly string[] {
  return addressesAmong([textOf(at(spec, 'clusterIP')), ...textsOf(at(spec, 'clusterIPs'))])
}

function balancerIpsOf(service: Field): readonly string[] {
  return addressesAmong(balancerEntriesOf(service).map((item) => textOf(at(item, 'ip'))))
}

function keepsAddresses(service: Field): boolean {
  const entries = balancerEntriesOf(service)
  return (
    entries.length > 0 &&
    entries.every(
      (item) =>
        textOf(at(item, 'ip')) !== undefined && (textOf(at(item, 'ipMode')) ?? 'VIP') === 'VIP',
    )
  )
}

function balancerEntriesOf(service: Field): readonly Field[] {
  return itemsOf(at(service, 'status', 'loadBalancer', 'ingress'))
}

/** A Service without address says None. */
function addressesAmong(texts: readonly (string | undefined)[]): readonly string[] {
  const addresses = texts.flatMap((text) =>
    text === undefined ? [] : (parseIpAddress(text) ?? []),
  )
  return [...new Set(addresses.map(formatIpAddress))]
}

/** A number or a name; absent means the Service's own port. */
function targetOf(field: Field): number | string | undefined {
  return typeof field.value === 'string' && field.value !== '' ? field.value : portOf(field)
}

function sourceRangesOf(field: Field): readonly string[] {
  const ranges = textsOf(field)
  if (ranges.some((range) => parseCidr(range.trim()) === undefined))
    throw new UnreadableField(field, 'CIDRs are expected')
  return ranges.map((range) => range.trim()).sort()
}

function canonicalAddress(field: Field): string {
  const address = parseIpAddress(requiredText(field))
  if (address === undefined) throw new UnreadableField(field, 'an address is expected')
  return formatIpAddress(address)
}
