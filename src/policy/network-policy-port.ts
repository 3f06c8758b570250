import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { pointerTo } from '../core/json-pointer.ts'
import type { Traffic, Untranslated } from '../model/policy.ts'
import { isPortName, isPortNumber, listOrNothing, refuseUnknown } from './fields.ts'
import type { Read } from './fields.ts'

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const
type PortProtocol = (typeof PROTOCOLS)[number]

/** The traffic of a rule: a missing or empty list means every port and protocol; an item without port is one whole protocol. */
export function readTraffic(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): Read<readonly Traffic[] | 'all'> {
  const before = faults.length
  const items = listOrNothing(value, pointer, faults)
  const known: readonly Traffic[] | 'all' =
    items?.length === 0
      ? 'all'
      : (items ?? []).flatMap((item, index) => trafficOf(item, pointerTo(pointer, index), faults))
  const fault = faults[before]
  return fault === undefined ? { known } : { known, unknown: fault.why }
}

function trafficOf(item: JsonValue, pointer: string, faults: Untranslated[]): Traffic[] {
  if (!isJsonObject(item)) {
    faults.push({ pointer, why: 'a port is an object' })
    return []
  }
  if (!refuseUnknown(item, ['protocol', 'port', 'endPort'], pointer, faults)) return []
  const protocol = PROTOCOLS.find((known) => known === (item.protocol ?? 'TCP'))
  if (protocol === undefined) {
    faults.push({ pointer: pointerTo(pointer, 'protocol'), why: 'not TCP, UDP or SCTP' })
    return []
  }
  return portsOf(item, protocol, pointer, faults)
}

function portsOf(
  item: JsonObject,
  protocol: PortProtocol,
  pointer: string,
  faults: Untranslated[],
): Traffic[] {
  const { port, endPort } = item
  const ranged = endPort !== undefined && endPort !== null
  if ((port === undefined || port === null) && !ranged) return [{ kind: 'ports', protocol }]
  if (isPortName(port) && !ranged) return [{ kind: 'named', name: port, protocol }]
  const to = ranged ? endPort : port
  if (isPortNumber(port) && isPortNumber(to) && port <= to)
    return [{ kind: 'ports', protocol, from: port, to }]
  faults.push({ pointer, why: 'not a port number, a port name or a range in order' })
  return []
}
