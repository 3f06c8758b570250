import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { UndeclaredMesh } from '../../analyse/mesh.ts'
import { digestOfFile, type Digest } from '../../core/digest.ts'
import { Fault, isFault } from '../../core/fault.ts'
import { gather } from '../../core/gather.ts'
import { readEstate } from '../../collect/estate.ts'
import { namesOtherClusters } from '../../evaluate/named-clusters.ts'
import type { Catalogue, FamilyChoice } from '../../model/control.ts'
import type { EstateMember } from '../../model/estate.ts'
import type { Organisation } from '../../model/scope.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { catalogueInUse, loadOrganisation, loadPinnedOrganisation } from '../stages/catalogue.ts'
import { organisationFiles, type OrganisationPaths } from '../stages/organisation-files.ts'
import { pinnedEstate, pinnedOrganisation } from '../stages/inputs.ts'
import { pinnedCatalogue } from '../stages/pinned-catalogue.ts'

/** What an estate says of a cluster that decides how it is read and evaluated. */
export type MemberFacts = Pick<EstateMember, 'name' | 'configMaps' | 'platformNamespaces'>

/** What a folder is evaluated with, so that it differs from the other side in what stands in it and in nothing else. */
export type EvaluatedWith = {
  readonly organisation: Organisation
  /** the catalogue, or why there is none to evaluate with */
  readonly catalogue: Catalogue | Fault
  readonly catalogueDigest: Digest
  /** digest of each input file by the path it has in a run */
  readonly inputs: Readonly<Record<string, Digest>>
  readonly members: readonly MemberFacts[]
  /** whether ConfigMaps that lie in a folder are taken although no entry of the estate asks for them: not where the other side has none for that */
  readonly configMapsToo: boolean
  /** how connections take a mesh where no namespace is declared as platform: as checks do, but for what is no evidence */
  readonly mesh: UndeclaredMesh
  /** what of it the page says, for folders that are taken as the cluster `cluster` */
  readonly says: (cluster: string, asked: boolean) => readonly string[]
}

/** A run that a folder is held against: where it lies, and what it was made with. */
export type PinnedRun = {
  readonly name: string
  readonly folder: string
  readonly catalogueDigest: Digest
  readonly inputs: Readonly<Record<string, Digest>>
  /** the frameworks it was made for, and the choice among benchmarks of a family */
  readonly frameworks: readonly string[]
  readonly families?: FamilyChoice
}

/** What is pinned in a run: its organisation's files, its estate, its catalogue and of that the frameworks in use. */
export function pinnedInRun(run: PinnedRun): EvaluatedWith {
  const { name, folder, catalogueDigest, inputs } = run
  const organisation = loadPinnedOrganisation(folder)
  const catalogue = usableCatalogue(run)
  const files = organisationFiles(pinnedOrganisation(folder, existsSync)).map(({ place }) => place)
  const found = [...files, 'estate.json'].filter((file) => `inputs/${file}` in inputs).join(', ')
  return {
    organisation,
    catalogue,
    catalogueDigest,
    inputs,
    members: pinnedEstate(folder).clusters,
    configMapsToo: false,
    mesh: {},
    says: (cluster) => [
      ...silence(organisation, `${name} was made without it`),
      `the folder is evaluated as cluster ${cluster} with what is pinned in ${name}: ${found}; ${describe(catalogue, catalogueDigest)}`,
    ],
  }
}

/** A catalogue that this version cannot read leaves the controls of the folder open, and nothing else. */
function usableCatalogue(run: PinnedRun): Catalogue | Fault {
  try {
    return pinnedCatalogue(run.folder, run)
  } catch (error) {
    if (!isFault(error)) throw error
    const why = error.message.replaceAll('\n', '; ')
    return new Fault(error.code, `the catalogue pinned in ${run.name} cannot be used: ${why}`)
  }
}

/**
 * What is configured: the files that exhibit.yaml names, none without one, and the catalogue of this version. Throws one Fault `CONFIGURATION`
 * with the faults of all of them.
 */
export async function configuredNow(
  configuration: Configuration,
  { packageRoot }: Context,
): Promise<EvaluatedWith> {
  const { estate, organisation: files } = configuration
  const { organisation, catalogue, members } = await gather({
    organisation: () => loadOrganisation(files),
    catalogue: () => catalogueInUse(join(packageRoot, 'controls'), configuration),
    members: () => (estate === undefined ? [] : readEstate(estate).members),
  })
  const { inputs, named } = await digested(files, estate)
  const used = named.length === 0 ? 'no file of an organisation' : named.join(', ')
  return {
    organisation,
    catalogue,
    catalogueDigest: catalogue.digest,
    inputs,
    members,
    configMapsToo: true,
    mesh: { undeclaredMesh: 'runs' },
    says: (cluster, asked) => [
      ...silence(organisation, 'name the file under organisation in exhibit.yaml'),
      ...(asked || !namesOtherClusters(organisation, cluster) ? [] : [UNNAMED]),
      `both folders are evaluated with ${used}; ${describe(catalogue, catalogue.digest)}`,
    ],
  }
}

const UNNAMED =
  "entries of the organisation's files that hold only for named clusters do not hold for these folders: say which cluster they are with --cluster NAME"

async function digested(paths: OrganisationPaths, estate: string | undefined) {
  const inputs: Record<string, Digest> = {}
  const named: string[] = []
  const own = estate === undefined ? [] : [{ place: 'estate.yaml', path: estate }]
  for (const { place, path } of [...organisationFiles(paths), ...own]) {
    const { digest } = await digestOfFile(path)
    inputs[`inputs/${place}`] = digest
    named.push(`${place.replace(/\.yaml$/, '')} ${path} (${digest})`)
  }
  return { inputs, named }
}

function describe(catalogue: Catalogue | Fault, digest: Digest): string {
  if (isFault(catalogue)) return `catalogue ${digest}`
  return `catalogue ${digest} (${catalogue.frameworks.map(({ id }) => id).join(', ')})`
}

/** What the organisation does not say, what follows from that, and where to say it; nothing where scope and register are there. */
function silence({ scope, flows }: Organisation, where: string): readonly string[] {
  if (scope !== undefined && flows !== undefined) return []
  const undetermined = `are undetermined: scope does not say (${where})`
  if (scope !== undefined)
    return [`there is no register of approved flows: controls that need one ${undetermined}`]
  const needs = flows === undefined ? 'a scope or a register of approved flows' : 'a scope'
  return [
    `no scope says what is in the CDE: every connection counts for better or worse, and controls that need ${needs} ${undetermined}`,
  ]
}
