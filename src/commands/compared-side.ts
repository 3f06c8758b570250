import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ComparedCluster, ComparedSide } from '../compare/compare.ts'
import type { ComparisonSide } from '../model/comparison.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { OBJECTS_FILE } from '../snapshot/files.ts'
import { readObjects, readSnapshot } from '../snapshot/read.ts'
import { fromFolder } from '../collect/estate.ts'
import type { Context } from './context.ts'
import { loadOrganisation } from './stages/catalogue.ts'
import { collectClusters } from './stages/collect-clusters.ts'
import { analyseCluster, wasRead } from './stages/evaluate-cluster.ts'
import { inputDigests, pinnedOrganisation, pinnedRetired } from './stages/inputs.ts'
import { readEvaluation } from './stages/report-source.ts'
import { readRunRecord } from './stages/run-record.ts'

/** A side of a comparison from the folder of one run. */
export async function sideOfRun(folder: string): Promise<ComparedSide> {
  const { runId, tool, startedAt, catalogueDigest } = readRunRecord(folder)
  const { scope } = loadOrganisation(pinnedOrganisation(folder, existsSync))
  const platform = scope?.platformNamespaces ?? []
  const clusters = clusterFolders(join(folder, 'clusters'))
  return {
    side: sideOf(runId, startedAt, clusters),
    tool: `${tool.name} ${tool.version}`,
    catalogue: catalogueDigest,
    inputs: await inputDigests(folder),
    retired: pinnedRetired(folder),
    clusters: clusters
      .filter(({ snapshot }) => wasRead(snapshot))
      .map((one) => cluster(one, platform)),
  }
}

/** A side of a comparison from a folder of manifests or dumps, taken as one cluster; nothing of it is evaluated. */
export async function sideOfManifests(
  path: string,
  work: string,
  context: Context,
): Promise<ComparedSide & { readonly reasons: readonly string[] }> {
  mkdirSync(work, { recursive: true })
  const open = { startedAt: context.clock.now(), previousClusters: {} }
  const { members, ...estate } = fromFolder(path)
  const named = members.map((member) => ({ ...member, name: 'folder' }))
  await collectClusters(work, { ...estate, members: named }, open, context)
  const clusters = clusterFolders(work)
  return {
    side: sideOf(path, open.startedAt, clusters),
    inputs: {},
    retired: [],
    reasons: clusters.flatMap(({ snapshot }) => snapshot.reasons),
    clusters: clusters.filter(({ snapshot }) => wasRead(snapshot)).map((one) => cluster(one, [])),
  }
}

type ClusterFolder = { readonly path: string; readonly snapshot: Snapshot }

function clusterFolders(folder: string): readonly ClusterFolder[] {
  return readdirSync(folder)
    .map((name) => ({ path: join(folder, name), snapshot: readSnapshot(join(folder, name)) }))
    .sort((one, two) => (one.snapshot.cluster < two.snapshot.cluster ? -1 : 1))
}

function sideOf(
  name: string,
  startedAt: string,
  clusters: readonly ClusterFolder[],
): ComparisonSide {
  const times = clusters.map(({ snapshot }) => snapshot.takenFrom).sort()
  return {
    name,
    asOf: times[0] ?? startedAt,
    clusters: clusters.map(({ snapshot: { cluster, status, identity, root } }) => ({
      name: cluster,
      status,
      ...(identity.uid === undefined ? {} : { uid: identity.uid }),
      root,
    })),
  }
}

function cluster({ path, snapshot }: ClusterFolder, platform: readonly string[]): ComparedCluster {
  const evaluation = readEvaluation(path)
  return {
    name: snapshot.cluster,
    ...(evaluation === undefined ? {} : { evaluation }),
    objects: () => readObjects(join(path, OBJECTS_FILE)),
    analysed: () => analyseCluster(path, snapshot, platform),
    gaps: [...new Set(snapshot.gaps.map(({ resource }) => resource))].sort(),
  }
}
