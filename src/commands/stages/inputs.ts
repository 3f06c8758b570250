import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../core/canonical-json.ts'
import { digestOfFile, type Digest } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import { parseJson, type JsonObject } from '../../core/json.ts'
import type { Estate } from '../../model/estate.ts'
import type { Configuration } from '../configuration.ts'
import { isOwn } from './catalogue-files.ts'
import {
  OUTSIDE,
  SIGN_OFFS,
  SINGLE_FILES,
  gitRecords,
  organisationFiles,
} from './organisation-files.ts'

/** Where the organisation's files and the catalogue of a run lie inside its folder, byte for byte as they were used. */
export const INPUTS = 'inputs'
export const PINNED_CATALOGUE = 'inputs/catalogue'

/** The organisation's files of a run folder by what they are; absent where the run had none. */
export function pinnedOrganisation(
  folder: string,
  present: (path: string) => boolean,
): Configuration['organisation'] {
  const found = (name: string) => {
    const path = join(folder, INPUTS, name)
    return present(path) ? path : undefined
  }
  const single = SINGLE_FILES.map((name) => [name, found(`${name}.yaml`)] as const)
  return {
    ...Object.fromEntries(single),
    signOffs: found(SIGN_OFFS),
    outsideEvidence: found(OUTSIDE),
  }
}

/** Copies what a run is evaluated with into its folder: estate (without credential paths), organisation's files, catalogue files. */
export function pinInputs(
  folder: string,
  estate: Estate,
  organisation: Configuration['organisation'],
  catalogue: {
    readonly root: string
    /** the organisation's folder; absent: there is none */
    readonly own?: string | undefined
    readonly files: readonly string[]
  },
): void {
  mkdirSync(join(folder, INPUTS), { recursive: true })
  const described = `${canonicalJson(withoutPaths(estate))}\n`
  writeFileSync(join(folder, INPUTS, 'estate.json'), described)
  // a folder comes with its first file: object storage has no empty ones, and a sealed run with one does not verify
  for (const { place, path } of organisationFiles(organisation)) {
    const target = join(folder, INPUTS, place)
    mkdirSync(dirname(target), { recursive: true })
    copyFileSync(path, target)
  }
  for (const { place, text } of gitRecords(organisation)) {
    writeFileSync(join(folder, INPUTS, place), text)
  }
  for (const file of catalogue.files) {
    const target = join(folder, PINNED_CATALOGUE, file)
    mkdirSync(dirname(target), { recursive: true })
    const { root, own = root } = catalogue
    copyFileSync(join(isOwn(file) ? own : root, file), target)
  }
}

/** Where credentials lie is nobody's business but the installation's. */
function withoutPaths(estate: Estate): JsonObject {
  const { members, retired, listConfirmed } = estate
  const clusters = members.map(
    ({ name, reader, allowExec, configMaps, platform, platformNamespaces, policyApisRemoved }) => ({
      name,
      reader: reader.kind,
      allowExec,
      configMaps,
      ...(platform === undefined ? {} : { platform }),
      ...(platformNamespaces === undefined ? {} : { platformNamespaces }),
      ...(policyApisRemoved === undefined ? {} : { policyApisRemoved }),
    }),
  )
  return {
    format: 'estate/v1',
    clusters,
    retired,
    ...(listConfirmed === undefined ? {} : { listConfirmed }),
  }
}

const estateFile = z.object({
  clusters: z.array(
    z.object({
      name: z.string(),
      configMaps: z.boolean(),
      platform: z.enum(['eks', 'gke', 'aks', 'openshift', 'self-managed']).exactOptional(),
      platformNamespaces: z.array(z.string()).exactOptional(),
    }),
  ),
  retired: z.array(
    z.object({ name: z.string(), at: z.string(), approvedBy: z.string(), reason: z.string() }),
  ),
})

/** What the estate of a run says of its clusters: which are retired, and how the others are read. */
export type PinnedEstate = z.output<typeof estateFile>

/** The estate of a run, as it is pinned in its folder. Throws Fault `UNREADABLE` when its estate.json is damaged. */
export function pinnedEstate(folder: string): PinnedEstate {
  const path = join(folder, INPUTS, 'estate.json')
  const parsed = estateFile.safeParse(parseJson(readFileSync(path, 'utf8'), path))
  if (parsed.success) return parsed.data
  throw new Fault('UNREADABLE', `${path}: ${z.prettifyError(parsed.error)}`)
}

/** Digest of each file below inputs/ of a run folder, by its path inside the run folder, sorted. */
export async function inputDigests(folder: string): Promise<Readonly<Record<string, Digest>>> {
  const digests: Record<string, Digest> = {}
  for (const path of filesBelow(join(folder, INPUTS), INPUTS)) {
    digests[path] = (await digestOfFile(join(folder, path))).digest
  }
  return digests
}

function filesBelow(folder: string, prefix: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${prefix}/${entry.name}`
      return entry.isDirectory() ? filesBelow(join(folder, entry.name), path) : [path]
    })
    .sort()
}
