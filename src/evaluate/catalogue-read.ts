import { isFault } from '../core/fault.ts'
import { looseItems, looseMember } from '../core/meaning.ts'
import type { Loose } from '../core/meaning.ts'
import { validate } from '../core/validate.ts'
import { wholeParts } from '../core/whole-parts.ts'
import { parseYamlDocument } from '../core/yaml.ts'
import type { NodePath, YamlDocument } from '../core/yaml.ts'
import { baselineSchema, controlSchema, frameworkSchema } from './catalogue-schema.ts'
import type { BaselineFile, FrameworkFile } from './catalogue-schema.ts'
import type { CatalogueFile } from './catalogue.ts'
import { OWN } from './custom/check-schema.ts'

/** One file as it was read. */
export type Read<T> = {
  /** where it lies, for faults */
  readonly path: string
  /** the name that it has, or should have */
  readonly name: string
  readonly document: YamlDocument
  readonly value: T
  /** its shape has faults, which are told: `value` is what is whole of it, and nothing is made of it but further faults */
  readonly isBroken: boolean
}

/** Tells a fault of a file. */
export type TellFile = (
  file: Pick<Read<unknown>, 'path' | 'document'>,
  path: NodePath,
  what: string,
) => void

/** What a file of a catalogue is, by its path; undefined: none of ours. */
export function kindOf(path: string): string | undefined {
  const found = /^(?:(frameworks|baselines|defaults|checks)|(cases)\/[^/]+)\/[^/]+\.yaml$/.exec(
    path,
  )
  return found?.[1] ?? found?.[2]
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The files of one kind in their order, with the faults of their shape added. Of one with such faults `whole` says what of it is whole; without it, it is left out. */
export function readFiles<T>(
  files: readonly CatalogueFile[],
  kind: string,
  schema: Parameters<typeof validate<T>>[0],
  faults: string[],
  whole?: (value: Loose) => T,
): readonly Read<T>[] {
  return files.flatMap(({ path, shown = path, text }): readonly Read<T>[] => {
    if (kindOf(path) !== kind) return []
    const file = { path: shown, name: nameOf(path) }
    let document: YamlDocument | undefined
    try {
      document = parseYamlDocument(text, shown)
      const value = validate(schema, document, shown)
      return [{ ...file, document, value, isBroken: false }]
    } catch (error) {
      if (!isFault(error)) throw error
      faults.push(error.message)
      if (document === undefined || whole === undefined) return []
      return [{ ...file, document, value: whole(document.value), isBroken: true }]
    }
  })
}

/** What is whole of a framework whose shape has faults. Its controls keep their places; the uses of checks in them are looked at apart. */
export function wholeOfFramework(value: Loose): FrameworkFile {
  const controls = looseItems(looseMember(value, 'controls')).map((each) => ({
    id: '',
    ...wholeParts(controlSchema.shape, each),
    checks: [],
  }))
  return {
    ...{ format: 'framework/v1', id: '', title: '', version: '', publisher: '' },
    ...{ noun: 'control', notice: '' },
    ...wholeParts(frameworkSchema.shape, value),
    controls,
  }
}

/** What is whole of a baseline whose shape has faults: its id. */
export function wholeOfBaseline(value: Loose): BaselineFile {
  const { id = '' } = wholeParts(baselineSchema.shape, value)
  return { format: 'baseline/v1', id, title: '', entries: [] }
}

/** Tells ids that an earlier file has. */
export function tellRepeated(
  files: readonly Read<{ readonly id: string }>[],
  tell: TellFile,
): void {
  const seen = new Map<string, string>()
  for (const file of files) {
    const { id } = file.value
    const other = seen.get(id)
    if (other === undefined) seen.set(id, file.path)
    else if (id !== '') tell(file, ['id'], `id: ${id} is the id of ${other} too`)
  }
}

/** What is the organisation's own bears the mark of it in its name and in its id, so that it never stands for one of ours. */
export function tellMisnamed(file: Read<{ readonly id: string }>, tell: TellFile): void {
  const { id } = file.value
  const { name } = file
  if (id !== '' && (id.startsWith(OWN) || name.startsWith(OWN)) && name !== `${id}.yaml`)
    tell(file, ['id'], `id: ${id} where the file is ${name}; both begin with ${OWN}`)
}

/**
 * Whether a framework of an id may be there and is not known whole: a file has faults that is or may be it. What refers to it is not looked at, else it would
 * be told of the wrong file. The file of a framework of the organisation bears its id as its name.
 */
export function openFrameworks(
  files: readonly CatalogueFile[],
  read: readonly Read<FrameworkFile>[],
): (id: string) => boolean {
  const broken = new Set(read.filter(({ isBroken }) => isBroken).map(({ value }) => value.id))
  const known = new Set(read.filter(({ value }) => value.id !== '').map(({ path }) => path))
  const unknown = files
    .filter(({ path, shown = path }) => kindOf(path) === 'frameworks' && !known.has(shown))
    .map(({ path }) => nameOf(path))
  return (id) =>
    broken.has(id) || unknown.some((name) => !name.startsWith(OWN) || name === `${id}.yaml`)
}
