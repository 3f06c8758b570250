import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { pointerTo } from '../core/json-pointer.ts'
import type { NamespaceChoice, Peer, Untranslated } from '../model/policy.ts'
import { readCidr } from './cidr.ts'
import { isGiven, listOrNothing, refuseUnknown, textList } from './fields.ts'
import type { Read } from './fields.ts'
import { EVERYTHING, readSelector } from './selector.ts'

/** The peers of a rule: a missing or empty list means anyone (networking/v1, NetworkPolicyIngressRule.from). */
export function readPeers(
  value: JsonValue | undefined,
  pointer: string,
  home: string,
  faults: Untranslated[],
): Read<readonly Peer[]> {
  const before = faults.length
  const items = listOrNothing(value, pointer, faults)
  const known: readonly Peer[] =
    items?.length === 0
      ? [{ kind: 'any' }]
      : (items ?? []).flatMap((item, index) =>
          peerOf(item, pointerTo(pointer, index), home, faults),
        )
  const fault = faults[before]
  return fault === undefined ? { known } : { known, unknown: fault.why }
}

/** Exactly one of ipBlock, or podSelector and namespaceSelector; an empty peer is not valid and never means everyone. */
function peerOf(item: JsonValue, pointer: string, home: string, faults: Untranslated[]): Peer[] {
  if (!isJsonObject(item)) {
    faults.push({ pointer, why: 'a peer is an object' })
    return []
  }
  if (!refuseUnknown(item, ['ipBlock', 'namespaceSelector', 'podSelector'], pointer, faults))
    return []
  const hasBlock = isGiven(item.ipBlock)
  const hasSelector = isGiven(item.podSelector) || isGiven(item.namespaceSelector)
  if (hasBlock === hasSelector) {
    faults.push({ pointer, why: 'a peer is either an ipBlock or selectors' })
    return []
  }
  return hasBlock
    ? blockOf(item.ipBlock, pointerTo(pointer, 'ipBlock'), faults)
    : podsOf(item, pointer, home, faults)
}

function podsOf(item: JsonObject, pointer: string, home: string, faults: Untranslated[]): Peer[] {
  const pods = isGiven(item.podSelector)
    ? readSelector(item.podSelector, pointerTo(pointer, 'podSelector'), faults)
    : EVERYTHING
  const namespaces = isGiven(item.namespaceSelector)
    ? namespacesOf(item.namespaceSelector, pointerTo(pointer, 'namespaceSelector'), faults)
    : ({ kind: 'name', name: home } as const)
  if (pods === undefined || namespaces === undefined) return []
  const everyPod = isGiven(item.podSelector) ? {} : { everyPod: true as const }
  return [{ kind: 'pods', ...everyPod, namespaces, pods }]
}

function namespacesOf(
  value: JsonValue,
  pointer: string,
  faults: Untranslated[],
): NamespaceChoice | undefined {
  const selector = readSelector(value, pointer, faults)
  return selector === undefined ? undefined : { kind: 'selector', selector }
}

/** A CIDR less its exceptions. Whether it also matches pods by their addresses depends on the network plugin. */
function blockOf(block: JsonValue | undefined, pointer: string, faults: Untranslated[]): Peer[] {
  if (!isJsonObject(block)) {
    faults.push({ pointer, why: 'an ipBlock is an object' })
    return []
  }
  const before = faults.length
  refuseUnknown(block, ['cidr', 'except'], pointer, faults)
  const stated = block.cidr !== undefined
  const cidr = readCidr(block.cidr, stated ? pointerTo(pointer, 'cidr') : pointer, faults)
  const except = exceptionsOf(block.except, pointerTo(pointer, 'except'), faults)
  if (cidr === undefined || faults.length > before) return []
  return [
    { kind: 'addresses', cidr, except: [...new Set(except)].sort(), matchesPods: 'by-enforcer' },
  ]
}

function exceptionsOf(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): readonly string[] {
  const list = textList(value ?? [])
  if (list === undefined) faults.push({ pointer, why: 'except is a list of CIDRs' })
  return (list ?? []).flatMap(
    (item, index) => readCidr(item, pointerTo(pointer, index), faults) ?? [],
  )
}
