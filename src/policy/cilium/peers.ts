import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Direction, Peer, Untranslated } from '../../model/policy.ts'
import { readBlock, readCidrRule, readName, readServicePeer } from './addresses.ts'
import { broadGroups } from './group-selector.ts'
import { eachItem, readEndpointPeer, readNodeSelector } from './endpoints.ts'
import { isEntity, peersOfEntities, WORLD } from './entities.ts'
import type { Part } from './entities.ts'
import { isGiven, listOrNothing, refuseUnknown } from '../fields.ts'

/** Peers of a rule in parts. */
export type PeerPart = Part<readonly Peer[]>

/** Fields whose empty list means no peer at all; an empty list of the others is as if it was absent (mergeEndpointSelectors). */
const CLOSED_WHEN_EMPTY: ReadonlySet<string> = new Set(
  ['Endpoints', 'Nodes', 'Entities', 'CIDR', 'CIDRSet'].flatMap((name) => [
    `from${name}`,
    `to${name}`,
  ]),
)

const INGRESS = ['Endpoints', 'Nodes', 'Entities', 'CIDR', 'CIDRSet', 'Groups'].map(
  (n) => `from${n}`,
)
const EGRESS = [
  ...['Endpoints', 'Nodes', 'Entities', 'CIDR', 'CIDRSet', 'Groups', 'Services'].map(
    (n) => `to${n}`,
  ),
  'toFQDNs',
]

/** The fields of a rule that name peers. */
export function peerFields(direction: Direction): readonly string[] {
  return direction === 'ingress' ? INGRESS : EGRESS
}

/**
 * The peers of a rule: of one kind at most. undefined where it names none, which with ports means anyone and without them nobody.
 */
export function readCiliumPeers(
  rule: JsonObject,
  direction: Direction,
  pointer: string,
  home: string | undefined,
  faults: Untranslated[],
): readonly PeerPart[] | undefined {
  const lists = peerFields(direction).flatMap((field) => {
    if (!isGiven(rule[field])) return []
    return [{ field, items: listOrNothing(rule[field], pointerTo(pointer, field), faults) ?? [] }]
  })
  const [filled, ...more] = lists.filter(({ items }) => items.length > 0)
  if (more.length > 0) faults.push({ pointer, why: 'peers of more than one kind in one rule' })
  if (lists.some(({ field, items }) => items.length === 0 && CLOSED_WHEN_EMPTY.has(field)))
    return []
  if (filled === undefined) return undefined
  return partsOf(filled.field, filled.items, pointerTo(pointer, filled.field), home, faults)
}

function partsOf(
  field: string,
  items: readonly JsonValue[],
  pointer: string,
  home: string | undefined,
  faults: Untranslated[],
): readonly PeerPart[] {
  const each = (read: typeof readBlock): readonly PeerPart[] => [
    { of: eachItem(items, pointer, (item, at) => read(item, at, faults)) },
  ]
  switch (field.replace(/^(from|to)/, '')) {
    case 'Endpoints':
      return eachItem(items, pointer, (item, at) => readEndpointPeer(item, at, home, faults))
    case 'Entities':
      return entitiesOf(items, pointer, faults)
    case 'CIDR':
      return each(readBlock)
    case 'CIDRSet':
      return [...each(readCidrRule), ...broadGroups(items)]
    case 'FQDNs':
      return each(readName)
    case 'Services':
      return each(readServicePeer)
    case 'Groups':
      return groupsOf(items, pointer, faults)
    default:
      return nodesOf(items, pointer, faults)
  }
}

function entitiesOf(
  items: readonly JsonValue[],
  pointer: string,
  faults: Untranslated[],
): readonly PeerPart[] {
  const names = eachItem(items, pointer, (item, at) => {
    if (typeof item === 'string' && isEntity(item)) return [item]
    faults.push({ pointer: at, why: 'not an entity of Cilium' })
    return []
  })
  return peersOfEntities(names)
}

/** Nodes other than the one that the pod runs on; traffic with that one is listed apart. Cilium refuses them without enable-node-selector-labels. */
function nodesOf(
  items: readonly JsonValue[],
  pointer: string,
  faults: Untranslated[],
): readonly PeerPart[] {
  const of = eachItem(items, pointer, (item, at): Peer[] => {
    const selector = readNodeSelector(item, at, faults)
    return selector === undefined ? [] : [{ kind: 'nodes', selector }]
  })
  return [{ of }]
}

const AWS_FIELDS = ['labels', 'region', 'securityGroupsIds', 'securityGroupsNames']

/** Security groups of a cloud: their addresses stand outside of the cluster's objects. */
function groupsOf(
  items: readonly JsonValue[],
  pointer: string,
  faults: Untranslated[],
): readonly PeerPart[] {
  eachItem(items, pointer, (item, at) => {
    const aws = isJsonObject(item) ? item.aws : undefined
    if (isJsonObject(item)) refuseUnknown(item, ['aws'], at, faults)
    if (isJsonObject(aws)) refuseUnknown(aws, AWS_FIELDS, pointerTo(at, 'aws'), faults)
    else faults.push({ pointer: at, why: 'a group is one of aws' })
    return []
  })
  const of = WORLD.map((peer): Peer => {
    return peer.kind === 'addresses'
      ? { kind: 'addresses', cidr: peer.cidr, except: [], matchesPods: 'by-enforcer' }
      : peer
  })
  return [{ of, conditional: 'only addresses of security groups, which the cloud knows' }]
}
