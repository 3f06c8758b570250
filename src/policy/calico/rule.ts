import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Direction, Peer, Rule, Traffic, Untranslated } from '../../model/policy.ts'
import { EVERY_ADDRESS, familyOf } from './fields.ts'
import { productOf, readEntity } from './entity.ts'
import type { Entity, Family } from './entity.ts'
import { choosesPorts, namesPorts, readCalicoTraffic } from './traffic.ts'
import type { CalicoTraffic } from './traffic.ts'
import { isGiven, listOrNothing, refuseUnknown } from '../fields.ts'
import { openRule, openRules } from '../open-rules.ts'

/** A rule, and whom of the policy's own endpoints it is for: any of `within`; absent: all. */
export type CalicoRule = { readonly rule: Rule; readonly within?: readonly Peer[] }

const FIELDS = [
  'action',
  'ipVersion',
  'protocol',
  'icmp',
  'notProtocol',
  'notICMP',
  'source',
  'destination',
  'http',
  'metadata',
]

const ACTIONS: Readonly<Record<string, Rule['action'] | 'log'>> = {
  Allow: 'allow',
  Deny: 'deny',
  Pass: 'pass',
  Log: 'log',
}

/** The rules of one direction, in order. `home` is the namespace of the policy; undefined for a global one. */
export function readCalicoRules(
  value: JsonValue | undefined,
  direction: Direction,
  home: string | undefined,
  faults: Untranslated[],
): readonly CalicoRule[] {
  const pointer = `/spec/${direction}`
  const rules = listOrNothing(value, pointer, faults)
  if (rules === undefined) return open(direction, pointer, 'a list is expected')
  return rules.flatMap((rule, index) =>
    ruleOf(rule, pointerTo(pointer, index), direction, home, faults),
  )
}

function open(direction: Direction, pointer: string, why: string): readonly CalicoRule[] {
  return openRules(direction, pointer, why).map((rule) => ({ rule }))
}

/** `Log` is no match: what follows decides (felix/rules/policy.go, CombineMatchAndActionsForProtoRule). */
function ruleOf(
  rule: JsonValue,
  pointer: string,
  direction: Direction,
  home: string | undefined,
  faults: Untranslated[],
): readonly CalicoRule[] {
  if (!isJsonObject(rule)) {
    faults.push({ pointer, why: 'a rule is an object' })
    return open(direction, pointer, 'a rule is an object')
  }
  if (!refuseUnknown(rule, FIELDS, pointer, faults))
    return open(direction, pointer, 'a field that is not known')
  const action =
    typeof rule.action === 'string' && Object.hasOwn(ACTIONS, rule.action)
      ? ACTIONS[rule.action]
      : undefined
  if (action === undefined) {
    const why = 'an action is one of Allow, Deny, Pass, Log'
    faults.push({ pointer: 'action' in rule ? pointerTo(pointer, 'action') : pointer, why })
    return open(direction, pointer, why)
  }
  return action === 'log' ? [] : matchesOf(rule, { pointer, direction, action }, home, faults)
}

type Base = Pick<Rule, 'pointer' | 'direction' | 'action'>

function matchesOf(
  rule: JsonObject,
  base: Base,
  home: string | undefined,
  faults: Untranslated[],
): readonly CalicoRule[] {
  const { pointer, direction, action } = base
  const before = faults.length
  const source = readEntity(rule.source, pointerTo(pointer, 'source'), home, faults)
  const destination = readEntity(rule.destination, pointerTo(pointer, 'destination'), home, faults)
  const version = versionsOf(rule.ipVersion, pointerTo(pointer, 'ipVersion'), faults)
  const traffic = readCalicoTraffic(rule, source.ports, destination.ports, pointer, faults)
  const http = readHttp(rule.http, pointerTo(pointer, 'http'), faults)
  const fault = faults[before]
  if (fault !== undefined) return [{ rule: openRule(direction, pointer, fault.why, action) }]
  const families = version.filter(
    (family) => source.families.includes(family) && destination.families.includes(family),
  )
  if (families.length === 0) return []
  const [own, other] = direction === 'ingress' ? [destination, source] : [source, destination]
  const peers = inFamilies(other.peers, families)
  const condition = conditionOf(action, source, destination, http)
  const others = {
    peers,
    named: inFamilies(destination.named, families),
    nameless: inFamilies(destination.nameless, families),
  }
  const apart = direction === 'ingress' && own.peers !== undefined && asksNames(traffic)
  return apart
    ? inboundApart(base, peers, { ...own, peers: own.peers }, traffic, condition)
    : split(base, others, traffic, condition).map((each) => ({
        rule: each,
        ...(own.peers === undefined ? {} : { within: own.peers }),
      }))
}

function asksNames({ sure }: CalicoTraffic): boolean {
  return sure !== 'all' && sure.some(namesPorts)
}

/** A rule for some of the policy's own endpoints by the names of their ports: names count for those that have the labels themselves, as at egress. */
function inboundApart(
  base: Base,
  peers: readonly Peer[],
  own: Others,
  traffic: CalicoTraffic,
  condition: string | undefined,
): readonly CalicoRule[] {
  const same = { peers, named: peers, nameless: peers }
  const { sure } = traffic
  const parts = sure === 'all' ? [] : namesApart(base, same, sure)
  const within = [own.peers, own.nameless, own.named]
  return parts.flatMap((part, at) =>
    split(base, same, { sure: part.traffic }, condition).map((rule) => ({
      rule,
      within: within[at] ?? own.peers,
    })),
  )
}

