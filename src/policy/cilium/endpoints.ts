import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Peer, Selector, Subject, Untranslated } from '../../model/policy.ts'
import { INGRESS, isEntity, peersOfEntities } from './entities.ts'
import type { Part } from './entities.ts'
import { groupsWith } from './group-selector.ts'
import { nodeKeyOf, OVERRIDDEN_KEY, podChoiceOf, takeApart } from './selector.ts'
import type { IdentitySelector } from './selector.ts'
import { EVERYTHING, readSelector, selectorOf } from '../selector.ts'

const EVERY_POD: Peer = {
  kind: 'pods',
  namespaces: { kind: 'selector', selector: EVERYTHING },
  pods: EVERYTHING,
}

/** No endpoint of the model. */
const NOBODY: Subject = { kind: 'node-names', names: [] }

/**
 * The endpoints that `endpointSelector` selects. A namespaced policy selects pods of its own namespace only: a `k8s:` label of another namespace is
 * overridden (pkg/policy/utils/parse.go, ParseCiliumRule).
 */
export function readEndpointSubject(
  value: JsonValue,
  pointer: string,
  home: string | undefined,
  faults: Untranslated[],
): Subject | undefined {
  const read = home === undefined ? value : withoutNamespace(value)
  const selector = readSelector(read, pointer, faults)
  if (selector === undefined) return undefined
  const parts = takeApart(selector)
  if (parts.nowhere || parts.foreign) return NOBODY
  const entities = home === undefined && selectsProxy(parts) ? { entities: [INGRESS] } : {}
  if (parts.reserved.length > 0) return { ...NOBODY, ...entities }
  return { kind: 'pods', ...podChoiceOf(parts, home), ...entities }
}

/** Whether a selector fits what has no label but reserved:ingress; a namespaced policy adds a label of the namespace. */
function selectsProxy({ reserved, notReserved, onlyPods }: IdentitySelector): boolean {
  return !onlyPods && !notReserved.includes(INGRESS) && reserved.every((name) => name === INGRESS)
}

/**
 * The peers that one selector of fromEndpoints or toEndpoints selects (pkg/policy/utils/helpers.go, getEndpointSelector).
 *
 * Without a label of the namespace it means pods: of the own namespace, or of any where the policy has none. With one, and no label that only
 * pods have, it also means everyone else, unless policy-default-local-cluster confines it.
 */
export function readEndpointPeer(
  value: JsonValue,
  pointer: string,
  home: string | undefined,
  faults: Untranslated[],
): readonly Part<readonly Peer[]>[] {
  const selector = readSelector(value, pointer, faults)
  if (selector === undefined) return []
  const parts = takeApart(selector)
  if (parts.nowhere) return []
  if (parts.reserved.length > 0) return reservedPeers(parts)
  const { confined, to } = confinedTo(parts, home)
  const others = confined ? [] : othersOf(parts)
  if (parts.foreign) return others
  return [{ of: [{ kind: 'pods', ...podChoiceOf(parts, to) }] }, ...others]
}

/** Whether a label of the namespace is added, so that only pods fit; and the namespace where that is the own one. */
function confinedTo(
  { notReserved, namesNamespace, namesNamespaceLabels }: IdentitySelector,
  home: string | undefined,
): { readonly confined: boolean; readonly to: string | undefined } {
  if (notReserved.length > 0 || namesNamespace) return { confined: false, to: undefined }
  if (home === undefined) return { confined: true, to: undefined }
  return namesNamespaceLabels ? { confined: false, to: undefined } : { confined: true, to: home }
}

/** Who else a selector may mean that is confined to no namespace. */
function othersOf({
  onlyPods,
  onlyCluster,
  ofAnySource,
}: IdentitySelector): readonly Part<readonly Peer[]>[] {
  if (onlyCluster)
    return [
      { of: peersOfEntities(['remote-node']).flatMap(({ of }) => of), conditional: OF_CLUSTER },
    ]
  return onlyPods ? [] : othersWith(ofAnySource)
}

