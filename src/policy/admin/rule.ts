import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Direction, Peer, Rule, Traffic, Untranslated } from '../../model/policy.ts'
import { readAdminPeers } from './peer.ts'
import type { AdminPeers } from './peer.ts'
import { isGiven, isPortName, listOrNothing, placeIn, refuseUnknown } from '../fields.ts'
import type { Read } from '../fields.ts'
import { openRules } from '../open-rules.ts'

/** The protocols that have ports, as both kinds of policy know them. */
export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const

/** Traffic of a rule, or that one of its items had no field at all, which fails closed. */
type AdminTraffic = Read<readonly Traffic[] | 'all'> & { readonly closed: boolean }

/** How the items that narrow a rule are written: each has exactly one of the fields, or the one of a port's name. */
export type TrafficItems = {
  /** what an item is called */
  readonly noun: string
  readonly fields: readonly string[]
  readonly nameField: string
  /** undefined where the value is none that the field may have; faults inside of it are its own */
  readonly trafficOf: (
    field: string,
    value: JsonObject,
    pointer: string,
    faults: Untranslated[],
  ) => readonly Traffic[] | undefined
}

/** The list that narrows a rule; without it all traffic is meant, also of protocols without ports. */
function readTrafficList(
  value: JsonValue | undefined,
  pointer: string,
  form: TrafficItems,
  faults: Untranslated[],
): AdminTraffic {
  if (!isGiven(value)) return { known: 'all', closed: false }
  if (!Array.isArray(value) || value.length === 0) {
    const why = 'a list with at least one item is expected'
    faults.push({ pointer, why })
    return { known: [], unknown: why, closed: false }
  }
  const before = faults.length
  const items: readonly JsonValue[] = value
  const read = items.map((item, index) => readItem(item, pointerTo(pointer, index), form, faults))
  const fault = faults[before]
  return {
    known: read.flatMap((traffic) => traffic ?? []),
    closed: read.includes(undefined),
    ...(fault === undefined ? {} : { unknown: fault.why }),
  }
}

/** undefined for an item without any field. */
function readItem(
  item: JsonValue,
  pointer: string,
  form: TrafficItems,
  faults: Untranslated[],
): readonly Traffic[] | undefined {
  if (!isJsonObject(item)) {
    faults.push({ pointer, why: `a ${form.noun} is an object` })
    return []
  }
  const fields = [...form.fields, form.nameField]
  if (!refuseUnknown(item, fields, pointer, faults)) return []
  const [field, ...more] = fields.filter((name) => isGiven(item[name]))
  if (field === undefined) return undefined
  const at = pointerTo(pointer, field)
  const traffic = more.length > 0 ? undefined : readField(field, item[field], at, form, faults)
  if (traffic !== undefined) return traffic
  faults.push({ pointer: at, why: 'not a port, a name or a range in order' })
  return []
}

/** A named port is that port of the pod with whatever protocol it has there. */
function readField(
  field: string,
  value: JsonValue | undefined,
  pointer: string,
  { nameField, trafficOf }: TrafficItems,
  faults: Untranslated[],
): readonly Traffic[] | undefined {
  if (field !== nameField)
    return isJsonObject(value) ? trafficOf(field, value, pointer, faults) : undefined
  return isPortName(value)
    ? PROTOCOLS.map((protocol) => ({ kind: 'named', name: value, protocol }))
    : undefined
}

/** How the rules of one kind are written. */
export type RuleDialect = {
  readonly actions: Readonly<Record<string, Rule['action']>>
  /** the field that narrows a rule to protocols and ports */
  readonly trafficField: string
  readonly trafficItems: TrafficItems
}

/** The rules of one direction in the order of the object. */
export function readAdminRules(
  spec: JsonObject,
  direction: Direction,
  dialect: RuleDialect,
  faults: Untranslated[],
): Rule[] {
  const pointer = `/spec/${direction}`
  const rules = listOrNothing(spec[direction], pointer, faults)
  if (rules === undefined) return openRules(direction, pointer, 'a list is expected')
  return rules.flatMap((rule, index) =>
    ruleOf(rule, pointerTo(pointer, index), direction, dialect, faults),
  )
}

