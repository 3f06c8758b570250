import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Protocol, Traffic, Untranslated } from '../../model/policy.ts'
import type { Part } from './entities.ts'
import { isGiven, isPortName, isPortNumber, listOrNothing, refuseUnknown } from '../fields.ts'

/** Traffic of a rule in parts. */
export type TrafficPart = Part<readonly Traffic[] | 'all'> & {
  /** true: what the condition does not hold for is dropped by Cilium's proxy, even where nothing isolates */
  readonly proxied?: true
}

const WITH_PORTS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP']
const WITHOUT_PORTS: readonly Protocol[] = ['ICMP', 'ICMPv6', 'OTHER']

const PROTOCOLS: Readonly<Record<string, readonly Protocol[]>> = {
  ANY: WITH_PORTS,
  TCP: ['TCP'],
  UDP: ['UDP'],
  SCTP: ['SCTP'],
  VRRP: ['OTHER'],
  IGMP: ['OTHER'],
}

/** What makes a port rule hold for some of the traffic on its ports only, and the fields that it has; none where it is a list of text. */
const NARROWING: Readonly<Record<string, readonly string[]>> = {
  rules: ['http', 'kafka', 'dns', 'l7proto', 'l7'],
  serverNames: [],
  terminatingTLS: ['secret', 'trustedCA', 'certificate', 'privateKey'],
  originatingTLS: ['secret', 'trustedCA', 'certificate', 'privateKey'],
  listener: ['envoyConfig', 'name', 'priority'],
}

/** Why a port that is named at egress is not certain (pkg/types/portmap.go). */
export const NAME_IN_CLUSTER =
  'Cilium looks a named port up over all peers, and only where one number has it'

/** How ports are named in a rule: on the selected pod itself, or on peers. */
export type PortNames = 'own' | 'of-peers'

/** toPorts: a list of port rules; each protocol without name is TCP, UDP and SCTP (pkg/policy/api/utils.go, ParseL4Proto). */
export function readPortRules(
  items: readonly JsonValue[],
  pointer: string,
  allows: boolean,
  names: PortNames,
  faults: Untranslated[],
): readonly TrafficPart[] {
  return items.flatMap((item, index) =>
    portRuleOf(item, pointerTo(pointer, index), allows, names, faults),
  )
}

function portRuleOf(
  item: JsonValue,
  pointer: string,
  allows: boolean,
  names: PortNames,
  faults: Untranslated[],
): readonly TrafficPart[] {
  if (!isJsonObject(item)) {
    faults.push({ pointer, why: 'a port rule is an object' })
    return []
  }
  if (
    !refuseUnknown(item, allows ? ['ports', ...Object.keys(NARROWING)] : ['ports'], pointer, faults)
  )
    return []
  const condition = narrowedBy(item, pointer, faults)
  const at = pointerTo(pointer, 'ports')
  const ports = listOrNothing(item.ports, at, faults) ?? []
  return ports
    .flatMap((port, index) => portOf(port, pointerTo(at, index), names, faults))
    .map((part) =>
      condition === undefined ? part : { of: part.of, conditional: condition, proxied: true },
    )
}

/** What of layer 7 narrows a rule; `rules: {}` and an empty list of names do not. */
function narrowedBy(item: JsonObject, pointer: string, faults: Untranslated[]): string | undefined {
  const found = Object.entries(NARROWING).flatMap(([field, known]) => {
    const value = item[field]
    if (!isGiven(value)) return []
    const at = pointerTo(pointer, field)
    if (field === 'serverNames') return isListOf('text', value, at, faults) ? [field] : []
    if (!isJsonObject(value)) {
      faults.push({ pointer: at, why: 'an object is expected' })
      return []
    }
    refuseUnknown(value, known, at, faults)
    return field === 'rules' ? layerRulesOf(value, at, faults) : [field]
  })
  return found.length === 0 ? undefined : `only what its ${found.join(' and ')} let pass`
}

function layerRulesOf(rules: JsonObject, pointer: string, faults: Untranslated[]): string[] {
  return Object.entries(rules).flatMap(([name, value]) => {
    if (!isGiven(value)) return []
    const at = pointerTo(pointer, name)
    if (name !== 'l7proto') isListOf('objects', value, at, faults)
    else if (typeof value !== 'string') faults.push({ pointer: at, why: 'text is expected' })
    return [`${name} rules`]
  })
}

/** Whether a value is a list with items; one of anything else is a fault. */
function isListOf(
  what: 'text' | 'objects',
  value: JsonValue,
  pointer: string,
  faults: Untranslated[],
): boolean {
  const items = listOrNothing(value, pointer, faults) ?? []
  const fits = (item: JsonValue) =>
    what === 'text' ? typeof item === 'string' : isJsonObject(item)
  if (!items.every(fits)) faults.push({ pointer, why: `a list of ${what} is expected` })
  return items.length > 0
}

