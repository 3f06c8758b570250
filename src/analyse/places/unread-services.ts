import type { Cluster } from '../../model/cluster.ts'
import { relevanceOf } from '../engine/relevance.ts'

/** Whether policies of a cluster decide by what its Services say of the ports of pods. */
export function looksAtServedPorts(cluster: Cluster): boolean {
  const isServed = cluster.pods.some(({ served }) => served !== undefined)
  return isServed && relevanceOf(cluster, 'unknown', []).served.length > 0
}

/** Which Services of a cluster were not listed, as the end of a sentence: each may have any address and any node port. undefined: all were. */
export function unlistedServices({ snapshot }: Cluster): string | undefined {
  const isList = ({ resource }: { readonly resource: string }) => resource === 'services'
  const gaps = snapshot.gaps.filter(isList)
  const whole = snapshot.resources.some((list) => isList(list) && list.status === 'ok')
  if (!whole || gaps.some(({ namespace }) => namespace === undefined))
    return 'Services were not read'
  const names = [...new Set(gaps.flatMap(({ namespace }) => namespace ?? []))].sort()
  return names.length === 0 ? undefined : `Services of namespace ${names.join(', ')} were not read`
}

/** That Services of a cluster were not read, one sentence; undefined where all were. */
export function describeUnreadServices({
  stated: { unreadServices },
}: Cluster): string | undefined {
  if (unreadServices === 'all')
    return 'its Services, which policies of a mesh look at, were not read'
  if (unreadServices.size === 0) return undefined
  const names = [...unreadServices].sort().join(', ')
  return `Services of namespace ${names}, which policies of a mesh look at, could not all be read`
}
