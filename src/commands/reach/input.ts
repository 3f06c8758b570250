import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { indexCluster } from '../../analyse/cluster.ts'
import { fromFolder } from '../../collect/estate.ts'
import { Fault } from '../../core/fault.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Estate } from '../../model/estate.ts'
import type { Organisation } from '../../model/scope.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { OBJECTS_FILE } from '../../snapshot/files.ts'
import { readObjects, readSnapshot } from '../../snapshot/read.ts'
import { loadConfiguration } from '../configuration.ts'
import { flagOption, listOption, textOption, type Context, type Options } from '../context.ts'
import { withTemporaryFolder } from '../named-folder.ts'
import { estateOf } from '../stages/basis.ts'
import { loadOrganisation } from '../stages/catalogue.ts'
import { collectClusters } from '../stages/collect-clusters.ts'
import { wasRead } from '../stages/evaluate-cluster.ts'
import { fetchRun } from '../stages/fetch-run.ts'
import { pinnedOrganisation } from '../stages/inputs.ts'
import { openArchiveToRead } from '../stages/store.ts'

/**
 * The one cluster that a question is about: of an archived run (`--run`), of a folder (`--in`), or read now. Nothing is kept of it but its model.
 *
 * Throws Fault `USAGE` where several clusters may be meant, `MISSING` where it could not be read.
 */
export async function reachedCluster(context: Context, options: Options): Promise<Cluster> {
  return (await withTemporaryFolder('reach', (work) => indexed(context, options, work, false)))
    .cluster
}

/** The same with the organisation's files: those pinned in the run, else those of the configuration. */
export async function reachedWithOrganisation(
  context: Context,
  options: Options,
): Promise<Reached> {
  return withTemporaryFolder('reach', (work) => indexed(context, options, work, true))
}

/** A cluster, and what the organisation says of it as far as it was asked for. */
export type Reached = { readonly cluster: Cluster; readonly organisation: Organisation }

/** A folder of manifests or dumps as a cluster. */
export async function clusterOfFolder(context: Context, path: string): Promise<Cluster> {
  return reachedCluster(context, { in: path })
}

async function indexed(
  context: Context,
  options: Options,
  work: string,
  asked: boolean,
): Promise<Reached> {
  const run = textOption(options, 'run')
  const folder = textOption(options, 'in')
  if (run !== undefined && folder !== undefined)
    throw new Fault('USAGE', '--run and --in exclude each other')
  if (run !== undefined) return clusterOfRun(context, options, run, work)
  const estate = folder === undefined ? liveEstate(context, options) : folderEstate(context, folder)
  const open = { startedAt: context.clock.now(), previousClusters: {} }
  await collectClusters(work, estate, open, context)
  const isConfigured = folder === undefined || asked
  const configured = isConfigured ? loadConfiguration(context, options).organisation : {}
  const organisation = loadOrganisation(asked ? configured : { scope: configured.scope })
  const cluster = await modelOf(work, options, organisation)
  if (folder !== undefined) sayAssumed(folder, cluster.snapshot, context)
  return { cluster, organisation }
}

/** A folder with collected.yaml states itself what it lacks. */
function sayAssumed(folder: string, { source }: Snapshot, { log }: Context): void {
  if (source.kind === 'folder' && source.statedBy === 'assumed')
    log.info(`${folder} is taken as complete`)
}

function folderEstate(context: Context, folder: string): Estate {
  const path = resolve(context.cwd, folder)
  if (existsSync(path)) return fromFolder(path)
  throw new Fault('USAGE', `there is no folder ${folder}`, {
    hint: "name a folder of manifests or of 'kubectl get -o yaml' dumps",
  })
}

function liveEstate(context: Context, options: Options): Estate {
  const kubeconfig = textOption(options, 'kubeconfig')
  return estateOf(loadConfiguration(context, options), {
    clusters: listOption(options, 'cluster'),
    allowExec: flagOption(options, 'allowExec'),
    ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(context.cwd, kubeconfig) }),
  })
}

async function clusterOfRun(
  context: Context,
  options: Options,
  run: string,
  work: string,
): Promise<Reached> {
  const store = await openArchiveToRead(loadConfiguration(context, options), context)
  mkdirSync(join(work, 'run'))
  await fetchRun(store, run, join(work, 'run'), context.clock.now())
  const organisation = loadOrganisation(pinnedOrganisation(join(work, 'run'), existsSync))
  return {
    cluster: await modelOf(join(work, 'run', 'clusters'), options, organisation),
    organisation,
  }
}

type Found = { readonly path: string; readonly snapshot: Snapshot }

function modelOf(folder: string, options: Options, { scope }: Organisation): Promise<Cluster> {
  const wanted = listOption(options, 'cluster')
  const found = readdirSync(folder)
    .map((name) => ({ path: join(folder, name), snapshot: readSnapshot(join(folder, name)) }))
    .filter(({ snapshot }) => wanted.length === 0 || wanted.includes(snapshot.cluster))
  const { path, snapshot } = onlyOne(found)
  const objects = readObjects(join(path, OBJECTS_FILE))
  return indexCluster(snapshot, objects, { platformNamespaces: scope?.platformNamespaces ?? [] })
}

function onlyOne(found: readonly Found[]): Found {
  const read = found.filter(({ snapshot }) => wasRead(snapshot))
  const [first, ...more] = read
  if (first === undefined) {
    const reasons = found.flatMap(({ snapshot }) => snapshot.reasons)
    throw new Fault('MISSING', `no cluster was read: ${reasons[0] ?? 'none of that name'}`, {
      hint: 'nothing can be said of what was not read',
    })
  }
  if (more.length === 0) return first
  throw new Fault('USAGE', `${read.length} clusters may be meant`, {
    hint: `choose one with --cluster: ${read.map(({ snapshot }) => snapshot.cluster).join(', ')}`,
  })
}
