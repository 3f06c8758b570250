import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Protocol, Traffic, Untranslated } from '../../model/policy.ts'
import { isGiven, listOrNothing, refuseUnknown } from '../fields.ts'

/** What a rule says of protocols and ports of the destination. */
export type CalicoTraffic = {
  /** what it matches surely; none where empty */
  readonly sure: readonly Traffic[] | 'all'
  /** what it matches in part only, and why */
  readonly part?: { readonly traffic: readonly Traffic[]; readonly why: string }
}

/** Ports as a rule lists them. */
export type PortItem =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'name'; readonly name: string }

const NAMED_PROTOCOLS: Readonly<Record<string, Protocol>> = {
  tcp: 'TCP',
  udp: 'UDP',
  sctp: 'SCTP',
  icmp: 'ICMP',
  icmpv6: 'ICMPv6',
  udplite: 'OTHER',
}

const NUMBERED_PROTOCOLS: Readonly<Record<number, Protocol>> = {
  1: 'ICMP',
  6: 'TCP',
  17: 'UDP',
  58: 'ICMPv6',
  132: 'SCTP',
}

const WITH_PORTS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP']

/** A protocol by name or number; `OTHER` is one of many. undefined, with a fault, for anything else. */
function readProtocol(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): Protocol | undefined {
  if (!isGiven(value)) return undefined
  const named = typeof value === 'string' ? NAMED_PROTOCOLS[value.toLowerCase()] : undefined
  if (named !== undefined) return named
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 255)
    return NUMBERED_PROTOCOLS[value] ?? 'OTHER'
  faults.push({ pointer, why: 'not a protocol' })
  return undefined
}

/**
 * The ports of one side, a number, `from:to` or a name each (projectcalico/calico api/pkg/lib/numorstring/port.go). An absent or empty list
 * says nothing: undefined.
 */
export function readPorts(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): readonly PortItem[] | undefined {
  const items = listOrNothing(value, pointer, faults)
  if (items === undefined || items.length === 0) return undefined
  return items.flatMap((item, index) => {
    const port = portOf(item)
    if (port !== undefined) return [port]
    faults.push({ pointer: pointerTo(pointer, index), why: 'not a port, a range or a name' })
    return []
  })
}

function portOf(value: JsonValue): PortItem | undefined {
  if (typeof value === 'number') return rangeOf(value, value)
  if (typeof value !== 'string') return undefined
  const range = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(value)
  if (range !== null) return rangeOf(Number(range[1]), Number(range[2] ?? range[1]))
  return /^[a-zA-Z0-9_.-]{1,128}$/.test(value) && !/^\d+$/.test(value)
    ? { kind: 'name', name: value }
    : undefined
}

function rangeOf(from: number, to: number): PortItem | undefined {
  const sound = Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to
  return sound && to <= 65535 ? { kind: 'range', from, to } : undefined
}

/** Ports that one side of a rule must have, and must not have. */
export type PortChoice = { readonly only?: readonly PortItem[]; readonly not?: readonly PortItem[] }

/** Whether a side of a rule says anything of ports. */
export function choosesPorts({ only, not }: PortChoice): boolean {
  return only !== undefined || not !== undefined
}

/** What a rule matches of protocols and destination ports. All of its criteria hold together. */
export function readCalicoTraffic(
  rule: JsonObject,
  source: PortChoice,
  ports: PortChoice,
  pointer: string,
  faults: Untranslated[],
): CalicoTraffic {
  const protocol = readProtocol(rule.protocol, pointerTo(pointer, 'protocol'), faults)
  const other = readProtocol(rule.notProtocol, pointerTo(pointer, 'notProtocol'), faults)
  const icmp = ['icmp', 'notICMP'].filter((field) =>
    readIcmp(rule[field], pointerTo(pointer, field), faults),
  )
  const hasPorts = choosesPorts(source) || choosesPorts(ports)
  if (hasPorts && !hasSome(protocol) && !isOther(rule))
    faults.push({ pointer, why: 'ports need a protocol that has some' })
  if (icmp[0] !== undefined && protocol !== 'ICMP' && protocol !== 'ICMPv6')
    faults.push({ pointer: pointerTo(pointer, icmp[0]), why: 'it needs protocol ICMP' })
  const base =
    protocol === undefined ? withoutProtocol(other) : withProtocol(protocol, ports, other, rule)
  if (icmp.length === 0 || base.sure === 'all') return base
  return {
    sure: [],
    part: { traffic: [...base.sure], why: 'only some types of ICMP' },
  }
}

function hasSome(protocol: Protocol | undefined): boolean {
  return protocol !== undefined && WITH_PORTS.includes(protocol)
}

/** UDPLite has ports, of which exhibit knows nothing: they narrow what is one of many anyway. */
function isOther({ protocol }: JsonObject): boolean {
  return typeof protocol === 'string' && protocol.toLowerCase() === 'udplite'
}

function readIcmp(value: JsonValue | undefined, pointer: string, faults: Untranslated[]): boolean {
  if (!isGiven(value)) return false
  if (!isJsonObject(value)) {
    faults.push({ pointer, why: 'a type of ICMP is an object' })
    return false
  }
  refuseUnknown(value, ['type', 'code'], pointer, faults)
  for (const field of ['type', 'code']) {
    const number = value[field]
    const sound =
      !isGiven(number) || (Number.isInteger(number) && Number(number) >= 0 && Number(number) <= 255)
    if (!sound) faults.push({ pointer: pointerTo(pointer, field), why: 'a number from 0 to 255' })
  }
  return isGiven(value.type) || isGiven(value.code)
}

const ONE_OF_MANY = 'one of the protocols without ports'

function withoutProtocol(other: Protocol | undefined): CalicoTraffic {
  if (other === undefined) return { sure: 'all' }
  const traffic: Traffic = { kind: 'ports', protocol: other }
  const sure: readonly Traffic[] = [{ kind: 'less', of: 'all', less: [traffic] }]
  return other === 'OTHER' ? { sure, part: { traffic: [traffic], why: ONE_OF_MANY } } : { sure }
}

function withProtocol(
  protocol: Protocol,
  ports: PortChoice,
  other: Protocol | undefined,
  rule: JsonObject,
): CalicoTraffic {
  if (protocol === 'OTHER')
    return rule.protocol === rule.notProtocol
      ? { sure: [] }
      : { sure: [], part: { traffic: [{ kind: 'ports', protocol }], why: ONE_OF_MANY } }
  if (protocol === other) return { sure: [] }
  const of = (items: readonly PortItem[]) => items.flatMap((item) => trafficOf(item, protocol))
  const only: readonly Traffic[] = ports.only ? of(ports.only) : [{ kind: 'ports', protocol }]
  if (ports.not === undefined) return { sure: only }
  return { sure: only.map((each) => ({ kind: 'less', of: [each], less: of(ports.not ?? []) })) }
}

/** Nobody listens on port 0. */
function trafficOf(item: PortItem, protocol: Protocol): readonly Traffic[] {
  if (item.kind === 'name') return [{ kind: 'named', name: item.name, protocol }]
  return item.to === 0
    ? []
    : [{ kind: 'ports', protocol, from: Math.max(item.from, 1), to: item.to }]
}

/** Whether ports are given by name, also those that are left out. */
export function namesPorts(traffic: Traffic): boolean {
  switch (traffic.kind) {
    case 'ports':
      return false
    case 'named':
      return true
    case 'less':
      return [...(traffic.of === 'all' ? [] : traffic.of), ...traffic.less].some(namesPorts)
  }
}
