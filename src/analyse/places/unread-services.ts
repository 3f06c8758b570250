import type { Cluster } from '../../model/cluster.ts'
import { relevanceOf } from '../engine/relevance.ts'

/** Whether policies of a cluster decide by what its Services say of the ports of pods. */
export function looksAtServedPorts(cluster: Cluster): boolean {
  const isServed = cluster.pods.some(({ served }) => served !== undefined)
  return isServed && relevanceOf(cluster, 'unknown', []).served.length > 0
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
