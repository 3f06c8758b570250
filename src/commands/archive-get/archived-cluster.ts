import { clusterFolder } from '../../archive/layout.ts'
import { recordedFile, recordedPieces } from '../../archive/recorded.ts'
import type { Digest } from '../../core/digest.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { OBJECTS_FILE, SNAPSHOT_FILE } from '../../snapshot/files.ts'
import { parseSnapshot } from '../../snapshot/read.ts'
import type { Committed } from './committed.ts'

/** The largest snapshot.json that is read, in bytes. */
const LARGEST_SNAPSHOT = 256 << 20

/** One cluster of a run whose objects were archived. */
export type ArchivedCluster = {
  readonly name: string
  readonly folder: string
  readonly objects: Digest
}

/** The objects of a cluster as they were archived, in pieces. */
export function linesOf(
  { store }: Committed,
  { folder, objects }: ArchivedCluster,
): AsyncIterable<Uint8Array> {
  return recordedPieces(store, folder + OBJECTS_FILE, objects)
}

/** What a cluster's snapshot records. */
export async function snapshotIn(
  { store, manifest, folder }: Committed,
  cluster: ArchivedCluster,
): Promise<Snapshot> {
  const path = cluster.folder.slice(folder.length) + SNAPSHOT_FILE
  return parseSnapshot(await recordedFile(store, manifest, path, LARGEST_SNAPSHOT), path)
}

/** The clusters of a run of which anything was read, by name. */
export function archivedClusters({
  manifest,
  files,
  folder,
}: Committed): readonly ArchivedCluster[] {
  return manifest.clusters.flatMap(({ name, status }) => {
    const objects = files.get(clusterFolder(name) + OBJECTS_FILE)
    if (objects === undefined || (status !== 'complete' && status !== 'partial')) return []
    return [{ name, folder: folder + clusterFolder(name), objects }]
  })
}
