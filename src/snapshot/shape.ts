import type { JsonObject, JsonValue } from '../core/json.ts'
import { nameFacts } from './name-facts.ts'
import type { NameFacts } from './name-facts.ts'

/** The names of the members of an object. */
export type Shape = {
  /** in the order in which the object has them */
  readonly names: readonly string[]
  /** by code unit, each with its position in `names` */
  readonly sorted: readonly { readonly facts: NameFacts; readonly position: number }[]
  /** whether one of the names is a token */
  readonly secret: boolean
}

/** Shapes that are remembered below one name: the objects at one place of a kind have few. */
const MOST_KNOWN = 4

/** The most names of a shape that is remembered: more are data, such as labels, and hardly come again. */
const MOST_NAMES = 24

/** The shape of an object, whose values are put into `values` in the order of its names; `known` holds the last few shapes of its place. */
export function shapeOf(
  object: JsonObject,
  known: Shape[],
  values: (JsonValue | undefined)[],
): Shape {
  const [last] = known
  let same = true
  let count = 0
  for (const name in object) {
    if (same && last?.names[count] !== name) same = false
    values[count++] = object[name]
  }
  return same && last?.names.length === count ? last : otherShape(Object.keys(object), known)
}

function otherShape(names: readonly string[], known: Shape[]): Shape {
  const before = known.find((shape) => isOf(shape, names))
  if (before !== undefined) return before
  const made = newShape(names)
  if (names.length > MOST_NAMES) return made
  known.unshift(made)
  if (known.length > MOST_KNOWN) known.pop()
  return made
}

function isOf({ names: own }: Shape, names: readonly string[]): boolean {
  if (own.length !== names.length) return false
  for (let index = 0; index < own.length; index++) if (own[index] !== names[index]) return false
  return true
}

function newShape(names: readonly string[]): Shape {
  const sorted = names
    .map((name, position) => ({ facts: nameFacts(name), position }))
    .sort((one, two) => (one.facts.name < two.facts.name ? -1 : 1))
  return { names, sorted, secret: sorted.some(({ facts }) => facts.secret) }
}
