import { digestOf, hasher } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'
import { Fault, isFault } from '../core/fault.ts'
import { printable } from '../core/log.ts'
import { suggestion } from '../core/nearest.ts'
import { validate } from '../core/validate.ts'
import { parseYamlDocument } from '../core/yaml.ts'
import type { NodePath, YamlDocument } from '../core/yaml.ts'
import type { ParameterForm } from '../model/check.ts'
import type { Catalogue, CheckUse, Framework } from '../model/control.ts'
import { byText } from './answers.ts'
import { valueOf } from './baseline.ts'
import { baselineSchema, frameworkSchema } from './catalogue-schema.ts'
import type { BaselineFile, FrameworkFile } from './catalogue-schema.ts'
import { CHECKS, checkOf } from './checks.ts'
import { defaultRightsOf, defaultRightsSchema } from './default-rights-schema.ts'
import { isWhole, referencesOf, withDerived } from './derived-controls.ts'
import { rightFault } from './wanted-right.ts'

/** One file of a catalogue: its path below the catalogue's folder, with `/`, and its text. */
export type CatalogueFile = { readonly path: string; readonly text: string }

/** Which frameworks are used; absent: all of them. */
export type CatalogueOptions = {
  readonly frameworks?: readonly string[]
  /** where each of them is asked for, as a fault begins: `exhibit.yaml:12: frameworks[0]: ` */
  readonly at?: (index: number) => string
}

type Read<T> = { readonly path: string; readonly document: YamlDocument; readonly value: T }
type Tell = (file: Read<unknown>, path: NodePath, what: string) => void

/**
 * The catalogue that files say: `frameworks/*.yaml`, `baselines/*.yaml` and `defaults/*.yaml`, other files are not ours. Frameworks sorted by id, controls in the
 * order of their file. The digest is over the digests of all files read, whichever frameworks are used.
 *
 * Throws one Fault `CONFIGURATION` with every fault of every file, each with file and line; half a catalogue is never used.
 */
export function parseCatalogue(
  files: readonly CatalogueFile[],
  options: CatalogueOptions = {},
): Catalogue {
  const ours = files.filter(({ path }) => kindOf(path) !== undefined)
  const sorted = ours.toSorted((one, other) => byText(one.path, other.path))
  const faults: string[] = []
  const baselines = read(sorted, 'baselines', baselineSchema, faults)
  const defaults = read(sorted, 'defaults', defaultRightsSchema, faults)
  const written = read(sorted, 'frameworks', frameworkSchema, faults)
  const tell: Tell = ({ path, document }, at, what) => {
    faults.push(`${path}:${document.lineOf(at)}: ${what}`)
  }
  const whole = faults.length === 0
  tellRepeated(baselines, tell)
  tellRepeated(defaults, tell)
  tellRepeated(written, tell)
  if (whole) for (const file of written) tellUnknownRelated(file, written, tell)
  const frameworks = withDerived(
    written.map((file) => ({ ...file, framework: frameworkOf(file, baselines, tell) })),
    whole ? tell : () => undefined,
  )
  const ids = frameworks.map(({ id }) => id).sort()
  const unknown = whole ? unknownFrameworks(ids, options) : []
  if (faults.length + unknown.length > 0) throw catalogueFault(faults, unknown, ids)
  const defaultRights = defaults.map(({ value }) => defaultRightsOf(value))
  return { frameworks: chosen(frameworks, options), defaultRights, ...digested(sorted) }
}

function kindOf(path: string): string | undefined {
  return /^(frameworks|baselines|defaults)\/[^/]+\.yaml$/.exec(path)?.[1]
}

function read<T>(
  files: readonly CatalogueFile[],
  kind: string,
  schema: Parameters<typeof validate<T>>[0],
  faults: string[],
): readonly Read<T>[] {
  return files.flatMap(({ path, text }) => {
    if (kindOf(path) !== kind) return []
    try {
      const document = parseYamlDocument(text, path)
      return [{ path, document, value: validate(schema, document, path) }]
    } catch (error) {
      if (!isFault(error)) throw error
      faults.push(error.message)
      return []
    }
  })
}

