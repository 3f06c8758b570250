import { canonicalJson } from '../core/canonical-json.ts'
import { suggestion } from '../core/nearest.ts'
import type { NodePath, YamlDocument } from '../core/yaml.ts'
import type { Control, Framework } from '../model/control.ts'
import type { FrameworkFile } from './catalogue-schema.ts'

type WrittenControl = FrameworkFile['controls'][number]

/** A framework file with what it says without the controls that it takes from others. */
export type WrittenFramework = {
  readonly path: string
  readonly document: YamlDocument
  readonly value: FrameworkFile
  readonly framework: Framework
}

/** Tells a fault of a file, of what it takes from a framework. */
type Tell = (file: WrittenFramework, from: string, path: NodePath, what: string) => void

/** A control that says everything itself. */
export function isWhole(
  control: WrittenControl,
): control is WrittenControl & Pick<Control, 'title' | 'method' | 'residual'> {
  const { title, method, residual } = control
  return title !== undefined && method !== undefined && residual !== undefined
}

/**
 * All frameworks with the controls that they take from others: every control of another one (`from`) with what is said otherwise (`differences`),
 * and single controls (`as`) that share everything but id, level and own method; and controls with the checks of others (`checksOf`). What is taken is
 * written out there, not taken in its turn. Tells what is not known, each at its place; such controls are left out. Of frameworks that are open (not known
 * whole) nothing is told.
 */
export function withDerived(
  files: readonly WrittenFramework[],
  isOpen: (framework: string) => boolean,
  tellAll: (file: WrittenFramework, path: NodePath, what: string) => void,
): readonly Framework[] {
  const tell: Tell = (file, from, path, what) => {
    if (!isOpen(from)) tellAll(file, path, what)
  }
  return files.map((file) => {
    const taken = takenFrom(file, files, tell)
    const all = file.value.controls.flatMap((written, index): readonly Control[] => {
      const at = ['controls', index]
      const { from = '' } = file.value
      if (taken.some(({ id }) => id === written.id))
        tell(file, from, [...at, 'id'], `${written.id} is taken over by \`from\` already`)
      if (written.as !== undefined) {
        const place = { framework: [...at, 'as', 'framework'], id: [...at, 'as', 'id'] }
        const source = sourceOf(file, place, written.as, files, tell)
        return source === undefined ? [] : [likeOf(file.value.id, written, written.as, source)]
      }
      const sources = checkedSources(file, index, files, tell)
      return file.framework.controls
        .filter(({ id }) => id === written.id)
        .map((control) => withChecksOf(control, sources))
    })
    return { ...file.framework, controls: [...taken, ...all] }
  })
}

function takenFrom(
  file: WrittenFramework,
  files: readonly WrittenFramework[],
  tell: Tell,
): readonly Control[] {
  const { id, from, differences = [] } = file.value
  if (from === undefined) return []
  const base = named(file, ['from'], from, files, tell)
  if (base === undefined) return []
  const { controls } = base.framework
  if (base.value.from !== undefined || base.value.controls.some(isTaken)) {
    tell(file, from, ['from'], `${from} takes controls from others itself`)
    return []
  }
  const ids = controls.map((control) => control.id)
  for (const [index, difference] of differences.entries())
    if (!ids.includes(difference.id)) {
      const what = `unknown control ${difference.id} of ${from}${suggestion(difference.id, ids)}`
      tell(file, from, ['differences', index, 'id'], what)
    }
  return controls.map((control) => {
    const { level, ownMethod } = differences.find((each) => each.id === control.id) ?? {}
    return {
      ...control,
      framework: id,
      ...(level === undefined ? {} : { level }),
      ...(ownMethod === undefined ? {} : { ownMethod }),
    }
  })
}

type Reference = { readonly framework: string; readonly id: string }

/** The controls of one entry of `checksOf`, in its order. */
export function referencesOf({
  framework,
  ids,
}: {
  readonly framework: string
  readonly ids: readonly string[]
}): readonly Reference[] {
  return ids.map((id) => ({ framework, id }))
}

/** The controls whose checks one control takes; one without checks is told. */
function checkedSources(
  file: WrittenFramework,
  index: number,
  files: readonly WrittenFramework[],
  tell: Tell,
): readonly Control[] {
  const entries = file.value.controls[index]?.checksOf ?? []
  return entries.flatMap((entry, one) => {
    const at = ['controls', index, 'checksOf', one]
    return referencesOf(entry).flatMap((reference, two) => {
      const place = { framework: [...at, 'framework'], id: [...at, 'ids', two] }
      const source = sourceOf(file, place, reference, files, tell)
      if (source?.checks.length === 0)
        tell(
          file,
          reference.framework,
          place.id,
          `${reference.id} of ${reference.framework} has no check`,
        )
      return source ?? []
    })
  })
}

/** Where a reference says which framework and which control it means. */
type Place = { readonly framework: NodePath; readonly id: NodePath }

/** The control that a reference means, written out where it stands; undefined where there is none, which is told. */
function sourceOf(
  file: WrittenFramework,
  at: Place,
  { framework, id }: Reference,
  files: readonly WrittenFramework[],
  tell: Tell,
): Control | undefined {
  const other = named(file, at.framework, framework, files, tell)
  if (other === undefined) return undefined
  const written = other.value.controls.filter((each) => !isTaken(each)).map((each) => each.id)
  const found = other.framework.controls.find((control) => control.id === id)
  if (found !== undefined && written.includes(id)) return found
  const ids = other.framework.controls.map((control) => control.id)
  const taken =
    other.value.from !== undefined || other.value.controls.some((each) => each.id === id)
  const what = taken
    ? `${id} of ${framework} is taken from another one itself`
    : `unknown control ${id} of ${framework}${suggestion(id, ids)}`
  tell(file, framework, at.id, what)
  return undefined
}

function named(
  file: WrittenFramework,
  at: NodePath,
  id: string,
  files: readonly WrittenFramework[],
  tell: Tell,
): WrittenFramework | undefined {
  const found = files.find(({ value }) => value.id === id && value !== file.value)
  const known = files.map(({ value }) => value.id).filter((each) => each !== file.value.id)
  if (found === undefined) tell(file, id, at, `unknown framework ${id}${suggestion(id, known)}`)
  return found
}

/** Whether a control takes something from another one itself. */
function isTaken({ as, checksOf }: WrittenControl): boolean {
  return as !== undefined || checksOf !== undefined
}

/** A control with the checks of others behind its own, each use once; what they support are parts of others. */
function withChecksOf(control: Control, sources: readonly Control[]): Control {
  const taken = sources.flatMap(({ checks }) => checks)
  const uses = new Map(
    [...taken.map((use) => ({ ...use, supports: [] })), ...control.checks].map((use) => [
      canonicalJson([use.check, { ...use.parameters }]),
      use,
    ]),
  )
  return { ...control, checks: [...uses.values()] }
}

/** Level and own method are never the source's: another benchmark has its own, or none that is known. */
function likeOf(
  framework: string,
  { id, level, ownMethod }: WrittenControl,
  reference: Reference,
  source: Control,
): Control {
  const { title, section, method, checks, signOff, onlyFor, residual, procedures } = source
  return {
    ...{ id, framework, title },
    ...(section === undefined ? {} : { section }),
    ...(level === undefined ? {} : { level }),
    method,
    ...(ownMethod === undefined ? {} : { ownMethod }),
    checks,
    ...(signOff === undefined ? {} : { signOff }),
    ...(onlyFor === undefined ? {} : { onlyFor }),
    ...{ residual, procedures },
    related: [reference, ...source.related],
  }
}
