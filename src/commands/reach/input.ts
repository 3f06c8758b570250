import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { UndeclaredMesh } from '../../analyse/mesh.ts'
import { fromFolder, readEstate } from '../../collect/estate.ts'
import { Fault } from '../../core/fault.ts'
import { gather } from '../../core/gather.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Estate } from '../../model/estate.ts'
import type { Organisation } from '../../model/scope.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { loadConfiguration, type Configuration } from '../configuration.ts'
import { flagOption, listOption, textOption, type Context, type Options } from '../context.ts'
import { withTemporaryFolder } from '../named-folder.ts'
import { estateOf } from '../stages/basis.ts'
import { loadOrganisation, loadPinnedOrganisation } from '../stages/catalogue.ts'
import { collectClusters } from '../stages/collect-clusters.ts'
import { fetchRun } from '../stages/fetch-run.ts'
import { foundIn, modelOf, onlyOne, platformOf, type Found, type Written } from './found.ts'
import { pinnedEstate } from '../stages/inputs.ts'
import { openArchiveToRead } from '../stages/store.ts'

/** A cluster, and the organisation's files: those pinned in its run, else those of the configuration. */
export type Reached = {
  readonly cluster: Cluster
  readonly organisation: Organisation
  readonly platformNamespaces: readonly string[]
}

/**
 * The one cluster that a question is about: of an archived run (`--run`), of a folder (`--in`), or read now. Nothing is kept of it but its model.
 *
 * Throws Fault `USAGE` where several clusters may be meant, `MISSING` where it could not be read, `CONFIGURATION` where a file of the organisation has
 * faults, whatever is asked. `mesh`: as checks see it, or, by default, taken to run where no namespace is declared as platform.
 */
export async function reached(
  context: Context,
  options: Options,
  mesh: UndeclaredMesh = { undeclaredMesh: 'runs' },
): Promise<Reached> {
  if (textOption(options, 'run') !== undefined && textOption(options, 'in') !== undefined)
    throw new Fault('USAGE', '--run and --in exclude each other')
  return withTemporaryFolder('reach', async (work) => {
    const { found, written } = await readInto(work, context, options)
    return {
      cluster: await modelOf(found, written, mesh),
      organisation: written.organisation,
      platformNamespaces: platformOf(found, written),
    }
  })
}

/** What was read, and what people wrote of it. */
type Read = { readonly found: Found; readonly written: Written }

function readInto(work: string, context: Context, options: Options): Promise<Read> {
  const [run, folder] = [textOption(options, 'run'), textOption(options, 'in')]
  if (run !== undefined) return readRun(context, options, run, work)
  return folder === undefined
    ? readNow(context, options, work)
    : readFolder(context, options, folder, work)
}

/**
 * A folder of manifests or dumps as a cluster, with what is configured, as of `exhibit compare`: `--cluster` says which entry of the estate it is.
 */
async function readFolder(
  context: Context,
  options: Options,
  folder: string,
  work: string,
): Promise<Read> {
  const path = resolve(context.cwd, folder)
  if (!existsSync(path))
    throw new Fault('USAGE', `there is no folder ${folder}`, {
      hint: "name a folder of manifests or of 'kubectl get -o yaml' dumps",
    })
  const { estate, organisation: files } = loadConfiguration(context, options)
  const { organisation, members } = await gather({
    organisation: () => loadOrganisation(files),
    members: () => (estate === undefined ? [] : readEstate(estate).members),
  })
  const name = textOption(options, 'cluster')
  const asked = members.some((one) => one.name === name && one.configMaps)
  await collect(fromFolder(path, asked || undefined), work, context)
  const found = onlyOne(foundIn(work).map((one) => named(one, name)))
  sayAssumed(folder, found.snapshot, context)
  return { found, written: { organisation, members: members.filter((one) => one.name === name) } }
}

async function readNow(context: Context, options: Options, work: string): Promise<Read> {
  const configuration = loadConfiguration(context, options)
  const { organisation, estate } = await gather({
    organisation: () => loadOrganisation(configuration.organisation),
    estate: () => liveEstate(configuration, context, options),
  })
  await collect(estate, work, context)
  return { found: onlyOne(foundIn(work)), written: { organisation, members: estate.members } }
}

async function collect(estate: Estate, work: string, context: Context): Promise<void> {
  const open = { startedAt: context.clock.now(), previousClusters: {} }
  await collectClusters(work, estate, open, context)
}

/** A folder with collected.yaml states itself what it lacks. */
function sayAssumed(folder: string, { source }: Snapshot, { log }: Context): void {
  if (source.kind === 'folder' && source.statedBy === 'assumed')
    log.info(`${folder} is taken as complete`)
}

function liveEstate(configuration: Configuration, context: Context, options: Options): Estate {
  const kubeconfig = textOption(options, 'kubeconfig')
  return estateOf(configuration, {
    clusters: listOption(options, 'cluster'),
    allowExec: flagOption(options, 'allowExec'),
    ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(context.cwd, kubeconfig) }),
  })
}

async function readRun(
  context: Context,
  options: Options,
  run: string,
  work: string,
): Promise<Read> {
  const store = await openArchiveToRead(loadConfiguration(context, options), context)
  const folder = join(work, 'run')
  mkdirSync(folder)
  await fetchRun(store, run, folder, context.clock.now())
  const organisation = loadPinnedOrganisation(folder)
  const members = pinnedEstate(folder).clusters
  const wanted = listOption(options, 'cluster')
  const found = foundIn(join(folder, 'clusters')).filter(
    ({ snapshot }) => wanted.length === 0 || wanted.includes(snapshot.cluster),
  )
  return { found: onlyOne(found), written: { organisation, members } }
}

function named(found: Found, name: string | undefined): Found {
  return name === undefined ? found : { ...found, snapshot: { ...found.snapshot, cluster: name } }
}
