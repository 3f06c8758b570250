import { existsSync } from 'node:fs'
import { Fault, isFault } from '../../core/fault.ts'
import { joinedFault } from '../../core/gather.ts'
import { readTextFile } from '../../core/text-file.ts'
import { KIND_READERS, resourceName } from '../../collect/kinds.ts'
import { parseCatalogue } from '../../evaluate/catalogue.ts'
import { parseApprovers } from '../../evaluate/organisation/approvers.ts'
import type { KnownControls } from '../../evaluate/organisation/known-controls.ts'
import { parseOrganisation } from '../../evaluate/organisation/organisation.ts'
import type { Catalogue } from '../../model/control.ts'
import type { Organisation } from '../../model/scope.ts'
import type { Configuration } from '../configuration.ts'
import { catalogueFiles, ownFiles } from './catalogue-files.ts'
import type { FileOrigin, Signers } from './file-authorship.ts'
import { outsideFolder } from './outside-files.ts'
import { pinnedOrganisation } from './inputs.ts'
import {
  SINGLE_FILES,
  signOffPaths,
  sourceOf,
  type OrganisationPaths,
} from './organisation-files.ts'

/** Which frameworks of a catalogue are used, where exhibit.yaml asks for them, and the organisation's folder of its own. */
export type WantedCatalogue = Pick<Configuration, 'frameworks' | 'at' | 'catalogue'>

/** The kinds that the organisation's checks may read. */
const KINDS = new Map(KIND_READERS.map((reader) => [resourceName(reader), reader]))

/**
 * The catalogue of a folder, with what the organisation's folder adds to it, whole or not at all. Throws Fault `CONFIGURATION` with all faults of
 * all files.
 */
export function loadCatalogue(
  folder: string,
  { frameworks, at, catalogue: own }: WantedCatalogue = {},
): Catalogue {
  const where = at === undefined ? {} : { at: (index: number) => at(['frameworks', index]) }
  const chosen = frameworks === undefined ? {} : { frameworks, ...where }
  const { files, fault }: ReturnType<typeof ownFiles> =
    own === undefined ? { files: [] } : ownFiles(own)
  const catalogue = () =>
    parseCatalogue([...catalogueFiles(folder), ...files], { ...chosen, kinds: KINDS })
  return fault === undefined ? catalogue() : refused(fault, catalogue)
}

/** Throws a fault, with those that reading on tells. */
function refused(fault: Fault, readOn: () => unknown): never {
  try {
    readOn()
  } catch (error) {
    if (!isFault(error)) throw error
    throw joinedFault([fault, error])
  }
  throw fault
}

/**
 * The catalogue of a folder with the frameworks that exhibit.yaml asks for; where it asks for none by name, all but those whose pairing is ours: they show the
 * results of the same checks once more. Of several benchmarks of one family a cluster then gets one.
 */
export function catalogueInUse(folder: string, wanted: WantedCatalogue): Catalogue {
  const catalogue = loadCatalogue(folder, wanted)
  if (wanted.frameworks !== undefined) return catalogue
  const frameworks = catalogue.frameworks.filter(({ pairing }) => pairing === undefined)
  return { ...catalogue, frameworks, families: 'newest' }
}

/**
 * The organisation's files, whole or not at all, with who signed them as far as the approvers file lists their keys and certificates. With the controls of a catalogue,
 * statements name one of them. Throws Fault `CONFIGURATION` with all faults of all files.
 */
export function loadOrganisation(
  paths: OrganisationPaths,
  known?: KnownControls,
  origin: FileOrigin = 'live',
): Organisation {
  const signers = signersOf(paths.approvers)
  const single = SINGLE_FILES.flatMap((name) => {
    const path = paths[name]
    return path === undefined
      ? []
      : [[name, sourceOf(path, `${name} file`, origin, signers)] as const]
  })
  const signOffs = signOffPaths(paths.signOffs).map((path) =>
    sourceOf(path, 'file of sign-offs', origin, signers),
  )
  const outside =
    paths.outsideEvidence === undefined
      ? undefined
      : outsideFolder(paths.outsideEvidence, origin, signers)
  // an empty folder says as much as none: what a run pins has no folder without a file
  const files = {
    ...Object.fromEntries(single),
    ...(signOffs.length === 0 ? {} : { signOffs }),
    ...(outside === undefined || outside.files.length === 0 ? {} : { outside: outside.files }),
  }
  const organisation = parseOrganisation(files, known)
  tellUnnamed(outside?.unnamed() ?? [])
  return organisation
}

/** The organisation's files as a run has pinned them in its folder. */
export function loadPinnedOrganisation(folder: string): Organisation {
  return loadOrganisation(pinnedOrganisation(folder, existsSync), undefined, 'pinned')
}

/** A file that nobody states anything of has no place in what a run keeps. */
function tellUnnamed(paths: readonly string[]): void {
  const faults = paths.map(
    (path) => new Fault('CONFIGURATION', `${path}: no statement of outside evidence names it`),
  )
  if (faults.length > 0) throw joinedFault(faults)
}

/** Whom an approvers file lists; nobody is asked for without one, or where it has faults, which parsing it with the others tells. */
function signersOf(path: string | undefined): Signers | undefined {
  if (path === undefined) return undefined
  try {
    const { approvers } = parseApprovers(readTextFile(path, 'approvers file'), path)
    return {
      keys: approvers.flatMap(({ name, keys }) => keys.map((line) => ({ owner: name, line }))),
      certificates: approvers.flatMap(({ name, certificates }) =>
        certificates.map((fingerprint) => ({ owner: name, fingerprint })),
      ),
    }
  } catch (error) {
    if (!isFault(error)) throw error
    return undefined
  }
}

/**
 * The controls and checks that statements may name: those of all frameworks of a catalogue folder with the organisation's own; undefined where it
 * has faults, which loading it tells.
 */
export function knownControls(
  folder: string,
  own?: Configuration['catalogue'],
): KnownControls | undefined {
  try {
    const { frameworks, customChecks } = loadCatalogue(folder, { catalogue: own })
    return {
      controls: new Map(
        frameworks.map(({ id, controls }) => [id, controls.map((each) => each.id)]),
      ),
      customChecks: customChecks.map(({ id }) => id),
    }
  } catch (error) {
    if (!isFault(error)) throw error
    return undefined
  }
}
