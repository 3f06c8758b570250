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

/** The same of an earlier run. */
export type IdentifiedBefore = Identified & { readonly runId: string }

/**
 * What page one says of clusters that are not what their names say, sorted: two entries that read one cluster, and entries whose cluster is another than
 * in an earlier run. By the UID of kube-system; where one of two could not be read, by server and CA certificate, and then as a possibility.
 */
export function identityNotes(
  clusters: readonly Identified[],
  previous: readonly IdentifiedBefore[],
): readonly string[] {
  return [
    ...duplicates(clusters),
    ...clusters.flatMap((one) => {
      const before = previous.find(({ cluster }) => cluster === one.cluster)
      return before === undefined ? [] : replacement(one, before)
    }),
  ].sort()
}

function duplicates(clusters: readonly Identified[]): readonly string[] {
  const byUid = Map.groupBy(clusters, ({ identity }) => identity.uid)
  const same = [...byUid].flatMap(([uid, all]) => {
    const names = all.map(({ cluster }) => cluster).join(' and ')
    return uid === undefined || all.length < 2 ? [] : `one cluster is listed as ${names}`
  })
  const byServer = Map.groupBy(clusters, ({ identity }) => serverOf(identity))
  const alike = [...byServer].flatMap(([server, all]) => {
    const someUnknown = all.some(({ identity }) => identity.uid === undefined)
    if (server === undefined || all.length < 2 || !someUnknown) return []
    const names = all.map(({ cluster }) => cluster).join(' and ')
    return `${names} may be one cluster: they have the same server and CA certificate, and ${NO_UID}`
  })
  return [...same, ...alike]
}

const NO_UID = 'the UID of kube-system could not be read'

/** Server and CA certificate of a cluster; undefined for folders that do not say. */
function serverOf({ server, caDigest }: ClusterIdentity): string | undefined {
  return server === undefined ? undefined : `${server} ${caDigest ?? ''}`
}

function replacement(
  { cluster, identity: now }: Identified,
  { identity: before, runId }: IdentifiedBefore,
): readonly string[] {
  if (now.uid !== undefined && before.uid !== undefined)
    return now.uid === before.uid
      ? []
      : [`${cluster} is another cluster than in run ${runId} (its kube-system UID changed)`]
  const known = now.caDigest !== undefined && before.caDigest !== undefined
  return known && now.caDigest !== before.caDigest
    ? [
        `${cluster} may be another cluster than in run ${runId}: its CA certificate changed, and ${NO_UID}`,
      ]
    : []
}
