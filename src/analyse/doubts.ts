import { objectKeyParts } from '../core/object-key.ts'
import { describeUnread } from '../core/unread-lists.ts'
import type { Cluster, UnreadableObject } from '../model/cluster.ts'
import type { ResourceName } from '../model/object.ts'
import { describeUnreadable, notUnderstood, unreadableObjects, unreadLists } from './premises.ts'

/** Lists whose gaps answers know of: labels of namespaces that were not read are uncertain, and pods that were not read take no part. */
const KNOWN_GAPS: ReadonlySet<ResourceName> = new Set(['namespaces', 'pods'])

/**
 * What may allow whatever the policies that were read deny, one sentence each, sorted: of the blockers (`blockersOf`) those that answers do not
 * know of by themselves. A plug-in that enforces nothing is not among them: under it policies apply perhaps.
 */
export function doubtsOf(cluster: Omit<Cluster, 'doubts'>): readonly string[] {
  const { enforcer, settled } = cluster
  const lists = unreadLists(cluster).filter(({ resource }) => !KNOWN_GAPS.has(resource))
  const objects = unreadableObjects(cluster).filter((object) => !isOnlyItself(object))
  return [
    ...describeUnread(lists),
    ...settled.blockers,
    ...notUnderstood(cluster),
    ...objects.map(describeUnreadable),
    ...(enforcer.kind === 'unknown' && enforcer.cause !== undefined ? [enforcer.why] : []),
  ].sort()
}

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