function tellRepeated(files: readonly Read<{ readonly id: string }>[], tell: Tell): void {
  const seen = new Map<string, string>()
  for (const file of files) {
    const other = seen.get(file.value.id)
    if (other === undefined) seen.set(file.value.id, file.path)
    else tell(file, ['id'], `id: ${file.value.id} is the id of ${other} too`)
  }
}

function frameworkOf(
  file: Read<FrameworkFile>,
  baselines: readonly Read<BaselineFile>[],
  tell: Tell,
): Framework {
  const { id, title, version, publisher, noun, notice } = file.value
  const { kubernetes, platform, outside, waiversLift, pairing } = file.value
  return {
    ...{ id, title, version, publisher, noun, notice },
    ...(kubernetes === undefined ? {} : { kubernetes }),
    ...(platform === undefined ? {} : { platform }),
    ...(outside === undefined ? {} : { outside }),
    ...(waiversLift === undefined ? {} : { waiversLift }),
    ...(pairing === undefined ? {} : { pairing }),
    controls: file.value.controls.flatMap((control, index) => {
      if (!isWhole(control)) return []
      const checks = (control.checks ?? []).map((use, at) =>
        useOf(use, baselines, (path, what) => {
          tell(file, ['controls', index, 'checks', at, ...path], what)
        }),
      )
      const { checksOf = [], procedures = [], related = [], ...own } = control
      const sources = checksOf.flatMap(referencesOf)
      return { ...own, framework: id, checks, procedures, related: [...sources, ...related] }
    }),
  }
}

type WrittenUse = NonNullable<FrameworkFile['controls'][number]['checks']>[number]

/** A control may be related to controls of the catalogue only. Asked when every file could be read: else it would be told of the wrong file. */
function tellUnknownRelated(
  file: Read<FrameworkFile>,
  all: readonly Read<FrameworkFile>[],
  tell: Tell,
): void {
  for (const [index, control] of file.value.controls.entries()) {
    for (const [at, related] of (control.related ?? []).entries()) {
      const found = unknownRelated(related, all)
      const path = ['controls', index, 'related', at]
      if (found !== undefined) tell(file, [...path, found.member], found.what)
    }
  }
}

function unknownRelated(
  { framework, id }: { readonly framework: string; readonly id: string },
  all: readonly Read<FrameworkFile>[],
): { readonly member: string; readonly what: string } | undefined {
  const known = all.map(({ value }) => value.id)
  const other = all.find(({ value }) => value.id === framework)?.value
  if (other === undefined) {
    const what = `unknown framework ${framework}${suggestion(framework, known)}`
    return { member: 'framework', what }
  }
  const base = all.find(({ value }) => value.id === other.from)?.value.controls ?? []
  const ids = [...base, ...other.controls].map((control) => control.id)
  if (ids.includes(id)) return undefined
  return { member: 'id', what: `unknown control ${id} of ${framework}${suggestion(id, ids)}` }
}

type TellUse = (path: NodePath, what: string) => void

function useOf(
  written: WrittenUse,
  baselines: readonly Read<BaselineFile>[],
  tell: TellUse,
): CheckUse {
  const { check: name, supports } = written
  const parameters = { ...written.parameters, ...listsOf(written, baselines, tell) }
  const check = checkOf(name)
  if (check === undefined) {
    const known = CHECKS.map(({ id }) => id)
    tell(['check'], `unknown check ${name}${suggestion(name, known)}`)
    return { check: name, parameters, supports }
  }
  for (const [parameter, form] of Object.entries(check.parameters)) {
    const isNamed = Object.hasOwn(written.baselines, parameter)
    const wrong =
      parameters[parameter] === undefined && isNamed
        ? undefined
        : faultOf(parameters[parameter], form)
    if (wrong !== undefined) tell(['parameters', parameter], `parameter ${parameter} ${wrong}`)
    else if (form === 'rights') tellWrongRights(parameter, parameters[parameter], tell)
  }
  const known = Object.keys(check.parameters)
  for (const parameter of Object.keys(parameters).filter((each) => !known.includes(each))) {
    const what = `${name} takes no parameter ${parameter}${suggestion(parameter, known)}`
    tell([parameter in written.parameters ? 'parameters' : 'baselines', parameter], what)
  }
  return { check: name, parameters, supports }
}