function versionsOf(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): readonly Family[] {
  if (!isGiven(value)) return [4, 6]
  if (value === 4 || value === 6) return [value]
  faults.push({ pointer, why: 'an IP version is 4 or 6' })
  return []
}

function inFamilies(
  peers: readonly Peer[] | undefined,
  families: readonly Family[],
): readonly Peer[] {
  const [only, ...more] = families
  if (only === undefined || more.length > 0) return peers ?? [{ kind: 'any' }]
  const every: Peer = {
    kind: 'addresses',
    cidr: EVERY_ADDRESS[only],
    except: [],
    matchesPods: 'yes',
  }
  if (peers === undefined) return [every]
  const plain = peers.filter((peer) => peer.kind === 'addresses')
  return plain.length === peers.length
    ? plain.filter(({ cidr }) => familyOf(cidr) === only)
    : productOf([peers, [every]])
}

function readHttp(value: JsonValue | undefined, pointer: string, faults: Untranslated[]): boolean {
  if (!isGiven(value)) return false
  if (!isJsonObject(value)) {
    faults.push({ pointer, why: 'a match of HTTP is an object' })
    return true
  }
  refuseUnknown(value, ['methods', 'paths'], pointer, faults)
  const methods = pointerTo(pointer, 'methods')
  for (const [at, item] of (listOrNothing(value.methods, methods, faults) ?? []).entries())
    if (typeof item !== 'string')
      faults.push({ pointer: pointerTo(methods, at), why: 'a method is text' })
  const paths = pointerTo(pointer, 'paths')
  for (const [at, item] of (listOrNothing(value.paths, paths, faults) ?? []).entries())
    readPath(item, pointerTo(paths, at), faults)
  return true
}

function readPath(item: JsonValue, pointer: string, faults: Untranslated[]): void {
  if (!isJsonObject(item)) {
    faults.push({ pointer, why: 'a path is an object' })
    return
  }
  refuseUnknown(item, ['exact', 'prefix'], pointer, faults)
  for (const field of ['exact', 'prefix'])
    if (isGiven(item[field]) && typeof item[field] !== 'string')
      faults.push({ pointer: pointerTo(pointer, field), why: 'a path is text' })
}

/**
 * Why a rule applies to a part only of what it matches otherwise. A client chooses its source port: what is allowed for some of them can be
 * reached, what is denied for some of them is not cut off.
 */
function conditionOf(
  action: Rule['action'],
  source: Entity,
  destination: Entity,
  http: boolean,
): string | undefined {
  if (http) return 'it depends on what HTTP requests say'
  if (source.service || destination.service)
    return 'it holds for the ready endpoints of a Service, and its ports'
  const named = source.ports.only?.every(({ kind }) => kind === 'name') === true
  if (choosesPorts(source.ports) && (action !== 'allow' || named))
    return 'it holds for some source ports only'
  return undefined
}

/** Whom a rule is about; of its destinations, who has names of ports and who has none. */
type Others = Record<'peers' | 'named' | 'nameless', readonly Peer[]>

/** What a rule matches surely, what in part, and apart from both the named ports of others, which are ports of pods. */
function split(
  base: Base,
  others: Others,
  { sure, part }: CalicoTraffic,
  condition: string | undefined,
): readonly Rule[] {
  const { peers } = others
  const when = (why: string | undefined) => (why === undefined ? {} : { conditional: why })
  const certain: readonly Rule[] =
    sure === 'all'
      ? [{ ...base, peers, traffic: sure, ...when(condition) }]
      : base.direction === 'ingress'
        ? [{ ...base, peers, traffic: sure, ...when(condition) }]
        : namesApart(base, others, sure).map((rule) => ({ ...rule, ...when(condition) }))
  const partly: readonly Rule[] =
    part === undefined
      ? []
      : [{ ...base, peers, traffic: part.traffic, ...when(condition ?? part.why) }]
  return [...certain, ...partly].filter(
    ({ peers: who, traffic }) => who.length > 0 && (traffic === 'all' || traffic.length > 0),
  )
}

/**
 * A name is looked up at the pods that the selectors choose themselves. One that is excluded takes nothing away from what others match: what
 * is left of numbers without all names holds for everyone, and what is left of them with the names for who has none
 * (felix/calc/rule_scanner.go, namedPortsToIPSets).
 */
function namesApart(
  base: Base,
  { peers, named, nameless }: Others,
  traffic: readonly Traffic[],
): Rule[] {
  const names = traffic.filter(isNamed)
  const numbers = traffic.filter((each) => !isNamed(each))
  const kept = numbers.filter(namesPorts).map(withoutExcludedNames)
  return [
    { ...base, peers, traffic: numbers },
    { ...base, peers: nameless, traffic: kept },
    { ...base, peers: named, traffic: names },
  ]
}

function isNamed(traffic: Traffic): boolean {
  return (
    traffic.kind === 'named' ||
    (traffic.kind === 'less' && traffic.of !== 'all' && traffic.of.some(isNamed))
  )
}

function withoutExcludedNames(traffic: Traffic): Traffic {
  return traffic.kind === 'less'
    ? { ...traffic, less: traffic.less.filter((each) => !isNamed(each)) }
    : traffic
}
