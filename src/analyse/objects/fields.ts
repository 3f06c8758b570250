import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Labels } from '../../model/object.ts'

/** A field that is not what its API defines. Caught where one object is read; the object is then listed as unreadable. */
export class UnreadableField extends Error {
  readonly pointer: string

  constructor(field: Field, why: string) {
    super(why)
    this.name = 'UnreadableField'
    this.pointer = pointerOf(field)
  }
}

/**
 * A value together with where it stands, for reading strictly. Absent and null are the same, as the API reads them.
 *
 * The pointer is made only when asked for: of 100,000 pods hardly one is unreadable.
 */
export type Field = {
  readonly value: JsonValue | undefined
  readonly parent?: Field
  readonly name: string | number
}

/** The JSON pointer of a field. */
export function pointerOf({ parent, name }: Field): string {
  return parent === undefined ? '' : pointerTo(pointerOf(parent), name)
}

/** The field that holds a whole object. */
export function wholeOf(object: JsonObject): Field {
  return { value: object, name: '' }
}

/** A member below a field; absent when any field on the way is. Throws UnreadableField where a field on the way is no object. */
export function at(field: Field, ...names: readonly string[]): Field {
  let found = field
  for (const name of names) {
    const object = objectOf(found)
    const value = Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined
    found = { value, parent: found, name }
  }
  return found
}

/** The object in a field; an absent one has no members. */
export function objectOf(field: Field): JsonObject {
  const { value } = field
  if (value === undefined || value === null) return {}
  if (isJsonObject(value)) return value
  throw new UnreadableField(field, 'an object is expected')
}

/** The items of the list in a field; an absent one has none. */
export function itemsOf(field: Field): readonly Field[] {
  const { value } = field
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new UnreadableField(field, 'a list is expected')
  return value.map((item: JsonValue, index) => ({ value: item, parent: field, name: index }))
}

/** The text in a field; undefined when absent. */
export function textOf(field: Field): string | undefined {
  const { value } = field
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw new UnreadableField(field, 'text is expected')
}

/** The text in a field that must be there. */
export function requiredText(field: Field): string {
  const text = textOf(field)
  if (text !== undefined && text !== '') return text
  throw new UnreadableField(field, 'text is required')
}

/** The truth value in a field; absent is false. */
export function flagOf(field: Field): boolean {
  const { value } = field
  if (value === undefined || value === null) return false
  if (typeof value === 'boolean') return value
  throw new UnreadableField(field, 'true or false is expected')
}

/** The port number in a field; undefined when absent or 0, which the API reads as not set. */
export function portOf(field: Field): number | undefined {
  const { value } = field
  if (value === undefined || value === null || value === 0) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 65535)
    return value
  throw new UnreadableField(field, 'a port number is expected')
}

/** The labels, annotations or selector in a field; absent is none. */
export function labelsOf(field: Field): Labels {
  const object = objectOf(field)
  for (const name of Object.keys(object)) {
    const value = object[name]
    if (typeof value !== 'string')
      throw new UnreadableField({ value, parent: field, name }, 'text is expected')
  }
  return object as Labels
}

/** The texts of the list in a field. */
export function textsOf(field: Field): readonly string[] {
  return itemsOf(field).map(requiredText)
}

/** The text in a field, one of a closed list of words; undefined when absent or empty. */
export function wordOf<W extends string>(field: Field, words: readonly W[]): W | undefined {
  const text = textOf(field)
  if (text === undefined || text === '') return undefined
  const found = words.find((word) => word === text)
  if (found !== undefined) return found
  const said = `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''} is expected`
  throw new UnreadableField(field, said)
}
