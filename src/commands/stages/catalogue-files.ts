import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../core/fault.ts'
import { suggestion } from '../../core/nearest.ts'
import { readTextFile } from '../../core/text-file.ts'
import type { CatalogueFile } from '../../evaluate/catalogue.ts'
import { OWN } from '../../evaluate/custom/check-schema.ts'

/** The folders of a catalogue that are read, with files in them; `cases` has a folder for each check. */
const PARTS = ['baselines', 'checks', 'defaults', 'frameworks'] as const
const CASES = 'cases'

/** What a folder of the organisation may hold. */
const OWN_PARTS: readonly string[] = ['baselines', 'checks', 'frameworks']

/** So many files an organisation's folder may have; more are a mistake. */
const MOST_FILES = 5000

/** The files of a catalogue folder, sorted: ours, or all that a run pinned. */
export function catalogueFiles(folder: string): readonly CatalogueFile[] {
  const paths = PARTS.flatMap((part) => namesIn(folder, part).map((name) => `${part}/${name}`))
  return [...paths, ...casesIn(folder)].map((path) => ({
    path,
    text: readTextFile(join(folder, path), 'catalogue file'),
  }))
}

/** The files of a folder, and the fault of those that could not be meant; absent: there is none. */
type OwnFiles = { readonly files: readonly CatalogueFile[]; readonly fault?: Fault }

/**
 * The files of the organisation's own folder, sorted. What could not be meant is a fault, never left out: another folder, a file that does not end in
 * .yaml, a file whose name does not begin with `org.`, by which it could be taken for one of ours. Such a file is given under the name that it should have, if that
 * can be told, so that its other faults are told with it. Throws Fault `CONFIGURATION` where there is no such folder, or far too much in it.
 */
export function ownFiles(folder: string): OwnFiles {
  if (!existsSync(folder))
    throw new Fault('CONFIGURATION', `catalogue folder ${folder} does not exist`, {
      hint: 'mend catalogue in exhibit.yaml, or make the folder',
    })
  const parts = visible(folder).filter((name) => lstatSync(join(folder, name)).isDirectory())
  const known = [...OWN_PARTS, CASES]
  const strange = parts.filter((name) => !known.includes(name))
  const paths = OWN_PARTS.flatMap((part) => namesIn(folder, part).map((name) => `${part}/${name}`))
  const cases = casesIn(folder)
  const faults = [
    ...strange.map((name) => `${join(folder, name)}: unknown folder${suggestion(name, known)}`),
    ...[...paths, ...cases].flatMap((path) => wrongName(join(folder, path), path)),
  ]
  const hint = `mend ${folder} and try again`
  if (paths.length + cases.length > MOST_FILES)
    throw new Fault('CONFIGURATION', `${folder}: more than ${MOST_FILES} files`, { hint })
  const files = [...paths, ...cases].flatMap((path) => {
    const meant = meantPath(path)
    const shown = join(folder, path)
    if (meant === undefined) return []
    return [{ path: meant, shown, text: readTextFile(shown, 'catalogue file') }]
  })
  return faults.length === 0
    ? { files }
    : { files, fault: new Fault('CONFIGURATION', faults.join('\n'), { hint }) }
}

/** The path that a file should have; undefined where its name does not tell. */
function meantPath(path: string): string | undefined {
  const [part = '', ...names] = path.replace(/\.yml$/, '.yaml').split('/')
  const named = isOwn(path) ? names.join('/') : `${OWN}${names.join('/')}`
  return named.endsWith('.yaml') ? `${part}/${named}` : undefined
}

/** Whether a file of a catalogue is the organisation's own, by its path below the catalogue's folder. */
export function isOwn(path: string): boolean {
  return path.split('/')[1]?.startsWith(OWN) === true
}

function wrongName(shown: string, path: string): readonly string[] {
  if (!path.endsWith('.yaml')) return [`${shown}: not read: its name does not end in .yaml`]
  return isOwn(path) ? [] : [`${shown}: its name does not begin with ${OWN}, as its id must`]
}

function casesIn(folder: string): readonly string[] {
  return namesIn(folder, CASES).flatMap((check) =>
    namesIn(folder, join(CASES, check)).map((name) => `${CASES}/${check}/${name}`),
  )
}

/** Names in a folder, sorted; none where it is none. Hidden files are nobody's. */
function namesIn(folder: string, part: string): readonly string[] {
  const path = join(folder, part)
  return existsSync(path) && lstatSync(path).isDirectory() ? visible(path) : []
}

function visible(path: string): readonly string[] {
  return readdirSync(path)
    .filter((name) => !name.startsWith('.'))
    .sort()
}
