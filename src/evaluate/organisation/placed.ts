import { looseItems, looseMember } from '../../core/meaning.ts'
import type { Loose } from '../../core/meaning.ts'
import type { NodePath } from '../../core/yaml.ts'

/** Every item of a list, in a place. */
export const EACH = '*'

/** Where values of one sort stand in a file: keys from its root, `*` for every item of a list. */
export type Place = readonly string[]

/** The values at a place, each with its path, in the order of the file; nothing where the file has no such part. */
export function valuesAt(
  value: Loose,
  place: Place,
  path: NodePath = [],
): readonly { readonly path: NodePath; readonly value: Loose }[] {
  const [step, ...below] = place
  if (step === undefined) return [{ path, value }]
  if (step === EACH)
    return looseItems(value).flatMap((item, index) => valuesAt(item, below, [...path, index]))
  const member = looseMember(value, step)
  return member === undefined ? [] : valuesAt(member, below, [...path, step])
}

/** What a file of the organisation is, by its name below the inputs of a run: `scope`, `sign-offs`. */
export function kindOf(file: string): string {
  return file.split(/\/|\.yaml$/)[0] ?? ''
}