function portOf(
  item: JsonValue,
  pointer: string,
  names: PortNames,
  faults: Untranslated[],
): readonly TrafficPart[] {
  if (!isJsonObject(item)) {
    faults.push({ pointer, why: 'a port is an object' })
    return []
  }
  if (!refuseUnknown(item, ['port', 'endPort', 'protocol'], pointer, faults)) return []
  const protocols = protocolsOf(item.protocol, pointerTo(pointer, 'protocol'), faults)
  const range = rangeOf(item, pointer, faults)
  if (protocols === undefined || range === undefined) return []
  if (protocols.includes('OTHER'))
    return [{ of: [{ kind: 'ports', protocol: 'OTHER' }], conditional: 'one protocol of several' }]
  if (typeof range === 'string') return namedPart(range, protocols, names)
  if (range.from > 0)
    return [{ of: protocols.map((protocol) => ({ kind: 'ports', protocol, ...range })) }]
  const whole: TrafficPart = { of: wholeOf(protocols) }
  return protocols === WITH_PORTS
    ? [
        whole,
        {
          of: wholeOf(WITHOUT_PORTS),
          conditional: 'whether port 0 means ICMP depends on the version of Cilium',
        },
      ]
    : [whole]
}

function wholeOf(protocols: readonly Protocol[]): readonly Traffic[] {
  return protocols.map((protocol) => ({ kind: 'ports', protocol }))
}

function namedPart(
  name: string,
  protocols: readonly Protocol[],
  names: PortNames,
): readonly TrafficPart[] {
  return names === 'own'
    ? [{ of: protocols.map((protocol) => ({ kind: 'named', name, protocol })) }]
    : [{ of: wholeOf(protocols), conditional: NAME_IN_CLUSTER }]
}

function protocolsOf(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): readonly Protocol[] | undefined {
  const text = !isGiven(value) || value === '' ? 'ANY' : value
  const name = typeof text === 'string' ? text.toUpperCase() : ''
  if (Object.hasOwn(PROTOCOLS, name)) return PROTOCOLS[name]
  faults.push({ pointer, why: 'not a protocol that Cilium takes here' })
  return undefined
}

/** Numbers from and to, both 0 for all ports; or a name, of which the end port is ignored. */
function rangeOf(
  { port, endPort }: JsonObject,
  pointer: string,
  faults: Untranslated[],
): { readonly from: number; readonly to: number } | string | undefined {
  const end = endPort ?? 0
  const text = typeof port === 'string' ? port.toLowerCase() : ''
  if (isPort(end)) {
    if (isPortName(text)) return text
    const from = /^(0|[1-9]\d{0,4})$/.test(text) ? Number(text) : -1
    const to = end === 0 ? from : end
    if (isPort(from) && isPort(to) && from <= to && (from > 0 || to === 0)) return { from, to }
  }
  faults.push({ pointer, why: 'not a port number as text, a port name or a range in order' })
  return undefined
}

function isPort(value: JsonValue): value is number {
  return value === 0 || isPortNumber(value)
}

/**
 * icmps: types of ICMP messages. Without numbers for types in the model, ICMP as a whole is neither allowed nor denied by one of them.
 */
export function readIcmps(
  items: readonly JsonValue[],
  pointer: string,
  faults: Untranslated[],
): readonly TrafficPart[] {
  const found = items.flatMap((item, index) => {
    const at = pointerTo(pointer, index)
    if (!isJsonObject(item)) {
      faults.push({ pointer: at, why: 'an ICMP rule is an object' })
      return []
    }
    refuseUnknown(item, ['fields'], at, faults)
    const fields = listOrNothing(item.fields, pointerTo(at, 'fields'), faults) ?? []
    return fields.flatMap((field, place) => familyOf(field, pointerTo(at, 'fields', place), faults))
  })
  return [...new Set(found)].sort().map((protocol) => ({
    of: wholeOf([protocol]),
    conditional: 'only some types of ICMP messages',
  }))
}

function familyOf(
  field: JsonValue,
  pointer: string,
  faults: Untranslated[],
): readonly ('ICMP' | 'ICMPv6')[] {
  if (isJsonObject(field) && refuseUnknown(field, ['family', 'type'], pointer, faults)) {
    const family = field.family ?? 'IPv4'
    if (isIcmpType(field.type) && ['IPv4', 'IPv6', ''].some((known) => known === family))
      return [family === 'IPv6' ? 'ICMPv6' : 'ICMP']
  }
  faults.push({ pointer, why: 'an ICMP field has a family and a type' })
  return []
}

function isIcmpType(type: JsonValue | undefined): boolean {
  return typeof type === 'string' || (typeof type === 'number' && type >= 0 && type <= 255)
}
