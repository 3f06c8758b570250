import { objectKeyParts } from '../../core/object-key.ts'
import { describeUnread } from '../../core/unread-lists.ts'
import type { Cluster, Doubts, UnreadableObject } from '../../model/cluster.ts'
import type { ResourceName } from '../../model/object.ts'
import { SEVERAL } from '../../policy/calico/rivals.ts'
import { effectOfUnread } from '../../policy/unread-apis.ts'
import type { UnreadEffect } from '../../policy/unread-apis.ts'
import type { ClassRecord } from './classes.ts'
import { describeUnreadable, notUnderstood, unreadableObjects, unreadLists } from '../premises.ts'

/** Lists whose gaps answers know of: labels of namespaces that were not read are uncertain, and pods that were not read take no part. */
const KNOWN_GAPS: ReadonlySet<ResourceName> = new Set(['namespaces', 'pods'])

/**
 * What may allow whatever the policies that were read deny: of the blockers (`blockersOf`) those that answers do not know of by themselves. A plug-in
 * that enforces nothing is not among them: under it policies apply perhaps.
 */
export function doubtsOf(cluster: Omit<Cluster, 'doubts'>): Doubts {
  const { enforcer, settled } = cluster
  const lists = unreadLists(cluster).filter(({ resource }) => !KNOWN_GAPS.has(resource))
  const apis = notUnderstood(cluster)
  const objects = unreadableObjects(cluster).filter((object) => !isOnlyItself(object))
  const { nodes = [], others = [] } = Object.groupBy(objects, kindOfDoubt)
  const unread = (effect: UnreadEffect) => [
    ...describeUnread(lists.filter(({ resource }) => effectOfUnread(resource) === effect)),
    ...apis.filter(({ name }) => effectOfUnread(name) === effect).map(({ said }) => said),
  ]
  return {
    everywhere: [
      ...unread('any'),
      ...settled.blockers.filter((blocker) => blocker !== SEVERAL),
      ...others.map(describeUnreadable),
      ...(enforcer.kind === 'unknown' && enforcer.cause !== undefined ? [enforcer.why] : []),
    ].sort(),
    toEdge: unread('outside').sort(),
    fromOrToEdge: nodes.map(describeUnreadable).sort(),
  }
}

/** Nodes decide what stands at an address and on the network of a node, and nothing between pods of the pod network. */
function kindOfDoubt({ key }: UnreadableObject): 'nodes' | 'others' {
  const { group, kind } = objectKeyParts(key)
  return group === '' && kind === 'Node' ? 'nodes' : 'others'
}

/** Those that are about a connection between two endpoints by their numbers, sorted. */
export function doubtsBetween(
  { cluster: { doubts }, records }: Tables,
  source: number,
  destination: number,
): readonly string[] {
  const { everywhere, toEdge, fromOrToEdge } = doubts
  if (toEdge.length + fromOrToEdge.length === 0) return everywhere
  const [from, to] = [isEdge(records, source), isEdge(records, destination)]
  return [...everywhere, ...(to ? toEdge : []), ...(from || to ? fromOrToEdge : [])].sort()
}

type Tables = { readonly cluster: Cluster; readonly records: readonly ClassRecord[] }

/** Whether an endpoint is on the edge of the pod network. Addresses are numbered after all classes. */
export function isEdge(records: readonly ClassRecord[], number: number): boolean {
  return records[number]?.sample.hostNetwork ?? true
}

/** Whether there are any. Many pairs are asked. */
export function isDoubted(
  { cluster: { doubts }, records }: Tables,
  source: number,
  destination: number,
): boolean {
  const { everywhere, toEdge, fromOrToEdge } = doubts
  if (everywhere.length > 0) return true
  if (toEdge.length + fromOrToEdge.length > 0 && isEdge(records, destination)) return true
  return fromOrToEdge.length > 0 && isEdge(records, source)
}

/** Whether the doubts of two clusters are about the same connections. */
export function doubtAlike(a: Doubts, b: Doubts): boolean {
  return SCOPES.every((scope) => (a[scope].length === 0) === (b[scope].length === 0))
}

const SCOPES = ['everywhere', 'toEdge', 'fromOrToEdge'] as const

/**
 * Namespaces, pods and what makes pods change no answer about others. Labels of the first are then uncertain, the others are no part of the
 * model; a port that cannot be read has no number that a rule could mean by its name.
 */
function isOnlyItself({ key }: UnreadableObject): boolean {
  const { group, kind } = objectKeyParts(key)
  return (
    (group === '' && ['Namespace', 'Pod', 'ReplicationController'].includes(kind)) ||
    ['apps', 'batch'].includes(group)
  )
}
