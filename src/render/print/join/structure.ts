/**
 * The tags of one part, as the joined file needs them (ISO 32000-1, 14.7 and 14.8; ISO 14289-1, 7): identifiers that are unique over all parts and
 * the same in every print, lists whose items have bodies, and no figure that lacks words for it.
 */
import { reference } from '../pdf-reader.ts'
import { masked } from '../pdf-text.ts'
import { referencesIn, renumbered } from './references.ts'

/** What the elements of a part need from outside. */
export type StructureOptions = {
  /** what identifiers of this part begin with */
  readonly prefix: string
  /** the new number of an object */
  readonly renumber: (number: number) => number
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

/** An element's type, `LI`; undefined: the object is no element. */
export function elementType(head: string): string | undefined {
  return /^<<\/Type \/StructElem\n\/S \/(\w+)\n/.exec(head)?.[1]
}

/** All elements of a part, by their numbers in it. Throws an Error on one that is not as Chromium writes it. */
export function structureOf(
  elements: ReadonlyMap<number, string>,
  { prefix, renumber, reserve }: StructureOptions,
): Structure {
  const items = listItems(elements, reserve)
  const rewrite = rewriting(items, renumber)
  const name = namesWith(prefix)
  const objects = items.map((one) => [one.item, itemText(one, renumber)] as const)
  const identifiers: (readonly [string, number])[] = []
  for (const [number, head] of elements) {
    const own = OWN_IDENTIFIER.exec(head)?.[1]
    if (own !== undefined) identifiers.push([name(own), renumber(number)])
    objects.push([
      renumber(number),
      rewrite(number, head).replace(IDENTIFIER, (_, digits: string) => name(digits)),
    ])
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

/** A list item as Chromium writes it: label and content in one. It becomes the body of a new one in its place. */
type ListItem = {
  readonly item: number
  /** the numbers of its parent, of its labels and of itself in the part */
  readonly list: number
  readonly labels: readonly number[]
  readonly body: number
}

function listItems(
  elements: ReadonlyMap<number, string>,
  reserve: () => number,
): readonly ListItem[] {
  const found: ListItem[] = []
  for (const [body, head] of elements) {
    if (elementType(head) !== 'LI') continue
    const list = reference(head, 'P')
    if (list === undefined) throw new Error('a list item of the printed file has no list')
    const [, children] = aroundChildren(head)
    const labels = referencesIn(children).filter(
      (kid) => elementType(elements.get(kid) ?? '') === 'Lbl',
    )
    found.push({ item: reserve(), list, labels, body })
  }
  return found
}

/** The new item: its labels, then its body. */
function itemText({ list, labels, body }: ListItem, renumber: Renumber): string {
  const kids = [...labels, body].map((kid) => `${renumber(kid)} 0 R`).join(' ')
  return `<</Type/StructElem/S/LI/P ${renumber(list)} 0 R/K[${kids}]>>`
}

type Renumber = (number: number) => number

/** How each element is written, its identifiers left aside. */
function rewriting(
  items: readonly ListItem[],
  renumber: Renumber,
): (number: number, head: string) => string {
  const bodies = new Map(items.map((one) => [one.body, one]))
  const itemOf = new Map(items.flatMap(({ item, labels }) => labels.map((one) => [one, item])))
  const lists = new Set(items.map(({ list }) => list))
  const child: Renumber = (number) => bodies.get(number)?.item ?? renumber(number)
  return (number, head) => {
    const body = bodies.get(number)
    const item = body?.item ?? itemOf.get(number)
    const plain = isWordless(head) ? head.replace('/S /Figure', '/S /Div') : head
    if (item === undefined && !lists.has(number)) return renumbered(plain, renumber)
    const [before, children, after] = aroundChildren(
      body === undefined ? plain : bodyOf(plain, body),
    )
    const kids = renumbered(children, lists.has(number) ? child : renumber)
    const text = renumbered(before, renumber) + kids + renumbered(after, renumber)
    return item === undefined ? text : text.replace(/\/P \d+ 0 R/, `/P ${item} 0 R`)
  }
}

/** The old item as a body: without its labels. */
function bodyOf(head: string, { labels }: ListItem): string {
  const [before, children, after] = aroundChildren(head)
  const left = labels.reduce(
    (text, label) => text.replace(new RegExp(`(?<!\\d)${label} 0 R`), ''),
    children,
  )
  return (
    before.replace('/S /LI\n', '/S /LBody\n') + (left.startsWith('[') ? left : `[${left}]`) + after
  )
}

/** A group around pictures that say for themselves what they are: HTML calls it a figure. */
function isWordless(head: string): boolean {
  return head.includes('/S /Figure\n') && !masked(head).includes('/Alt ')
}

/** An element's text up to, in and behind its children; where it has none, all stands before them. */
function aroundChildren(head: string): readonly [string, string, string] {
  const found = /\/K (\[[^\]]*\]|\d+ 0 R|\d+)/.exec(masked(head))
  if (found === null) return [head, '', '']
  const start = found.index + '/K '.length
  const end = found.index + found[0].length
  return [head.slice(0, start), head.slice(start, end), head.slice(end)]
}
