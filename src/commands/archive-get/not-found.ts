import { Fault } from '../../core/fault.ts'
import { objectKeyParts } from '../../core/object-key.ts'
import type { ObjectKey } from '../../model/object.ts'
import { nearestKeys } from '../../snapshot/find-object.ts'
import { archivedClusters, linesOf, snapshotIn, type ArchivedCluster } from './archived-cluster.ts'
import type { Committed } from './committed.ts'

/** So many keys are named that come near to one that is not there. */
const MOST_NEAR = 3

/**
 * That no cluster of a run has an object: which keys are near, and where nothing follows from its absence, since its kind or its cluster was not read.
 */
export async function notFound(
  committed: Committed,
  clusters: readonly ArchivedCluster[],
  key: ObjectKey,
): Promise<Fault> {
  const [near, unread] = [
    await nearIn(committed, clusters, key),
    await unreadIn(committed, clusters, key),
  ]
  const where = clusters.map(({ name }) => name).join(', ')
  const said = [
    near.length === 0 ? 'no key comes near' : `the nearest: ${near.join(', ')}`,
    ...(unread.length === 0 ? [] : [`nothing follows for what was not read: ${unread.join('; ')}`]),
  ]
  return new Fault(
    'MISSING',
    `${key} is not among the archived objects of ${where || 'any cluster'}`,
    {
      hint: said.join('; '),
    },
  )
}

async function nearIn(
  committed: Committed,
  clusters: readonly ArchivedCluster[],
  key: ObjectKey,
): Promise<readonly string[]> {
  const near = []
  for (const cluster of clusters)
    for (const each of await nearestKeys(linesOf(committed, cluster), key, MOST_NEAR))
      near.push({ ...each, cluster: cluster.name })
  return near
    .sort((one, two) => one.distance - two.distance)
    .slice(0, MOST_NEAR)
    .map((each) => `${each.key} (${each.cluster})`)
}

/** Lists of the key's kind that were not read whole, and clusters that were not read at all. */
async function unreadIn(
  committed: Committed,
  clusters: readonly ArchivedCluster[],
  key: ObjectKey,
): Promise<readonly string[]> {
  const { group, kind } = objectKeyParts(key)
  const said: string[] = []
  for (const cluster of clusters) {
    const { resources, gaps } = await snapshotIn(committed, cluster)
    const its = resources.filter((each) => each.kind === kind && groupOf(each.resource) === group)
    for (const { resource } of its)
      for (const { status, namespace } of gaps.filter((gap) => gap.resource === resource))
        said.push(
          `${resource} in ${cluster.name}${namespace === undefined ? '' : `, namespace ${namespace}`}: ${status}`,
        )
  }
  const read = new Set(archivedClusters(committed).map(({ name }) => name))
  for (const { name, status } of committed.manifest.clusters)
    if (!read.has(name)) said.push(`cluster ${name}: ${status}`)
  return said
}

/** `networkpolicies.networking.k8s.io` is of the group `networking.k8s.io`. */
function groupOf(resource: string): string {
  const dot = resource.indexOf('.')
  return dot < 0 ? '' : resource.slice(dot + 1)
}
