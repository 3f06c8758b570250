import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Fault, messageOf } from '../core/fault.ts'
import { readTextFile } from '../core/text-file.ts'
import { byText } from './answers.ts'
import type { CatalogueFile } from './catalogue.ts'

/** The folders of a catalogue that hold its files. */
const FOLDERS = ['baselines', 'frameworks']

/**
 * The files of a catalogue's folder, sorted by path, for `parseCatalogue` and to be archived byte for byte.
 *
 * Throws Fault `CONFIGURATION` when the folder or a file in it cannot be read.
 */
export function catalogueFiles(folder: string): readonly CatalogueFile[] {
  return FOLDERS.flatMap((name) => namesIn(join(folder, name)).map((file) => `${name}/${file}`))
    .sort(byText)
    .map((path) => ({ path, text: readTextFile(join(folder, path), 'catalogue file') }))
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  } catch (error) {
    throw new Fault('CONFIGURATION', `cannot read catalogue ${folder}: ${messageOf(error)}`, {
      cause: error,
      hint: 'the catalogue is the folder controls of the installed package',
    })
  }
}
