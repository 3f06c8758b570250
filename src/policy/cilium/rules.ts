import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Direction, Peer, Rule, Untranslated } from '../../model/policy.ts'
import { readEndpointPeer } from './endpoints.ts'
import { peerFields, readCiliumPeers } from './peers.ts'
import type { PeerPart } from './peers.ts'
import { readIcmps, readPortRules } from './traffic.ts'
import type { PortNames, TrafficPart } from './traffic.ts'
import { isGiven, listOrNothing, refuseUnknown } from '../fields.ts'

/** What the rules of one specification have in common. */
export type RuleContext = {
  /** namespace of the policy; undefined: clusterwide */
  readonly home: string | undefined
  /** whether the policy is for nodes */
  readonly host: boolean
  /** directions in which it isolates */
  readonly isolates: readonly Direction[]
}

/** The section of a specification that rules stand in. */
export type Section = {
  readonly field: 'ingress' | 'ingressDeny' | 'egress' | 'egressDeny'
  readonly direction: Direction
  readonly action: 'allow' | 'deny'
}

/** All sections, as the API lists them. */
export const SECTIONS: readonly Section[] = [
  { field: 'ingress', direction: 'ingress', action: 'allow' },
  { field: 'ingressDeny', direction: 'ingress', action: 'deny' },
  { field: 'egress', direction: 'egress', action: 'allow' },
  { field: 'egressDeny', direction: 'egress', action: 'deny' },
]

/** Why a requirement of all peers is not certain. */
const REQUIRES = 'fromRequires and toRequires hold up to Cilium 1.18'

/** The rules of one section, in order; a rule that selects nobody gives none. */
export function readCiliumRules(
  spec: JsonObject,
  section: Section,
  pointer: string,
  context: RuleContext,
  faults: Untranslated[],
): Rule[] {
  const at = pointerTo(pointer, section.field)
  const items = listOrNothing(spec[section.field], at, faults) ?? []
  return items.flatMap((item, index) =>
    ruleOf(item, section, pointerTo(at, index), context, faults),
  )
}

function ruleOf(
  item: JsonValue,
  section: Section,
  pointer: string,
  context: RuleContext,
  faults: Untranslated[],
): Rule[] {
  const { direction, action } = section
  if (!isJsonObject(item)) {
    faults.push({ pointer, why: 'a rule is an object' })
    return []
  }
  refuseUnknown(item, fieldsOf(section), pointer, faults)
  const peers = readCiliumPeers(item, direction, pointer, context.home, faults)
  const names = direction === 'ingress' && !context.host ? 'own' : 'of-peers'
  const traffic = trafficOf(item, pointer, section, names, faults)
  const authenticated = action === 'allow' ? authenticationOf(item, pointer, faults) : undefined
  const base = { pointer, direction, action } as const
  return [
    ...combined(base, peers, traffic, authenticated),
    ...(context.isolates.includes(direction) ? [] : droppedByProxy(base, peers, traffic)),
    ...requirementsOf(item, direction, pointer, context, faults),
  ]
}

function fieldsOf({ direction, action }: Section): readonly string[] {
  const peers = peerFields(direction).filter((name) => action === 'allow' || name !== 'toFQDNs')
  const requires = direction === 'ingress' ? 'fromRequires' : 'toRequires'
  const own = action === 'allow' ? ['authentication'] : []
  return [...peers, requires, 'toPorts', 'icmps', ...own]
}

/** undefined where a rule says nothing of ports, nor of ICMP: then it means all traffic. */
function trafficOf(
  item: JsonObject,
  pointer: string,
  { action }: Section,
  names: PortNames,
  faults: Untranslated[],
): readonly TrafficPart[] | undefined {
  const portsAt = pointerTo(pointer, 'toPorts')
  const icmpsAt = pointerTo(pointer, 'icmps')
  const ports = listOrNothing(item.toPorts, portsAt, faults) ?? []
  const icmps = listOrNothing(item.icmps, icmpsAt, faults) ?? []
  if (ports.length === 0 && icmps.length === 0) return undefined
  if (ports.length > 0 && icmps.length > 0)
    faults.push({ pointer, why: 'Cilium takes icmps and toPorts in rules of their own only' })
  return [
    ...readPortRules(ports, portsAt, action === 'allow', names, faults),
    ...readIcmps(icmps, icmpsAt, faults),
  ]
}

type Base = Pick<Rule, 'pointer' | 'direction' | 'action'>

/** Each part of the peers with each part of the traffic. Ports alone are for anyone; neither is for nobody. */
function combined(
  base: Base,
  peers: readonly PeerPart[] | undefined,
  traffic: readonly TrafficPart[] | undefined,
  condition?: string,
): Rule[] {
  if (peers === undefined && traffic === undefined) return []
  const whom = peers ?? [{ of: [{ kind: 'any' }] } satisfies PeerPart]
  const what = traffic ?? [{ of: 'all' } satisfies TrafficPart]
  return whom
    .filter(({ of }) => of.length > 0)
    .flatMap((who) =>
      what.map((each): Rule => {
        const why = condition ?? each.conditional ?? who.conditional
        const rule = { ...base, peers: who.of, traffic: each.of }
        return why === undefined ? rule : { ...rule, conditional: why }
      }),
    )
}

/**
 * A policy that does not isolate may still drop what its rules of layer 7 do not let pass (Documentation/security/policy/intro.rst,
 * EnableDefaultDeny).
 */
function droppedByProxy(
  base: Base,
  peers: readonly PeerPart[] | undefined,
  traffic: readonly TrafficPart[] = [],
): Rule[] {
  const proxied = traffic.filter((each) => each.proxied === true)
  return proxied.length === 0 ? [] : combined({ ...base, action: 'deny' }, peers, proxied)
}

/** The condition of a rule that wants the peer to prove its identity; `disabled` wants nothing. */
function authenticationOf(
  item: JsonObject,
  pointer: string,
  faults: Untranslated[],
): string | undefined {
  const { authentication } = item
  if (!isGiven(authentication)) return undefined
  const at = pointerTo(pointer, 'authentication')
  const mode = isJsonObject(authentication) ? authentication.mode : undefined
  if (isJsonObject(authentication)) refuseUnknown(authentication, ['mode'], at, faults)
  if (mode === 'disabled') return undefined
  if (mode !== 'required' && mode !== 'test-always-fail')
    faults.push({
      pointer: at,
      why: 'an authentication mode is disabled, required or test-always-fail',
    })
  return 'only with mutual authentication'
}

/** All peers must also fit the requirements, up to the version that dropped them: then nothing is required. */
function requirementsOf(
  item: JsonObject,
  direction: Direction,
  pointer: string,
  { home }: RuleContext,
  faults: Untranslated[],
): Rule[] {
  const field = direction === 'ingress' ? 'fromRequires' : 'toRequires'
  const at = pointerTo(pointer, field)
  const items = listOrNothing(item[field], at, faults) ?? []
  const peers = items.flatMap((each, index): Peer[] => {
    const parts = readEndpointPeer(each, pointerTo(at, index), home, faults)
    const others = parts.flatMap(({ of }) => of.map((peer): Peer => ({ kind: 'not', peer })))
    return others.length === 0 ? [] : [{ kind: 'all-of', peers: others }]
  })
  if (peers.length === 0) return []
  return [{ pointer, direction, action: 'deny', peers, traffic: 'all', conditional: REQUIRES }]
}
