import type { CheckInput } from '../model/check.ts'

/** One entry of a list parameter: what it names, and why it is listed. */
export type ListEntry = { readonly value: string; readonly reason: string }

/**
 * The entries of a list parameter, `value: reason` each; the reason may be missing.
 *
 * Throws on a parameter that is not a list: the catalogue was checked when it was loaded.
 */
export function listOf(input: CheckInput, name: string): readonly ListEntry[] {
  const list = input.parameters[name]
  if (!Array.isArray(list)) throw new Error(`parameter ${name} is not a list`)
  return list.map((entry) => {
    const text = String(entry)
    const value = valueOf(text)
    return { value, reason: value === text ? 'listed' : text.slice(value.length + 2) }
  })
}

/** What an entry `value: reason` names. */
export function valueOf(entry: string): string {
  const cut = entry.indexOf(': ')
  return cut < 0 ? entry : entry.slice(0, cut)
}

/** The word of a parameter that is one of a closed list. Throws on any other: the catalogue was checked when it was loaded. */
export function wordOf<T extends string>(input: CheckInput, name: string, words: readonly T[]): T {
  const word = words.find((each) => each === input.parameters[name])
  if (word === undefined) throw new Error(`parameter ${name} is not one of ${words.join(', ')}`)
  return word
}
