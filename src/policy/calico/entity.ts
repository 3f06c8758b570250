import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Peer, Untranslated } from '../../model/policy.ts'
import { CALICO_SETS, EVERY_ADDRESS, familyOf, readCalicoSelector, readNets } from './fields.ts'
import {
  allOf,
  NAMESPACE_LABEL,
  NAMESPACE_PREFIX,
  podChoiceOf,
  SERVICE_ACCOUNT_LABEL,
  SERVICE_ACCOUNT_PREFIX,
  setConditionOf,
  withAllHaving,
  withPrefix,
} from './labels.ts'
import type { CalicoSelector } from './selector.ts'
import { readPorts } from './traffic.ts'
import type { PortChoice } from './traffic.ts'
import { isGiven, refuseUnknown, textList } from '../fields.ts'
import { EVERYTHING } from '../selector.ts'

export type Family = 4 | 6

/** One side of a rule. */
export type Entity = {
  /** who it is: any of these; undefined: anyone */
  readonly peers: readonly Peer[] | undefined
  /** those of them whose names of ports count: pods that have the labels themselves, where it asks for some */
  readonly named: readonly Peer[]
  /** those of them who have no names of ports: addresses, nodes, and pods found by their address in a set */
  readonly nameless: readonly Peer[]
  /** address families that its networks leave */
  readonly families: readonly Family[]
  readonly ports: PortChoice
  /** whether it names a Service, whose ports narrow it further */
  readonly service: boolean
}

/** Every endpoint of a pod that Calico knows. */
export const ALL_PODS: Peer = {
  kind: 'pods',
  namespaces: { kind: 'selector', selector: EVERYTHING },
  pods: EVERYTHING,
}

const NO_POD: Peer = { kind: 'not', peer: ALL_PODS }

const FIELDS = [
  'nets',
  'selector',
  'namespaceSelector',
  'services',
  'ports',
  'notNets',
  'notSelector',
  'notPorts',
  'serviceAccounts',
]

/**
 * One side of a rule of a policy in a namespace, or of a global one (`home` undefined): all criteria hold together
 * (projectcalico/calico api/pkg/apis/projectcalico/v3/policy_common.go, EntityRule; felix/calc/rule_scanner.go; felix/rules/policy.go).
 */
export function readEntity(
  value: JsonValue | undefined,
  pointer: string,
  home: string | undefined,
  faults: Untranslated[],
): Entity {
  const object = objectOf(value, pointer, faults)
  refuseUnknown(object, FIELDS, pointer, faults)
  const nets = readNets(object.nets, pointerTo(pointer, 'nets'), faults)
  const notNets = readNets(object.notNets, pointerTo(pointer, 'notNets'), faults)
  const service = readServicePeer(object.services, pointerTo(pointer, 'services'), home, faults)
  const only = readPorts(object.ports, pointerTo(pointer, 'ports'), faults)
  const not = readPorts(object.notPorts, pointerTo(pointer, 'notPorts'), faults)
  const families = ([4, 6] as const).filter(
    (family) => leaves(nets, family) && leaves(notNets, family),
  )
  const selected = selectedPeers(object, pointer, home, faults)
  const others = [
    addressPeers(nets, notNets, families),
    service === undefined ? undefined : [service],
  ].filter((each) => each !== undefined)
  const choices = [...(selected === undefined ? [] : [selected.peers]), ...others]
  return {
    peers: choices.length === 0 ? undefined : productOf(choices),
    named: productOf([...(selected?.named ?? [[ALL_PODS]]), ...others]),
    nameless: productOf([...(selected?.nameless ?? [[NO_POD]]), ...others]),
    families,
    ports: { ...(only === undefined ? {} : { only }), ...(not === undefined ? {} : { not }) },
    service: service !== undefined,
  }
}

function objectOf(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): JsonObject {
  if (!isGiven(value)) return {}
  if (isJsonObject(value)) return value
  faults.push({ pointer, why: 'a side of a rule is an object' })
  return {}
}

/** A rule whose networks are all of one family says nothing of the other, also where it excludes them (felix/rules/policy.go, filterNets). */
function leaves(nets: readonly string[] | undefined, family: Family): boolean {
  return nets === undefined || nets.some((cidr) => familyOf(cidr) === family)
}

/** Everyone whom one choice of each list matches. */
export function productOf(lists: readonly (readonly Peer[])[]): readonly Peer[] {
  return lists
    .reduce<readonly (readonly Peer[])[]>(
      (all, list) => all.flatMap((some) => list.map((peer) => [...some, peer])),
      [[]],
    )
    .map((peers) => (peers.length === 1 && peers[0] ? peers[0] : { kind: 'all-of', peers }))
}

function addressPeers(
  nets: readonly string[] | undefined,
  notNets: readonly string[] | undefined,
  families: readonly Family[],
): readonly Peer[] | undefined {
  if (nets === undefined && notNets === undefined) return undefined
  const cidrs = nets ?? families.map((family) => EVERY_ADDRESS[family])
  return cidrs
    .filter((cidr) => families.includes(familyOf(cidr)))
    .map((cidr) => ({
      kind: 'addresses',
      cidr,
      except: (notNets ?? []).filter((hole) => familyOf(hole) === familyOf(cidr)),
      matchesPods: 'yes',
    }))
}