function ruleOf(
  rule: JsonValue,
  pointer: string,
  direction: Direction,
  dialect: RuleDialect,
  faults: Untranslated[],
): Rule[] {
  const { trafficField, actions } = dialect
  const peerField = direction === 'ingress' ? 'from' : 'to'
  if (!isJsonObject(rule)) {
    faults.push({ pointer, why: 'a rule is an object' })
    return openRules(direction, pointer, 'a rule is an object')
  }
  if (!refuseUnknown(rule, ['name', 'action', peerField, trafficField], pointer, faults))
    return openRules(direction, pointer, 'a field that is not known')
  const action = actionOf(rule.action, actions)
  if (action === undefined) {
    const why = `an action is one of ${Object.keys(actions).join(', ')}`
    faults.push({ pointer: placeIn(rule, pointer, 'action'), why })
    return openRules(direction, pointer, why)
  }
  return rulesOf({ pointer, direction, action }, rule, peerField, dialect, faults)
}

function actionOf(
  value: JsonValue | undefined,
  actions: RuleDialect['actions'],
): Rule['action'] | undefined {
  return typeof value === 'string' && Object.hasOwn(actions, value) ? actions[value] : undefined
}

/** The rule as read, and what it may match besides because a part of it was not understood: denying and passing ones may then deny everything. */
function rulesOf(
  base: Pick<Rule, 'pointer' | 'direction' | 'action'>,
  rule: JsonObject,
  peerField: string,
  { trafficField, trafficItems }: RuleDialect,
  faults: Untranslated[],
): Rule[] {
  const { pointer, direction } = base
  const peers = readAdminPeers(
    rule[peerField],
    placeIn(rule, pointer, peerField),
    direction,
    faults,
  )
  const at = pointerTo(pointer, trafficField)
  const traffic = readTrafficList(rule[trafficField], at, trafficItems, faults)
  const misfit = misfitOf(base.action, peers.known, traffic.known)
  if (misfit !== undefined) faults.push({ pointer, why: misfit })
  const why = peers.unknown ?? traffic.unknown ?? misfit
  if (peers.closed || traffic.closed)
    return why === undefined
      ? [closedRule(base, peers, traffic)]
      : openRules(direction, pointer, why)
  const read: Rule = { ...base, peers: peers.known, traffic: traffic.known }
  if (why === undefined) return [read]
  const more: Rule = {
    ...base,
    peers: peers.unknown === undefined ? peers.known : [{ kind: 'any' }],
    traffic: traffic.unknown === undefined ? traffic.known : 'all',
    conditional: why,
  }
  const open = [more, ...perhapsClosed(base, why)]
  return misfit !== undefined || saysNothing(read) ? open : [read, ...open]
}

function closedRule(
  base: Pick<Rule, 'pointer' | 'direction' | 'action'>,
  peers: AdminPeers,
  traffic: AdminTraffic,
): Rule {
  const said = traffic.closed ? {} : { traffic: traffic.known }
  return { ...failClosed(base), closed: { peers: peers.known, ...said } }
}

function perhapsClosed(base: Pick<Rule, 'pointer' | 'direction' | 'action'>, conditional: string) {
  return base.action === 'allow' ? [] : [{ ...failClosed(base), conditional }]
}

function saysNothing({ peers, traffic }: Rule): boolean {
  return peers.length === 0 || traffic.length === 0
}

/**
 * A peer or protocol without any field means that the object has one that this version of the API does not know. "Accept" then matches
 * nothing, "Deny" and "Pass" deny everything (network-policy-api, ClusterNetworkPolicyIngressPeer).
 */
function failClosed(base: Pick<Rule, 'pointer' | 'direction' | 'action'>): Rule {
  return base.action === 'allow'
    ? { ...base, peers: [{ kind: 'none' }], traffic: 'all' }
    : { ...base, action: 'deny', peers: [{ kind: 'any' }], traffic: 'all' }
}

/** What the API forbids to combine, which only a file can hold; undefined where all is well. */
function misfitOf(
  action: Rule['action'],
  peers: readonly Peer[],
  traffic: readonly Traffic[] | 'all',
): string | undefined {
  if (action !== 'allow' && peers.some(({ kind }) => kind === 'names'))
    return 'domain names go with allowing rules only'
  const named = traffic !== 'all' && traffic.some(({ kind }) => kind === 'named')
  return named && peers.some(({ kind }) => kind !== 'pods')
    ? 'named ports go with pods only'
    : undefined
}
