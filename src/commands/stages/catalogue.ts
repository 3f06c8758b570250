import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isFault, type Fault } from '../../core/fault.ts'
import { readTextFile } from '../../core/text-file.ts'
import { parseCatalogue, type CatalogueFile } from '../../evaluate/catalogue.ts'
import { parseOrganisation, type SourceFile } from '../../evaluate/organisation/organisation.ts'
import type { Catalogue } from '../../model/control.ts'
import type { Organisation } from '../../model/scope.ts'
import type { Configuration } from '../configuration.ts'

/** The folders of a catalogue that are read. */
const PARTS = ['baselines', 'defaults', 'frameworks'] as const

/** The files of a catalogue folder, sorted. */
export function catalogueFiles(folder: string): readonly CatalogueFile[] {
  return PARTS.flatMap((part) => {
    const path = join(folder, part)
    const names = existsSync(path) ? readdirSync(path).sort() : []
    return names.map((name) => ({
      path: `${part}/${name}`,
      text: readTextFile(join(path, name), 'catalogue file'),
    }))
  })
}

/** Which frameworks of a catalogue are used, and where exhibit.yaml asks for them. */
export type WantedFrameworks = Pick<Configuration, 'frameworks' | 'at'>

/** The catalogue of a folder, whole or not at all. Throws Fault `CONFIGURATION` with all faults of all files. */
export function loadCatalogue(
  folder: string,
  { frameworks, at }: WantedFrameworks = {},
): Catalogue {
  const where = at === undefined ? {} : { at: (index: number) => at(['frameworks', index]) }
  return parseCatalogue(
    catalogueFiles(folder),
    frameworks === undefined ? {} : { frameworks, ...where },
  )
}

/** The organisation's files, whole or not at all. Throws Fault `CONFIGURATION` with all faults of all files. */
export function loadOrganisation(files: Configuration['organisation']): Organisation {
  const source = (
    name: 'scope' | 'flows' | 'waivers',
  ): Partial<Record<typeof name, SourceFile>> => {
    const path = files[name]
    return path === undefined ? {} : { [name]: { path, text: textOf(path, `${name} file`) } }
  }
  return parseOrganisation({ ...source('scope'), ...source('flows'), ...source('waivers') })
}

function textOf(path: string, what: string): string | Fault {
  try {
    return readTextFile(path, what)
  } catch (error) {
    if (!isFault(error)) throw error
    return error
  }
}
