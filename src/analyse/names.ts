import { objectKeyParts } from '../core/object-key.ts'
import { formatIpAddress } from '../core/ip-address.ts'
import type { ObjectKey } from '../model/object.ts'
import type { Protocol } from '../model/policy.ts'
import type { Endpoint, PortRange } from '../model/reachability.ts'
import type { Cell } from './engine/address-cells.ts'

/** So many ranges are named, and the rest counted: names are for people, the endpoint itself holds all. */
const NAMED_RANGES = 3

/** The name of an endpoint for people: `shop/Deployment/web`, `203.0.113.0-203.0.113.255`. */
export function describeEndpoint(endpoint: Endpoint): string {
  if (endpoint.kind === 'pods')
    return endpoint.namespace === ''
      ? endpoint.workload
      : `${endpoint.namespace}/${endpoint.workload}`
  const named = describeAllRanges(endpoint.ranges.slice(0, NAMED_RANGES))
  const rest = endpoint.ranges.length - NAMED_RANGES
  return rest > 0 ? `${named} and ${rest} more ranges` : named
}

/** Ranges of addresses, all of them: `203.0.113.0-203.0.113.255, 198.51.100.7`. */
export function describeAllRanges(
  ranges: readonly { readonly from: string; readonly to: string }[],
): string {
  return ranges.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(', ')
}

/** The name of a policy object for people: `NetworkPolicy shop/default-deny`. */
export function describeObject(key: ObjectKey): string {
  const { kind, namespace, name } = objectKeyParts(key)
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
}

/** A part of a policy object for people: `NetworkPolicy shop/db (/spec/ingress/0)`; the object alone where the part is all of it. */
export function describeAt(key: ObjectKey, pointer: string): string {
  return pointer === '' ? describeObject(key) : `${describeObject(key)} (${pointer})`
}

/** A protocol with its port, where it has one: `TCP 5432`. */
export function describePort(protocol: Protocol, port?: number): string {
  return port === undefined ? protocol : `${protocol} ${port}`
}

/** Ranges for people: `TCP 80, TCP 8000-8999, UDP all ports, ICMP`. */
export function describeRanges(ranges: readonly PortRange[]): string {
  return ranges.map(describeOne).join(', ')
}

/** The ranges of a cell as text, sorted by address. */
export function rangeTexts({
  ranges,
}: Cell): readonly { readonly from: string; readonly to: string }[] {
  return ranges.map(({ family, first, last }) => ({
    from: formatIpAddress({ family, value: first }),
    to: formatIpAddress({ family, value: last }),
  }))
}

function describeOne({ protocol, from, to }: PortRange): string {
  if (from === undefined || to === undefined) return protocol
  if (from === 1 && to === 65535) return `${protocol} all ports`
  return from === to ? `${protocol} ${from}` : `${protocol} ${from}-${to}`
}
