import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CdeZone } from '../../analyse/diff/cde-border.ts'
import type { Analysed } from '../../analyse/diff/connectivity-diff.ts'
import type { ComparedCluster, ComparedSide } from '../../compare/compare.ts'
import { Fault, isFault } from '../../core/fault.ts'
import { groupedReasons } from '../../core/unread-lists.ts'
import { addressesNamedBy } from '../../evaluate/addresses-named.ts'
import { scopedEndpoints } from '../../evaluate/scoped-endpoints.ts'
import { scopedWorkloads } from '../../evaluate/scoped-workloads.ts'
import type { SegmentClass } from '../../model/check.ts'
import type { ComparisonSide } from '../../model/comparison.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { OBJECTS_FILE } from '../../snapshot/files.ts'
import { readObjects, readSnapshot } from '../../snapshot/read.ts'
import { fromFolder } from '../../collect/estate.ts'
import { kindReadings, kindReadingsOfFolder } from './kind-readings.ts'
import { pinnedInRun, type EvaluatedWith } from './evaluated-with.ts'
import type { Context } from '../context.ts'
import { definitionDigests } from '../period/definitions.ts'
import { loadPinnedOrganisation } from '../stages/catalogue.ts'
import { collectClusters } from '../stages/collect-clusters.ts'
import {
  analyseCluster,
  evaluateCluster,
  isDecisive,
  platformOptionsOf,
} from '../stages/evaluate-cluster.ts'
import { inputDigests, pinnedEstate } from '../stages/inputs.ts'
import { readEvaluation } from '../stages/evaluation-file.ts'
import { readRunRecord } from '../stages/run-record.ts'
import { toolOf } from '../tool.ts'

/** A run as a side of a comparison, and what it pins for a folder on the other side. */
export type RunSide = {
  readonly kind: 'run'
  readonly side: ComparedSide
  readonly pinned: () => EvaluatedWith
}

/** A folder as a side of a comparison: one cluster, whose name and evaluation the other side or the caller decides. */
export type FolderSide = {
  readonly kind: 'folder'
  readonly path: string
  /** UID of its kube-system, where the folder states it */
  readonly uid?: string
  readonly as: (cluster: string, basis: EvaluatedWith) => Promise<ComparedSide>
}

/** A side of a comparison from the folder of one run; `notes` are said before everything else. */
export async function sideOfRun(folder: string, notes: readonly string[] = []): Promise<RunSide> {
  const { runId, tool, startedAt, catalogueDigest, frameworks, families } = readRunRecord(folder)
  const organisation = loadPinnedOrganisation(folder)
  const estate = pinnedEstate(folder)
  const found = clusterFolders(join(folder, 'clusters'))
  const inputs = await inputDigests(folder)
  const clusters = found
    .filter(({ snapshot }) => isDecisive(snapshot))
    .map((one) => cluster(one, { organisation, members: estate.clusters, mesh: {} }))
  const chosen = { frameworks, ...(families === undefined ? {} : { families }) }
  const pinned = () => pinnedInRun({ name: runId, folder, catalogueDigest, inputs, ...chosen })
  const side = {
    side: sideOf(runId, startedAt, found),
    tool: `${tool.name} ${tool.version}`,
    catalogue: catalogueDigest,
    definitions: () => {
      const { catalogue } = pinned()
      return isFault(catalogue) ? undefined : definitionDigests(catalogue)
    },
    inputs,
    retired: estate.retired,
    notes,
    clusters,
  }
  return { kind: 'run', side, pinned }
}

/**
 * A side of a comparison from a folder of manifests or dumps, taken as one cluster and evaluated like one of a run. Throws Fault `MISSING` when
 * it cannot be read as one.
 */
