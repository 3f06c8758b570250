import { objectKeyParts } from '../core/object-key.ts'
import type { UnreadableObject } from '../model/cluster.ts'
import type { ObjectKey } from '../model/object.ts'
import type { Snapshot } from '../model/snapshot.ts'

/** Namespaces of which not all Services could be read: nothing is known of what is spoken on ports there. */
export function unreadServices(
  unreadable: readonly UnreadableObject[],
  snapshot: Snapshot,
): ReadonlySet<string> | 'all' {
  const list = snapshot.resources.find(({ resource }) => resource === 'services')
  const gaps = snapshot.gaps.filter(({ resource }) => resource === 'services')
  const whole = list === undefined || list.status === 'ok'
  if (!whole || gaps.some(({ namespace }) => namespace === undefined)) return 'all'
  const faulty = unreadable.filter(({ key }) => isService(key))
  return new Set([
    ...gaps.flatMap(({ namespace }) => namespace ?? []),
    ...faulty.map(({ key }) => objectKeyParts(key).namespace),
  ])
}

/** Whether a key is that of a Service. */
export function isService(key: ObjectKey): boolean {
  const { group, kind } = objectKeyParts(key)
  return group === '' && kind === 'Service'
}
