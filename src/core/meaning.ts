/** Checks of what a file means, beside the schema of its shape. */
import { z } from 'zod'
import { isJsonObject } from './json.ts'
import type { JsonValue } from './json.ts'

/** A value whose shape may be wrong in parts: what a refinement that always runs is given. */
export type Loose = JsonValue | undefined

/** Tells a fault at a path below the value. */
export type Tell = (path: readonly (string | number)[], message: string) => void

/**
 * A check of meaning that also runs where the shape is wrong elsewhere, so that all faults of a file are told at once. It must bear any
 * value in any place. It is not shown unknown keys of a mapping, only whether there are some: what is missing then is most likely one of them, which is told already.
 */
export function meaning<T>(check: (value: Loose, tell: Tell, hasUnknownKeys: boolean) => void) {
  return z.superRefine<T>(
    (value, context) => {
      const hasUnknownKeys = context.issues.some(({ code }) => code === 'unrecognized_keys')
      const tell: Tell = (path, message) => {
        context.addIssue({ code: 'custom', path: [...path], message })
      }
      check(value as Loose, tell, hasUnknownKeys)
    },
    { when: () => true },
  )
}

/** The items of a list; none where it is no list. */
export function looseItems(value: Loose): readonly Loose[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : []
}

/** A member of a mapping; undefined where it is none. */
export function looseMember(value: Loose, key: string): Loose {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** Text; empty where it is none. */
export function looseText(value: Loose): string {
  return typeof value === 'string' ? value : ''
}

/** Tells every entry of the list under a key whose id an entry above it has. */
export function tellRepeatedIds(value: Loose, key: string, tell: Tell): void {
  const seen = new Set<string>()
  for (const [index, entry] of looseItems(looseMember(value, key)).entries()) {
    const id = looseText(looseMember(entry, 'id'))
    if (id !== '' && seen.has(id)) tell([key, index, 'id'], `the id ${id} stands twice`)
    seen.add(id)
  }
}
