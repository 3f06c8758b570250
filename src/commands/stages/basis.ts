import { join } from 'node:path'
import { fromKubeconfig, readEstate } from '../../collect/estate.ts'
import { Fault, isFault } from '../../core/fault.ts'
import { gather, joinedFault } from '../../core/gather.ts'
import { suggestion } from '../../core/nearest.ts'
import type { Catalogue } from '../../model/control.ts'
import type { Estate } from '../../model/estate.ts'
import type { UnknownCluster } from '../../model/report.ts'
import type { Organisation } from '../../model/scope.ts'
import {
  loadConfiguration,
  namedFiles,
  type Configuration,
  type NamedFiles,
} from '../configuration.ts'
import type { Context, Options } from '../context.ts'
import { knownControls, catalogueInUse, loadOrganisation } from './catalogue.ts'
import { clusterNames, unknownIn, type FileRemark } from './file-remarks.ts'

/** What is collected. */
export type CollectRequest = EstateRequest & {
  /** whether this run makes up for a slot that was missed while nothing ran */
  readonly caughtUp: boolean
}

/** Which clusters a call means. */
export type EstateRequest = {
  /** only these clusters; empty: all of the estate */
  readonly clusters: readonly string[]
  /** every context of this file instead of an estate file */
  readonly kubeconfig?: string
  readonly allowExec: boolean
}

/** Everything that people wrote for a run, read and checked. */
export type Basis = {
  readonly estate: Estate
  readonly organisation: Organisation
  readonly catalogue: Catalogue
  /** folder of the catalogue */
  readonly controls: string
  /** names of clusters in the organisation's files that the whole estate does not have, in the order of the files */
  readonly unknownClusters: readonly FileRemark<UnknownCluster>[]
}

/**
 * Reads everything that people wrote: nothing is made or asked before it is whole. Throws one Fault with the faults of all files, each with
 * its line.
 */
export async function readBasis(
  named: NamedFiles,
  request: EstateRequest,
  context: Context,
): Promise<Basis> {
  const controls = join(context.packageRoot, 'controls')
  const basis = await gather<Omit<Basis, 'unknownClusters'>>({
    estate: () => estateOf(named, request),
    organisation: () =>
      loadOrganisation(named.organisation, knownControls(controls, named.catalogue)),
    catalogue: () => catalogueInUse(controls, named),
    controls: () => controls,
  })
  const names = clusterNames(wholeEstate(named, request))
  tellForeign(basis.organisation, names)
  return { ...basis, unknownClusters: unknownIn(named.organisation, names) }
}

/** Outside evidence of a cluster that the estate does not have would be said nowhere. */
function tellForeign({ outside = [] }: Organisation, known: readonly string[]): void {
  const faults = outside
    .filter(({ cluster }) => !known.includes(cluster))
    .map(({ id, cluster }) => {
      const said = `outside evidence ${id} is of the cluster ${cluster}, which the estate does not have`
      return new Fault('CONFIGURATION', `${said}${suggestion(cluster, known)}`)
    })
  if (faults.length > 0) throw joinedFault(faults)
}

/** The configuration of a run. Where exhibit.yaml has faults, those of the files that it names are told with them. */
export async function loadRunConfiguration(
  context: Context,
  options: Options,
  request: EstateRequest,
): Promise<Configuration> {
  try {
    return loadConfiguration(context, options)
  } catch (error) {
    if (!isFault(error)) throw error
    throw joinedFault([error, ...(await faultsOfNamed(context, options, request))])
  }
}

async function faultsOfNamed(
  context: Context,
  options: Options,
  request: EstateRequest,
): Promise<readonly Fault[]> {
  const named = namedFiles(context, options)
  if (named === undefined) return []
  const hasEstate = named.estate !== undefined || request.kubeconfig !== undefined
  const controls = join(context.packageRoot, 'controls')
  try {
    await gather<object>({
      ...(hasEstate ? { estate: () => estateOf(named, request) } : {}),
      organisation: () =>
        loadOrganisation(named.organisation, knownControls(controls, named.catalogue)),
      catalogue: () => catalogueInUse(controls, named),
    })
    return []
  } catch (error) {
    if (!isFault(error)) throw error
    return [error]
  }
}

/**
 * The estate of a call: the estate file, or every context of a kubeconfig; of it only the clusters asked for, where some are named. Throws Fault
 * `CONFIGURATION` when there is none or it is not valid, `USAGE` when a named cluster is not in it.
 */
export function estateOf(named: Pick<NamedFiles, 'estate'>, request: EstateRequest): Estate {
  const estate = wholeEstate(named, request)
  if (request.clusters.length === 0) return estate
  const unknown = request.clusters.find((name) => !estate.members.some((one) => one.name === name))
  if (unknown !== undefined) {
    throw new Fault('USAGE', `cluster ${unknown} is not in ${estate.file}`, {
      hint: `it has ${estate.members.map(({ name }) => name).join(', ')}`,
    })
  }
  const members = estate.members.filter(({ name }) => request.clusters.includes(name))
  return { ...estate, members }
}

function wholeEstate(named: Pick<NamedFiles, 'estate'>, request: EstateRequest): Estate {
  if (request.kubeconfig !== undefined) return fromKubeconfig(request.kubeconfig, request.allowExec)
  if (named.estate === undefined) {
    throw new Fault('CONFIGURATION', 'no estate is configured', {
      hint: 'set estate in exhibit.yaml, or give --estate FILE or --kubeconfig FILE',
    })
  }
  const estate = readEstate(named.estate)
  if (!request.allowExec) return estate
  return { ...estate, members: estate.members.map((one) => ({ ...one, allowExec: true })) }
}
