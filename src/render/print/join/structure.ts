/**
 * The tags of one part, as the joined file needs them (ISO 32000-1, 14.7 and 14.8; ISO 14289-1, 7): identifiers that are unique over all parts and
 * the same in every print, lists whose items have bodies, and no figure that lacks words for it.
 */
import { rewriting } from './element.ts'
import type { Group } from './groups.ts'
import { itemText, listItems } from './list-items.ts'

/** What the elements of a part need from outside. */
export type StructureOptions = {
  /** what identifiers of this part begin with */
  readonly prefix: string
  /** the new number of an object */
  readonly renumber: (number: number) => number
  /** elements that are left out, what they hold being their parents' */
  readonly groups: ReadonlyMap<number, Group>
  /** a new number that is free */
  readonly reserve: () => number
}

/** The elements of one part, rewritten. */
export type Structure = {
  /** number and text of each, with some that are new */
  readonly objects: readonly (readonly [number: number, text: string])[]
  /** identifiers in their order, with the elements that have them */
  readonly identifiers: readonly (readonly [identifier: string, element: number])[]
}

/** All elements of a part, by their numbers in it. Throws an Error on one that is not as Chromium writes it. */
export function structureOf(
  elements: ReadonlyMap<number, string>,
  { prefix, groups, renumber, reserve }: StructureOptions,
): Structure {
  const items = listItems(elements, reserve)
  const rewrite = rewriting(items, groups, renumber)
  const name = namesWith(prefix)
  const objects = items.map((one) => [one.item, itemText(one, renumber)] as const)
  const identifiers: (readonly [string, number])[] = []
  for (const [number, head] of elements) {
    if (groups.has(number)) continue
    const text = rewrite(number, head)
    if (!head.includes('(node')) {
      objects.push([renumber(number), text])
      continue
    }
    const own = OWN_IDENTIFIER.exec(head)?.[1]
    if (own !== undefined) identifiers.push([name(own), renumber(number)])
    const named = text.replace(IDENTIFIER, (_, digits: string) => name(digits))
    objects.push([renumber(number), named])
  }
  return { objects, identifiers: identifiers.sort(([one], [other]) => (one < other ? -1 : 1)) }
}

/** Chromium's identifiers count the nodes of its document; what is said of a figure is none. */
const IDENTIFIER = /(?<!\/(?:Alt|ActualText|E|T) )\(node(\d{8})\)/g
const OWN_IDENTIFIER = /\/ID \(node(\d{8})\)/

/** New identifiers by their rank, each of one length, so that their order is that of the elements. */
function namesWith(prefix: string): (digits: string) => string {
  const known = new Map<string, string>()
  return (digits) => {
    const name = known.get(digits) ?? `(${prefix}${String(known.size).padStart(6, '0')})`
    known.set(digits, name)
    return name
  }
}
