import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Direction, Peer, PodChoice, Untranslated } from '../../model/policy.ts'
import { readCidr } from '../cidr.ts'
import { isGiven, refuseUnknown, textList } from '../fields.ts'
import type { Read } from '../fields.ts'
import { EVERYTHING, readSelector } from '../selector.ts'

/** Peers of a rule, or that one of them had no field at all, which fails closed. */
export type AdminPeers = Read<readonly Peer[]> & { readonly closed: boolean }

const INGRESS_FIELDS = ['namespaces', 'pods']
const EGRESS_FIELDS = [...INGRESS_FIELDS, 'nodes', 'networks', 'domainNames']

/** `*.` in front, then labels: whole labels only (network-policy-api, DomainName). */
const DOMAIN_NAME =
  /^(\*\.)?([a-zA-Z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.)+[a-zA-Z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.?$/

/** The peers of a rule: at least one, each with exactly one field (network-policy-api, ClusterNetworkPolicyEgressPeer). */
export function readAdminPeers(
  value: JsonValue | undefined,
  pointer: string,
  direction: Direction,
  faults: Untranslated[],
): AdminPeers {
  const before = faults.length
  if (!Array.isArray(value) || value.length === 0) {
    const why = 'a list of peers with at least one is required'
    faults.push({ pointer, why })
    return { known: [], unknown: why, closed: false }
  }
  const items: readonly JsonValue[] = value
  const read = items.map((item, index) =>
    peersOf(item, pointerTo(pointer, index), direction, faults),
  )
  const fault = faults[before]
  return {
    known: read.flatMap((peers) => peers ?? []),
    closed: read.includes(undefined),
    ...(fault === undefined ? {} : { unknown: fault.why }),
  }
}

/** undefined for a peer without any field. */
function peersOf(
  item: JsonValue,
  pointer: string,
  direction: Direction,
  faults: Untranslated[],
): readonly Peer[] | undefined {
  if (!isJsonObject(item)) {
    faults.push({ pointer, why: 'a peer is an object' })
    return []
  }
  const fields = direction === 'ingress' ? INGRESS_FIELDS : EGRESS_FIELDS
  if (!refuseUnknown(item, fields, pointer, faults)) return []
  const [field, ...more] = fields.filter((name) => isGiven(item[name]))
  if (field === undefined) return undefined
  if (more.length > 0) {
    faults.push({ pointer, why: 'a peer has exactly one field' })
    return []
  }
  return peerOf(field, item[field], pointerTo(pointer, field), faults)
}

function peerOf(
  field: string,
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): readonly Peer[] {
  switch (field) {
    case 'networks':
      return networksOf(value, pointer, faults)
    case 'domainNames':
      return namesOf(value, pointer, faults)
    case 'nodes': {
      const selector = readSelector(value ?? {}, pointer, faults)
      return selector === undefined ? [] : [{ kind: 'nodes', selector }]
    }
    default: {
      const choice = readPodChoice({ [field]: value }, pointer.slice(0, -field.length - 1), faults)
      return choice === undefined ? [] : [{ kind: 'pods', ...choice }]
    }
  }
}

/** Pods by `namespaces`, a namespace selector, or by `pods`, a namespace and a pod selector; undefined, with a fault, where neither is read. */
export function readPodChoice(
  object: JsonObject,
  pointer: string,
  faults: Untranslated[],
): PodChoice | undefined {
  const { namespaces, pods } = object
  if (isGiven(namespaces) === isGiven(pods)) {
    faults.push({ pointer, why: 'exactly one of namespaces and pods is required' })
    return undefined
  }
  if (isGiven(namespaces)) {
    const selector = readSelector(namespaces, pointerTo(pointer, 'namespaces'), faults)
    return selector && { namespaces: { kind: 'selector', selector }, pods: EVERYTHING }
  }
  return podsOf(pods, pointerTo(pointer, 'pods'), faults)
}

/** A selector that is left out selects everything, as its empty value does (network-policy-api, NamespacedPod: neither is a pointer). */
function podsOf(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): PodChoice | undefined {
  if (!isJsonObject(value)) {
    faults.push({ pointer, why: 'selectors of namespaces and pods are expected' })
    return undefined
  }
  refuseUnknown(value, ['namespaceSelector', 'podSelector'], pointer, faults)
  const at = pointerTo(pointer, 'namespaceSelector')
  const selector = readSelector(value.namespaceSelector ?? {}, at, faults)
  const pods = readSelector(value.podSelector ?? {}, pointerTo(pointer, 'podSelector'), faults)
  if (selector === undefined || pods === undefined) return undefined
  return { namespaces: { kind: 'selector', selector }, pods }
}

/** Networks match whatever has an address in them, pods and nodes too (network-policy-api, "cluster-internal traffic will be checked"). */
function networksOf(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): readonly Peer[] {
  return textsOf(value, pointer, faults).flatMap((text, index): Peer[] => {
    const cidr = readCidr(text, pointerTo(pointer, index), faults)
    if (cidr === undefined) return []
    return [{ kind: 'addresses', cidr, except: [], matchesPods: 'yes', matchesNodes: 'yes' }]
  })
}

function namesOf(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): readonly Peer[] {
  return textsOf(value, pointer, faults).flatMap((pattern, index): Peer[] => {
    if (DOMAIN_NAME.test(pattern)) return [{ kind: 'names', pattern, matchesPods: 'no' }]
    faults.push({ pointer: pointerTo(pointer, index), why: 'not a domain name' })
    return []
  })
}

function textsOf(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): readonly string[] {
  const list = textList(value)
  if (list !== undefined && list.length > 0) return list
  faults.push({ pointer, why: 'a list of text with at least one item is expected' })
  return []
}