/** Who has the labels; of them, who has names of ports, and who has none, each in all of several lists. */
type Selected = {
  readonly peers: readonly Peer[]
  readonly named: readonly (readonly Peer[])[]
  readonly nameless: readonly (readonly Peer[])[]
}

/**
 * Whom the selectors of one side mean: endpoints and sets of addresses by their labels. Where something must hold, what must not hold is asked
 * of the same endpoint; where nothing must, everyone else is meant, also addresses that Calico does not know.
 */
function selectedPeers(
  object: JsonObject,
  pointer: string,
  home: string | undefined,
  faults: Untranslated[],
): Selected | undefined {
  const selectorAt = (field: string) =>
    readCalicoSelector(object[field], pointerTo(pointer, field), faults)
  const accounts = accountsOf(object.serviceAccounts, pointerTo(pointer, 'serviceAccounts'), faults)
  const own = selectorAt('selector')
  const not = selectorAt('notSelector')
  const namespaces = readCalicoSelector(
    object.namespaceSelector,
    pointerTo(pointer, 'namespaceSelector'),
    faults,
    { global: true },
  )
  const anything = [accounts, own, not, namespaces].some((each) => each !== undefined)
  const must = [anything ? placeOf(namespaces, home) : undefined, accounts, own].filter(
    (each) => each !== undefined,
  )
  if (must.length > 0) {
    const all = allOf([...must, ...(not === undefined ? [] : [negation(not)])])
    const [pods, ...sets] = peersSelectedBy(all)
    const others = productOf([sets, [{ kind: 'not', peer: pods }]])
    return { peers: [pods, ...sets], named: [[pods]], nameless: [others] }
  }
  if (not === undefined) return undefined
  const peers = productOf(peersSelectedBy(not).map((peer) => [{ kind: 'not', peer } as const]))
  return { peers, named: [peers, [ALL_PODS]], nameless: [peers, [NO_POD]] }
}

function negation(of: CalicoSelector): CalicoSelector {
  return { kind: 'not', of }
}

/** Pods, and sets of addresses with host endpoints among them, that a selector means. */
function peersSelectedBy(selector: CalicoSelector): readonly [pods: Peer, ...sets: Peer[]] {
  const where = setConditionOf(selector)
  const pods: Peer = { kind: 'pods', ...podChoiceOf(selector) }
  return where === undefined
    ? [pods]
    : [pods, { kind: 'address-sets', family: CALICO_SETS, where, matchesPods: 'yes' }]
}

/** A policy in a namespace that selects anyone selects in its namespace, unless it says where (updateprocessors/rules.go at bdf2a75). */
function placeOf(
  namespaces: CalicoSelector | undefined,
  home: string | undefined,
): CalicoSelector | undefined {
  if (namespaces !== undefined)
    return withAllHaving(withPrefix(namespaces, NAMESPACE_PREFIX), NAMESPACE_LABEL)
  return home === undefined ? undefined : inNamespace(home)
}

/** Everything of one namespace. */
export function inNamespace(name: string): CalicoSelector {
  return { kind: 'label', key: NAMESPACE_LABEL, operator: 'In', values: [name] }
}

function accountsOf(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): CalicoSelector | undefined {
  if (!isGiven(value)) return undefined
  if (!isJsonObject(value)) {
    faults.push({ pointer, why: 'a choice of service accounts is an object' })
    return undefined
  }
  refuseUnknown(value, ['names', 'selector'], pointer, faults)
  const names = textList(value.names ?? [])
  if (names === undefined)
    faults.push({ pointer: pointerTo(pointer, 'names'), why: 'a list of text is expected' })
  const selector = readCalicoSelector(value.selector, pointerTo(pointer, 'selector'), faults)
  const parts: CalicoSelector[] = []
  if (selector !== undefined) parts.push(withPrefix(selector, SERVICE_ACCOUNT_PREFIX))
  if (names !== undefined && names.length > 0)
    parts.push({
      kind: 'label',
      key: SERVICE_ACCOUNT_LABEL,
      operator: 'In',
      values: [...new Set(names)].sort(),
    })
  return parts.length === 0 ? undefined : allOf(parts)
}

function readServicePeer(
  value: JsonValue | undefined,
  pointer: string,
  home: string | undefined,
  faults: Untranslated[],
): Peer | undefined {
  if (!isGiven(value)) return undefined
  if (!isJsonObject(value)) {
    faults.push({ pointer, why: 'a choice of a Service is an object' })
    return undefined
  }
  refuseUnknown(value, ['name', 'namespace'], pointer, faults)
  const { name, namespace } = value
  const place = isGiven(namespace) && namespace !== '' ? namespace : home
  if (typeof name === 'string' && name !== '' && typeof place === 'string')
    return { kind: 'service', namespace: place, name, matchesPods: 'yes' }
  faults.push({ pointer, why: 'a Service has a name and a namespace' })
  return undefined
}