export async function sideOfManifests(
  path: string,
  work: string,
  context: Context,
): Promise<FolderSide> {
  const startedAt = context.clock.now()
  const found = await readManifests(path, join(work, 'read'), undefined, context)
  const { uid } = found.snapshot.identity
  return {
    kind: 'folder',
    path,
    ...(uid === undefined ? {} : { uid }),
    as: async (name, basis) => {
      const configMaps = configMapsOf(name, basis)
      const isAsFound = configMaps === undefined || (!configMaps && !hasConfigMaps(found))
      const read = isAsFound
        ? found
        : await readManifests(path, join(work, 'as-the-estate-says'), configMaps, context)
      const kinds =
        configMaps === undefined ? kindReadingsOfFolder(read.snapshot) : kindReadings(read.snapshot)
      const named = { path: read.path, snapshot: { ...read.snapshot, cluster: name } }
      const unevaluated = await evaluateFolder(named, basis, context)
      const tool = toolOf(context.packageRoot)
      return {
        side: sideOf(path, startedAt, [named]),
        tool: `${tool.name} ${tool.version}`,
        catalogue: basis.catalogueDigest,
        inputs: basis.inputs,
        retired: [],
        isNamed: true,
        notes: assumedComplete(path, read.snapshot),
        ...(unevaluated === undefined ? {} : { unevaluated }),
        clusters: [{ ...cluster(named, basis), kinds }],
      }
    },
  }
}

function hasConfigMaps({ snapshot }: ClusterFolder): boolean {
  return snapshot.resources.some(({ resource }) => resource === 'configmaps')
}

/** As the estate says it of the cluster that a folder is; undefined: they are taken where they lie there. */
function configMapsOf(
  name: string,
  { members, configMapsToo }: EvaluatedWith,
): boolean | undefined {
  const asked = members.find((one) => one.name === name)?.configMaps === true
  return asked || !configMapsToo ? asked : undefined
}

/** Reads a folder into a work folder of its own. `configMaps`: as an estate says it of a cluster; undefined: where they lie there. */
async function readManifests(
  path: string,
  work: string,
  configMaps: boolean | undefined,
  context: Context,
): Promise<ClusterFolder> {
  mkdirSync(work, { recursive: true })
  await collectClusters(work, fromFolder(path, configMaps), { previousClusters: {} }, context)
  const [found] = clusterFolders(work)
  if (found !== undefined && isDecisive(found.snapshot)) return found
  const reasons = found?.snapshot.reasons.join('; ') ?? 'nothing in it'
  throw new Fault('MISSING', `${path} could not be read as a cluster: ${reasons}`, {
    hint: 'give a folder of manifests, of dumps, or of one run',
  })
}

/** What evaluating a folder may take at the most, as that of a cluster by default; only the organisation's checks are held to it. */
const LONGEST_SECONDS = 1800

/** Evaluates a folder like a cluster of a run; gives why not, where the catalogue cannot be used. */
async function evaluateFolder(
  { path, snapshot }: ClusterFolder,
  { catalogue, organisation, members }: EvaluatedWith,
  context: Context,
): Promise<string | undefined> {
  if (isFault(catalogue)) return catalogue.message
  const member = members.find(({ name }) => name === snapshot.cluster)
  const platform = platformOptionsOf(member, organisation)
  const evaluatedAt = context.clock.now()
  const basis = { catalogue, organisation, evaluatedAt, deadlineSeconds: LONGEST_SECONDS }
  await evaluateCluster(path, snapshot, basis, platform, context.log)
  return undefined
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
    clusters: clusters.map(({ snapshot: { cluster, status, reasons, gaps, identity, root } }) => ({
      name: cluster,
      status,
      ...(reasons.length === 0 ? {} : { reasons: groupedReasons(reasons, gaps, Infinity) }),
      ...(identity.uid === undefined ? {} : { uid: identity.uid }),
      root,
    })),
  }
}

/** What a cluster was or is evaluated with, as far as its analysis depends on it. */
type AnalysedWith = Pick<EvaluatedWith, 'organisation' | 'members' | 'mesh'>

function cluster(folder: ClusterFolder, basis: AnalysedWith): ComparedCluster {
  const { path, snapshot } = folder
  const evaluation = readEvaluation(path)
  return {
    name: snapshot.cluster,
    ...(evaluation === undefined ? {} : { evaluation }),
    objects: () => readObjects(join(path, OBJECTS_FILE)),
    analysed: () => analysed(folder, basis),
    kinds: kindReadings(snapshot),
  }
}

/** A cluster analysed as for its evaluation, with what the scope says of each endpoint. */
async function analysed(
  { path, snapshot }: ClusterFolder,
  { organisation, members, mesh }: AnalysedWith,
): Promise<Analysed> {
  const { scope } = organisation
  const member = members.find(({ name }) => name === snapshot.cluster)
  const options = { ...platformOptionsOf(member, organisation), ...mesh }
  const found = await analyseCluster(path, snapshot, options, addressesNamedBy(organisation))
  const { cluster: indexed, reachability } = found
  if (scope === undefined) return found
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
