import { isJsonObject } from '../../core/json.ts'
import type { JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import type { KubeObject, ObjectKey } from '../../model/object.ts'
import type { Direction, Peer, Protocol, Rule } from '../../model/policy.ts'
import { readNets } from './fields.ts'
import { isGiven, isPortNumber } from '../fields.ts'

/** Ports of nodes that Calico leaves open, and whether the cluster says which. */
export type Failsafe = {
  readonly rules: readonly Rule[]
  readonly stated: boolean
  /** the FelixConfiguration that the rules point into; absent: there is none, and Calico's defaults hold */
  readonly source?: ObjectKey
}

/** The defaults (projectcalico/calico felix/config/config_params.go). */
const DEFAULTS = {
  ingress: 'TCP 22, UDP 68, TCP 179, TCP 2379, TCP 2380, TCP 5473, TCP 6443, TCP 6666, TCP 6667',
  egress: 'UDP 53, UDP 67, TCP 179, TCP 2379, TCP 2380, TCP 5473, TCP 6443, TCP 6666, TCP 6667',
} as const

const FIELDS = { ingress: 'failsafeInboundHostPorts', egress: 'failsafeOutboundHostPorts' } as const

/**
 * Ports that stay open to and from nodes with host endpoints whatever policies say, from FelixConfiguration `default`. Where settings of single
 * nodes exist, any of the ports may be closed there and any other open.
 */
export function readFailsafe(objects: readonly KubeObject[]): Failsafe {
  const settings = objects.filter(({ kind }) => kind === 'FelixConfiguration')
  const felix = settings.find(({ metadata }) => metadata.name === 'default')
  const own = felix?.spec
  const spec = isJsonObject(own) ? own : {}
  const varies = settings.some(
    ({ metadata, spec: each }) => metadata.name.startsWith('node.') && maySetPorts(each),
  )
  const rules = (['ingress', 'egress'] as const).flatMap((direction) => {
    if (isGiven(own) && !isJsonObject(own)) return [unclear(direction)]
    const value = spec[FIELDS[direction]]
    return isGiven(value) ? statedRules(value, direction) : defaultRules(direction)
  })
  const why = 'failsafe ports are set for single nodes'
  return {
    rules: varies ? rules.map((rule) => ({ ...rule, conditional: why })) : rules,
    stated: Object.values(FIELDS).every((field) => isGiven(spec[field])),
    ...(felix?.spec === undefined ? {} : { source: objectKeyOf(felix) }),
  }
}

function maySetPorts(spec: JsonValue | undefined): boolean {
  if (!isJsonObject(spec)) return isGiven(spec)
  return Object.values(FIELDS).some((field) => isGiven(spec[field]))
}

function defaultRules(direction: Direction): Rule[] {
  return DEFAULTS[direction].split(', ').map((text) => {
    const [protocol, port] = text.split(' ')
    return ruleOf(direction, protocol === 'UDP' ? 'UDP' : 'TCP', Number(port), [{ kind: 'any' }])
  })
}

function statedRules(value: JsonValue, direction: Direction): Rule[] {
  if (!Array.isArray(value)) return [unclear(direction)]
  return (value as readonly JsonValue[]).map((item, index) => {
    const { protocol = 'tcp', port, net } = isJsonObject(item) ? item : {}
    const name = typeof protocol === 'string' ? PROTOCOLS[protocol.toLowerCase()] : undefined
    const nets = netsOf(net)
    if (name === undefined || !isPortNumber(port) || nets?.length === 0) return unclear(direction)
    const peers = nets?.map((cidr): Peer => ({
      kind: 'addresses',
      cidr,
      except: [],
      matchesPods: 'yes',
    }))
    const rule = ruleOf(direction, name, port, peers ?? [{ kind: 'any' }])
    return { ...rule, pointer: pointerTo('/spec', FIELDS[direction], index) }
  })
}

/** Where a port stays open: undefined for everywhere, none where that cannot be read. */
function netsOf(net: JsonValue | undefined): readonly string[] | undefined {
  return !isGiven(net) || net === '' ? undefined : (readNets([net], '', []) ?? [])
}

const PROTOCOLS: Readonly<Record<string, Protocol>> = { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' }

function ruleOf(
  direction: Direction,
  protocol: Protocol,
  port: number,
  peers: readonly Peer[],
): Rule {
  const traffic = [{ kind: 'ports', protocol, from: port, to: port }] as const
  return { pointer: '/spec', direction, action: 'allow', peers, traffic }
}

function unclear(direction: Direction): Rule {
  const conditional = 'a failsafe port that cannot be read'
  return {
    pointer: '/spec',
    direction,
    action: 'allow',
    peers: [{ kind: 'any' }],
    traffic: 'all',
    conditional,
  }
}