/** Nodes and outside addresses; where a selector asks for labels, those in groups that bring them. */
function othersWith(asked: Selector): readonly Part<readonly Peer[]>[] {
  if (asked.length === 0) return [{ of: [OTHERS], conditional: NEGATIVE_ONLY }]
  return [
    { of: [{ kind: 'all-of', peers: [OTHERS, ...groupsWith(asked)] }], conditional: OF_GROUP },
  ]
}

const OTHERS: Peer = { kind: 'not', peer: EVERY_POD }
const NEGATIVE_ONLY =
  'a selector that asks for no label also means nodes and outside addresses, unless policy-default-local-cluster is set'

const OF_CLUSTER =
  'nodes have a label of their cluster as well where enable-node-selector-labels is set, from Cilium 1.18 on (pkg/node/manager, nodeIdentityLabels)'

const OF_GROUP =
  'a label without source may be one of a CIDR group, which versions of Cilium give to addresses or not'

const WORLDS: ReadonlySet<string> = new Set(['world', 'world-ipv4', 'world-ipv6'])
const OF_STACK =
  'with both address families outside addresses have reserved:world-ipv4 or -ipv6, with one reserved:world (pkg/labels/cidr.go, getWorldLabel)'

/** One reserved label is what the entity of that name is; what several mean together is left open. */
function reservedPeers({
  reserved,
  notReserved,
  onlyPods,
  onlyCluster,
  ofAnySource,
  foreign,
}: IdentitySelector): readonly Part<readonly Peer[]>[] {
  if ((onlyPods && !onlyCluster) || foreign) return []
  const [name = '', ...more] = reserved
  if (more.length > 0 || notReserved.length > 0)
    return [{ of: [{ kind: 'any' }], conditional: 'several reserved labels in one selector' }]
  const parts = isEntity(name) ? peersOfEntities([name]) : []
  if (onlyCluster)
    return WORLDS.has(name) ? [] : parts.map(({ of }) => ({ of, conditional: OF_CLUSTER }))
  if (ofAnySource.length > 0) {
    const labelled = (peer: Peer): Peer => ({
      kind: 'all-of',
      peers: [peer, OTHERS, ...groupsWith(ofAnySource)],
    })
    return parts.map(({ of }) => ({ of: of.map(labelled), conditional: OF_GROUP }))
  }
  return WORLDS.has(name) ? parts.map(({ of }) => ({ of, conditional: OF_STACK })) : parts
}

/** A selector over nodes, by their labels. undefined, with a fault, where it cannot be read. */
export function readNodeSelector(
  value: JsonValue,
  pointer: string,
  faults: Untranslated[],
): Selector | undefined {
  const selector = readSelector(value, pointer, faults)
  const keys = selector?.map(({ key }) => nodeKeyOf(key)) ?? []
  if (selector !== undefined && !keys.includes(undefined))
    return selectorOf(selector.map((each, at) => ({ ...each, key: keys[at] ?? '' })))
  if (selector !== undefined) faults.push({ pointer, why: 'nodes have no labels of that source' })
  return undefined
}

/** Without the label that is overridden; it is read as it stands where it is not text. */
function withoutNamespace(value: JsonValue): JsonValue {
  if (!isJsonObject(value) || !isJsonObject(value.matchLabels)) return value
  const { [OVERRIDDEN_KEY]: own, ...others } = value.matchLabels
  if (typeof own !== 'string') return value
  return { ...value, matchLabels: others } satisfies JsonObject
}

/** Reads each item of a list of peers. */
export function eachItem<T>(
  items: readonly JsonValue[],
  pointer: string,
  read: (item: JsonValue, pointer: string) => readonly T[],
): readonly T[] {
  return items.flatMap((item, index) => read(item, pointerTo(pointer, index)))
}
