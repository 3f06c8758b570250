import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CdeZone } from '../analyse/cde-border.ts'
import type { Analysed } from '../analyse/connectivity-diff.ts'
import type { ComparedCluster, ComparedSide } from '../compare/compare.ts'
import { Fault } from '../core/fault.ts'
import { scopedEndpoints } from '../evaluate/scoped-endpoints.ts'
import { scopedWorkloads } from '../evaluate/scoped-workloads.ts'
import type { SegmentClass } from '../model/check.ts'
import type { ComparisonSide } from '../model/comparison.ts'
import type { Scope } from '../model/scope.ts'
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

/** A run as a side of a comparison, and the scope that is pinned in it. */
export type RunSide = {
  readonly kind: 'run'
  readonly side: ComparedSide
  readonly scope: Scope | undefined
}

/** A folder as a side of a comparison: one cluster, whose name and scope the other side or the caller knows. */
export type FolderSide = {
  readonly kind: 'folder'
  readonly path: string
  /** UID of its kube-system, where the folder states it */
  readonly uid?: string
  readonly as: (cluster: string, scope: Scope | undefined) => ComparedSide
}

/** A side of a comparison from the folder of one run; `notes` are said before everything else. */
export async function sideOfRun(folder: string, notes: readonly string[] = []): Promise<RunSide> {
  const { runId, tool, startedAt, catalogueDigest } = readRunRecord(folder)
  const { scope } = loadOrganisation(pinnedOrganisation(folder, existsSync))
  const clusters = clusterFolders(join(folder, 'clusters'))
  const side = {
    side: sideOf(runId, startedAt, clusters),
    tool: `${tool.name} ${tool.version}`,
    catalogue: catalogueDigest,
    inputs: await inputDigests(folder),
    retired: pinnedRetired(folder),
    notes,
    clusters: clusters
      .filter(({ snapshot }) => wasRead(snapshot))
      .map((one) => cluster(one, scope)),
  }
  return { kind: 'run', side, scope }
}

/**
 * A side of a comparison from a folder of manifests or dumps, taken as one cluster; nothing of it is evaluated. Throws Fault `MISSING` when it
 * cannot be read as one.
 */
export async function sideOfManifests(
  path: string,
  work: string,
  context: Context,
): Promise<FolderSide> {
  mkdirSync(work, { recursive: true })
  const open = { startedAt: context.clock.now(), previousClusters: {} }
  await collectClusters(work, fromFolder(path), open, context)
  const [found] = clusterFolders(work)
  if (found === undefined || !wasRead(found.snapshot)) {
    const reasons = found?.snapshot.reasons.join('; ') ?? 'nothing in it'
    throw new Fault('MISSING', `${path} could not be read as a cluster: ${reasons}`, {
      hint: 'give a folder of manifests, of dumps, or of one run',
    })
  }
  const { uid } = found.snapshot.identity
  return {
    kind: 'folder',
    path,
    ...(uid === undefined ? {} : { uid }),
    as: (name, scope) => {
      const named = { path: found.path, snapshot: { ...found.snapshot, cluster: name } }
      return {
        side: sideOf(path, open.startedAt, [named]),
        inputs: {},
        retired: [],
        notes: assumedComplete(path, found.snapshot),
        clusters: [cluster(named, scope)],
      }
    },
  }
}

/** A folder that does not say how it was taken is one that says nothing of what it lacks. */
function assumedComplete(path: string, { source }: Snapshot): readonly string[] {
  return source.kind === 'folder' && source.statedBy === 'assumed'
    ? [`${path} is taken as complete; when it was taken is not known`]
    : []
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

function cluster({ path, snapshot }: ClusterFolder, scope: Scope | undefined): ComparedCluster {
  const evaluation = readEvaluation(path)
  return {
    name: snapshot.cluster,
    ...(evaluation === undefined ? {} : { evaluation }),
    objects: () => readObjects(join(path, OBJECTS_FILE)),
    analysed: () => analysed(path, snapshot, scope),
    gaps: [...new Set(snapshot.gaps.map(({ resource }) => resource))].sort(),
  }
}

/** A cluster analysed, with what the scope says of each endpoint. */
async function analysed(
  path: string,
  snapshot: Snapshot,
  scope: Scope | undefined,
): Promise<Analysed> {
  const found = await analyseCluster(path, snapshot, scope?.platformNamespaces ?? [])
  const { cluster: indexed, reachability } = found
  const workloads = scopedWorkloads(indexed, reachability, scope)
  const classes = new Map(
    scopedEndpoints(reachability, workloads, scope).map((each) => [each.endpoint, each.classes]),
  )
  return {
    ...found,
    zonesOf: (endpoint) =>
      endpoint.kind === 'addresses' ? ['outside'] : (classes.get(endpoint) ?? []).map(zoneOf),
  }
}

function zoneOf(segment: SegmentClass): CdeZone {
  if (segment === 'cde') return 'cde'
  return segment === 'unclassified' ? 'undeclared' : 'outside'
}
