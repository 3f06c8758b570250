import type { Collection } from '../model/collection.ts'
import type { Estate, EstateMember } from '../model/estate.ts'
import type { ClusterIdentity } from '../model/snapshot.ts'
import { collectCluster } from './collect-cluster.ts'
import type { CollectOptions } from './options.ts'

/** Clusters that are read at the same time: enough to hide slow networks, few enough for one process's memory. */
export const CLUSTERS_AT_ONCE = 8

/** What is done with the events of one cluster: it must read them to their end. */
export type Consumer<T> = (member: EstateMember, events: Collection) => Promise<T>

/**
 * Reads all clusters of an estate, several at a time, and gives what the consumer made of each, in the estate's order.
 *
 * A dead, hanging or lying cluster costs only itself: it ends in its record like any other. What the consumer throws (a full disk) ends the run,
 * once the clusters that are being read have ended.
 */
export async function collectEstate<T>(
  estate: Estate,
  optionsOf: (member: EstateMember) => CollectOptions,
  consume: Consumer<T>,
  atOnce: number = CLUSTERS_AT_ONCE,
): Promise<readonly T[]> {
  const results: T[] = []
  const waiting = [...estate.members.entries()]
  let stopped = false
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined && !stopped; next = waiting.shift()) {
      const [index, member] = next
      results[index] = await consume(member, collectCluster(member, optionsOf(member)))
    }
  }
  const workers = Array.from({ length: Math.min(atOnce, waiting.length) }, () =>
    work().catch((error: unknown) => {
      stopped = true
      throw error
    }),
  )
  const ended = await Promise.allSettled(workers)
  for (const worker of ended) if (worker.status === 'rejected') throw worker.reason
  return results
}

/** A cluster and the marks by which it is known. */
export type Identified = { readonly cluster: string; readonly identity: ClusterIdentity }

/**
 * What page one says of clusters that are not what their names say, sorted: two entries that read one cluster, and entries whose cluster is another than
 * in the previous run. Empty where nothing is known to the contrary; marks that could not be read say nothing.
 */
export function identityNotes(
  clusters: readonly Identified[],
  previous: readonly Identified[],
): readonly string[] {
  const byUid = Map.groupBy(
    clusters.filter(({ identity }) => identity.uid !== undefined),
    ({ identity }) => identity.uid,
  )
  const duplicates = [...byUid.values()]
    .filter((same) => same.length > 1)
    .map((same) => `one cluster is listed as ${same.map(({ cluster }) => cluster).join(' and ')}`)
  const replaced = clusters.flatMap(({ cluster, identity }) => {
    const before = previous.find((other) => other.cluster === cluster)?.identity.uid
    const known = before !== undefined && identity.uid !== undefined
    return known && before !== identity.uid
      ? [`${cluster} is another cluster than in the previous run (its kube-system UID changed)`]
      : []
  })
  return [...duplicates, ...replaced].sort()
}
