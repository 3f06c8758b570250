import { Fault } from '../core/fault.ts'
import { printable } from '../core/log.ts'
import { looseItems, looseMember, looseText } from '../core/meaning.ts'
import { suggestion } from '../core/nearest.ts'
import type { NodePath } from '../core/yaml.ts'
import type { Catalogue, CheckUse, Framework } from '../model/control.ts'
import { byText } from './answers.ts'
import { valueOf } from './baseline.ts'
import { digested } from './catalogue-digest.ts'
import {
  kindOf,
  openFrameworks,
  readFiles,
  tellMisnamed,
  tellRepeated,
  wholeOfBaseline,
  wholeOfFramework,
} from './catalogue-read.ts'
import type { Read, TellFile } from './catalogue-read.ts'
import { baselineSchema, checkUseSchema, frameworkSchema } from './catalogue-schema.ts'
import type { BaselineFile, FrameworkFile } from './catalogue-schema.ts'
import { CHECKS } from './check-list.ts'
import { checkIn } from './custom/as-check.ts'
import type { KnownKinds } from './custom/check-files.ts'
import { customChecksOf } from './custom/custom-checks.ts'
import { defaultRightsOf, defaultRightsSchema } from './default-rights-schema.ts'
import { isWhole, referencesOf, withDerived } from './derived-controls.ts'
import { formFault } from './parameter-form.ts'
import { rightFault } from './wanted-right.ts'

/** One file of a catalogue: its path below the catalogue's folder, with `/`, its text, and where it lies for faults (absent: the path). */
export type CatalogueFile = {
  readonly path: string
  readonly text: string
  readonly shown?: string
}

/** Which frameworks are used; absent: all of them. */
export type CatalogueOptions = {
  readonly frameworks?: readonly string[]
  /** where each of them is asked for, as a fault begins: `exhibit.yaml:12: frameworks[0]: ` */
  readonly at?: (index: number) => string
  /** the kinds that the organisation's checks may read; absent: not looked at */
  readonly kinds?: KnownKinds
}

/**
 * The catalogue that files say: `frameworks/*.yaml`, `baselines/*.yaml` and `defaults/*.yaml`, and the organisation's `checks/*.yaml` with their `cases/*\/*.yaml`; other
 * files are not ours. Frameworks sorted by id, controls in the order of their file. The digest is over the digests of all files read, whichever frameworks are used.
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
  const baselines = readFiles(sorted, 'baselines', baselineSchema, faults, wholeOfBaseline)
  const defaults = readFiles(sorted, 'defaults', defaultRightsSchema, faults)
  const written = readFiles(sorted, 'frameworks', frameworkSchema, faults, wholeOfFramework)
  const customChecks = customChecksOf(sorted, options.kinds, faults)
  const tell: TellFile = ({ path, document }, at, what) => {
    faults.push(`${path}:${document.lineOf(at)}: ${what}`)
  }
  const isOpen = openFrameworks(sorted, written)
  tellRepeated(baselines, tell)
  tellRepeated(defaults, tell)
  tellRepeated(written, tell)
  for (const file of [...baselines, ...written]) tellMisnamed(file, tell)
  for (const file of written) tellUnknownRelated(file, written, isOpen, tell)
  const ownFiles = new Set(sorted.map(({ path }) => path))
  const named = { baselines, customChecks, ownFiles }
  for (const file of written.filter(({ isBroken }) => isBroken)) tellLooseUses(file, named, tell)
  const frameworks = withDerived(
    written.map((file) => ({ ...file, framework: frameworkOf(file, named, tell) })),
    isOpen,
    tell,
  )
  const ids = frameworks.flatMap(({ id }) => (id === '' ? [] : [id])).sort()
  const unknown = unknownFrameworks(ids, isOpen, options)
  if (faults.length + unknown.length > 0) throw catalogueFault(faults, unknown, ids)
  const defaultRights = defaults.map(({ value }) => defaultRightsOf(value))
  return {
    frameworks: chosen(frameworks, options),
    defaultRights,
    customChecks,
    ...digested(sorted),
  }
}

type Named = {
  readonly baselines: readonly Read<BaselineFile>[]
  readonly customChecks: Catalogue['customChecks']
  /** paths of all files: a check that is not there although its file is has faults of its own */
  readonly ownFiles: ReadonlySet<string>
}

