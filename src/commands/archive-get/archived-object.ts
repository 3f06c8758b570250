import type { Digest } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import { suggestion } from '../../core/nearest.ts'
import { objectKeyParts } from '../../core/object-key.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { ResourceRecord } from '../../model/snapshot.ts'
import { OBJECTS_FILE } from '../../snapshot/files.ts'
import { objectsNamed, type ArchivedObject } from '../../snapshot/find-object.ts'
import { keyPrefix } from '../../snapshot/root.ts'
import { verifyObjects, verifyRecord } from '../../snapshot/verify.ts'
import { archivedClusters, linesOf, snapshotIn, type ArchivedCluster } from './archived-cluster.ts'
import type { Committed } from './committed.ts'
import { notFound } from './not-found.ts'

/** An archived object, and everything that says where it stands. */
export type ObjectInRun = ArchivedObject & {
  readonly run: string
  readonly cluster: string
  /** path of the file in the archive that has its line, and that file's digest */
  readonly file: { readonly path: string; readonly digest: Digest }
  /** the list that it came with: digest over the lines of all its objects */
  readonly resource: Pick<ResourceRecord, 'resource' | 'root' | 'count'>
  /** the digest that names the snapshot, over those of its lists */
  readonly snapshotRoot: Digest
  /** SHA-256 of the run's SHA256SUMS, and the number of the log entry that holds it */
  readonly sumsDigest: Digest
  readonly entry: number
}

/**
 * The one object of a run that a key names, whatever its version. The objects of its cluster are counted and digested anew, so that the digests printed with it hold.
 *
 * Throws Fault `USAGE` where several clusters have it and none is named, `MISSING` where none has, with the nearest keys, `VERIFICATION_FAILED` where the objects are
 * not those that the snapshot's record names.
 */
export async function objectOfRun(
  committed: Committed,
  key: ObjectKey,
  cluster: string | undefined,
): Promise<ObjectInRun> {
  requireKey(key)
  requireRun(committed)
  const clusters = asked(committed, cluster)
  const found: { cluster: ArchivedCluster; objects: readonly ArchivedObject[] }[] = []
  for (const each of clusters) {
    const objects = await objectsNamed(linesOf(committed, each), key)
    if (objects.length > 0) found.push({ cluster: each, objects })
  }
  const [first, ...others] = found
  if (first === undefined) throw await notFound(committed, clusters, key)
  if (others.length > 0) throw inSeveral(key, names(found))
  return inRun(committed, first.cluster, oneOf(first.objects, key))
}

function names(found: readonly { readonly cluster: ArchivedCluster }[]): readonly string[] {
  return found.map(({ cluster }) => cluster.name)
}

function requireKey(key: ObjectKey): void {
  const { version, kind, name } = objectKeyParts(key)
  if (version !== '' && kind !== '' && name !== '') return
  throw new Fault('USAGE', `${JSON.stringify(key)} is not the key of an object`, {
    hint: 'it has five parts, group/version/Kind/namespace/name, empty ones kept: networking.k8s.io/v1/NetworkPolicy/shop/deny, /v1/Namespace//shop',
  })
}

/** Throws Fault `USAGE` for a report, with the runs that it was made from. */
export function requireRun({ entry, manifest }: Committed): void {
  if (entry.kind !== 'run') throw reportGiven({ entry, manifest })
}

/** The Fault `USAGE` of a report where a run is needed: it names the runs that it was made from. */
export function reportGiven({ entry, manifest }: Pick<Committed, 'entry' | 'manifest'>): Fault {
  const runs = (manifest.runs ?? []).map(({ id }) => id)
  return new Fault(
    'USAGE',
    `${entry.runId} is a report: objects and controls are in the runs it was made from`,
    {
      hint: `give one of its runs: ${runs.slice(0, 5).join(', ')}${runs.length > 5 ? ', ...' : ''}`,
    },
  )
}

function asked(committed: Committed, cluster: string | undefined): readonly ArchivedCluster[] {
  const clusters = archivedClusters(committed)
  if (cluster === undefined) return clusters
  const known = committed.manifest.clusters.map(({ name }) => name)
  if (!known.includes(cluster)) {
    throw new Fault(
      'MISSING',
      `run ${committed.entry.runId} has no cluster ${JSON.stringify(cluster)}${suggestion(cluster, known)}`,
    )
  }
  return clusters.filter(({ name }) => name === cluster)
}

function inSeveral(key: ObjectKey, clusters: readonly string[]): Fault {
  return new Fault('USAGE', `${key} is in ${clusters.length} clusters: ${clusters.join(', ')}`, {
    hint: 'say which one is meant: --cluster NAME',
  })
}

/** Where a folder held several versions of one object, only its very key names one of them. */
function oneOf(objects: readonly ArchivedObject[], key: ObjectKey): ArchivedObject {
  const [first, ...others] = objects
  const exact = objects.find((each) => each.key === key)
  if (exact !== undefined) return exact
  if (first !== undefined && others.length === 0) return first
  throw new Fault('USAGE', `${key} is archived in ${objects.length} versions`, {
    hint: `give the very key: ${objects.map((each) => each.key).join(', ')}`,
  })
}

async function inRun(
  committed: Committed,
  cluster: ArchivedCluster,
  found: ArchivedObject,
): Promise<ObjectInRun> {
  const snapshot = await snapshotIn(committed, cluster)
  const wrong = [
    ...verifyRecord(snapshot),
    ...(await verifyObjects(linesOf(committed, cluster), snapshot)),
  ]
  const prefix = keyPrefix(found.object)
  const resource = snapshot.resources.find(
    (record) => record.count > 0 && keyPrefix(record) === prefix,
  )
  if (wrong.length > 0 || resource === undefined) {
    throw new Fault(
      'VERIFICATION_FAILED',
      `the objects of ${cluster.name} are not those that its snapshot names: ${wrong[0] ?? found.key}`,
      { hint: "'exhibit verify --deep' on the archive says what else is wrong" },
    )
  }
  const { entry } = committed
  return {
    ...found,
    run: entry.runId,
    cluster: cluster.name,
    file: { path: cluster.folder + OBJECTS_FILE, digest: cluster.objects },
    resource: { resource: resource.resource, root: resource.root, count: resource.count },
    snapshotRoot: snapshot.root,
    sumsDigest: entry.sumsDigest,
    entry: entry.number,
  }
}