function tellWrongRights(
  parameter: string,
  value: CheckUse['parameters'][string] | undefined,
  tell: TellUse,
): void {
  if (!Array.isArray(value)) return
  for (const [index, each] of value.entries()) {
    const fault = rightFault(valueOf(String(each)))
    if (fault !== undefined) tell(['parameters', parameter, index], fault)
  }
}

function listsOf(
  written: WrittenUse,
  baselines: readonly Read<BaselineFile>[],
  tell: TellUse,
): Readonly<Record<string, readonly string[]>> {
  const lists = Object.entries(written.baselines).flatMap(([parameter, id]) => {
    const baseline = baselines.find(({ value }) => value.id === id)?.value
    if (baseline !== undefined) return [[parameter, entriesOf(baseline)] as const]
    const known = baselines.map(({ value }) => value.id)
    tell(['baselines', parameter], `unknown baseline ${id}${suggestion(id, known)}`)
    return []
  })
  return Object.fromEntries(lists)
}

function entriesOf({ entries }: BaselineFile): readonly string[] {
  return entries.map(({ value, reason }) => `${value}: ${reason}`)
}

function faultOf(
  value: string | readonly string[] | undefined,
  form: ParameterForm,
): string | undefined {
  if (value === undefined) return 'is missing'
  if (form === 'list' || form === 'rights')
    return typeof value === 'string' ? 'is a list' : undefined
  if ('words' in form) return faultOfWords(value, form.words)
  if (typeof value === 'string' && form.includes(value)) return undefined
  const said = typeof value === 'string' ? suggestion(value, form) : ''
  return `is one of ${form.join(', ')}${said}`
}

function faultOfWords(
  value: string | readonly string[],
  known: readonly string[],
): string | undefined {
  if (typeof value === 'string' || value.length === 0) return 'is a list of one or more'
  const unknown = value.find((each) => !known.includes(each))
  if (unknown === undefined) return undefined
  return `has the unknown word ${unknown}${suggestion(unknown, known)}`
}

function catalogueFault(
  faults: readonly string[],
  unknown: readonly string[],
  known: readonly string[],
): Fault {
  const hints = [
    ...(faults.length === 0
      ? []
      : ['mend the lines above; controls/schemas holds the schema of each file for editors']),
    ...(unknown.length === 0 ? [] : [`known frameworks: ${known.join(', ')}`]),
  ]
  const lines = [...faults, ...unknown]
  return new Fault('CONFIGURATION', lines.join('\n'), { hint: hints.join('; ') })
}

/** Asked when every file could be read: a file with faults may be the framework that is meant. */
function unknownFrameworks(
  known: readonly string[],
  { frameworks = [], at = () => '' }: CatalogueOptions,
): readonly string[] {
  return frameworks.flatMap((id, index) =>
    known.includes(id)
      ? []
      : [`${at(index)}unknown framework ${printable(id)}${suggestion(id, known)}`],
  )
}

function chosen(
  frameworks: readonly Framework[],
  { frameworks: wanted }: CatalogueOptions,
): readonly Framework[] {
  const sorted = frameworks.toSorted((one, other) => byText(one.id, other.id))
  return wanted === undefined ? sorted : sorted.filter(({ id }) => wanted.includes(id))
}

function digested(files: readonly CatalogueFile[]): {
  readonly digest: Digest
  readonly files: Catalogue['files']
} {
  const each = files.map(({ path, text }) => ({ path, digest: digestOf(text) }))
  const all = hasher()
  for (const { path, digest } of each) all.update(`${digest} ${path}\n`)
  return { digest: all.digest(), files: each }
}