function frameworkOf(file: Read<FrameworkFile>, named: Named, tell: TellFile): Framework {
  const { id, title, version, publisher, noun, notice } = file.value
  const { kubernetes, platform, family, outside, waiversLift, pairing } = file.value
  return {
    ...{ id, title, version, publisher, noun, notice },
    ...(kubernetes === undefined ? {} : { kubernetes }),
    ...(platform === undefined ? {} : { platform }),
    ...(family === undefined ? {} : { family }),
    ...(outside === undefined ? {} : { outside }),
    ...(waiversLift === undefined ? {} : { waiversLift }),
    ...(pairing === undefined ? {} : { pairing }),
    controls: file.value.controls.flatMap((control, index) => {
      if (!isWhole(control)) return []
      const checks = (control.checks ?? []).map((use, at) =>
        useOf(use, named, (path, what) => {
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

/** The uses of checks in a framework whose shape has faults: those that are whole, and of others which check they name. */
function tellLooseUses({ document, ...file }: Read<FrameworkFile>, named: Named, tell: TellFile) {
  for (const [index, control] of looseItems(looseMember(document.value, 'controls')).entries())
    for (const [at, use] of looseItems(looseMember(control, 'checks')).entries()) {
      const tellUse: TellUse = (path, what) => {
        tell({ document, ...file }, ['controls', index, 'checks', at, ...path], what)
      }
      const whole = checkUseSchema.safeParse(use)
      if (whole.success) useOf(whole.data, named, tellUse)
      else checkNamed(looseText(looseMember(use, 'check')), named, tellUse)
    }
}

/** A control may be related to controls of the catalogue only. */
function tellUnknownRelated(
  file: Read<FrameworkFile>,
  all: readonly Read<FrameworkFile>[],
  isOpen: (framework: string) => boolean,
  tell: TellFile,
): void {
  for (const [index, control] of file.value.controls.entries()) {
    for (const [at, related] of (control.related ?? []).entries()) {
      if (isOpen(related.framework)) continue
      const found = unknownRelated(related, all, isOpen)
      const path = ['controls', index, 'related', at]
      if (found !== undefined) tell(file, [...path, found.member], found.what)
    }
  }
}

function unknownRelated(
  { framework, id }: { readonly framework: string; readonly id: string },
  all: readonly Read<FrameworkFile>[],
  isOpen: (framework: string) => boolean,
): { readonly member: string; readonly what: string } | undefined {
  const known = all.map(({ value }) => value.id)
  const other = all.find(({ value }) => value.id === framework)?.value
  if (other === undefined) {
    const what = `unknown framework ${framework}${suggestion(framework, known)}`
    return { member: 'framework', what }
  }
  if (other.from !== undefined && isOpen(other.from)) return undefined
  const base = all.find(({ value }) => value.id === other.from)?.value.controls ?? []
  const ids = [...base, ...other.controls].map((control) => control.id)
  if (ids.includes(id)) return undefined
  return { member: 'id', what: `unknown control ${id} of ${framework}${suggestion(id, ids)}` }
}

type TellUse = (path: NodePath, what: string) => void

/** The check of a name; undefined where there is none, which is told unless it has a file with faults. */
function checkNamed(
  name: string,
  { customChecks, ownFiles }: Named,
  tell: TellUse,
): ReturnType<typeof checkIn> {
  const check = checkIn({ customChecks }, name)
  if (check === undefined && name !== '' && !ownFiles.has(`checks/${name}.yaml`)) {
    const written = [...ownFiles].flatMap((path) => /^checks\/(.+)\.yaml$/.exec(path)?.[1] ?? [])
    const known = [...CHECKS.map(({ id }) => id), ...written]
    tell(['check'], `unknown check ${name}${suggestion(name, known)}`)
  }
  return check
}

function useOf(written: WrittenUse, named: Named, tell: TellUse): CheckUse {
  const { check: name, supports, onlyIn } = written
  const parameters = { ...written.parameters, ...listsOf(written, named, tell) }
  const check = checkNamed(name, named, tell)
  if (check === undefined) return { check: name, parameters, supports }
  for (const [parameter, form] of Object.entries(check.parameters)) {
    const isNamed = Object.hasOwn(written.baselines, parameter)
    const wrong =
      parameters[parameter] === undefined && isNamed
        ? undefined
        : formFault(parameters[parameter], form)
    if (wrong !== undefined) tell(['parameters', parameter], `parameter ${parameter} ${wrong}`)
    else if (form === 'rights') tellWrongRights(parameter, parameters[parameter], tell)
  }
  const known = Object.keys(check.parameters)
  for (const parameter of Object.keys(parameters).filter((each) => !known.includes(each))) {
    const what = `${name} takes no parameter ${parameter}${suggestion(parameter, known)}`
    tell([parameter in written.parameters ? 'parameters' : 'baselines', parameter], what)
  }
  return { check: name, parameters, ...(onlyIn === undefined ? {} : { onlyIn }), supports }
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
  { baselines, ownFiles }: Named,
  tell: TellUse,
): Readonly<Record<string, readonly string[]>> {
  const lists = Object.entries(written.baselines).flatMap(([parameter, id]) => {
    const baseline = baselines.find(({ value }) => value.id === id)
    if (baseline?.isBroken === false) return [[parameter, entriesOf(baseline.value)] as const]
    if (baseline !== undefined || ownFiles.has(`baselines/${id}.yaml`)) return []
    const known = baselines.map(({ value }) => value.id)
    tell(['baselines', parameter], `unknown baseline ${id}${suggestion(id, known)}`)
    return []
  })
  return Object.fromEntries(lists)
}

function entriesOf({ entries }: BaselineFile): readonly string[] {
  return entries.map(({ value, reason }) => `${value}: ${reason}`)
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

/** A file with faults may be the framework that is meant. */
function unknownFrameworks(
  known: readonly string[],
  isOpen: (framework: string) => boolean,
  { frameworks = [], at = () => '' }: CatalogueOptions,
): readonly string[] {
  return frameworks.flatMap((id, index) =>
    known.includes(id) || isOpen(id)
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
