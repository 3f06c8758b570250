import { digestOf } from '../../../core/digest.ts'
import type { PdfObject } from '../pdf-reader.ts'
import type { JoinedDocument } from './document.ts'
import { elementType } from './element-text.ts'
import type { ObjectsByKind } from './kinds.ts'
import type { Group } from './groups.ts'
import type { Part } from './part.ts'

/** The new number of each object of a part. Throws an Error where an object names one that is not there, or one that is not joined. */
export type Numbering = {
  readonly renumber: (number: number) => number
  /** whether the joined file has these very bytes already */
  readonly isShared: (number: number) => boolean
}

/** A fragment of text that is surely no reference to another object. */
const REFERS = /\d 0 R\b/

/** Longer texts are hardly ever the same. */
const SHORT = 400

/** The objects of a part, and which of them are numbered in a way of their own. */
export type Numbered = ObjectsByKind & {
  /** what paints pages */
  readonly operators: ReadonlySet<number>
  readonly groups: ReadonlyMap<number, Group>
  /** number of the node of the part's pages in the joined file */
  readonly pageNode: number
}

/**
 * Numbers the objects of a part: those that stand for the whole get the number of the joined file's, what it has already (fonts, states of graphics)
 * the number it has there, groups that mean nothing that of the element above, all others a new one.
 */
export function numberingOf(
  { common, document, structure, file }: Part,
  { page, annotation, element, passive, operators, groups, pageNode }: Numbered,
  joined: JoinedDocument,
): Numbering {
  const numbers = new Map<number, number>()
  const shared = new Set<number>()
  for (const number of common) if (isPages(file.object(number))) numbers.set(number, pageNode)
  numbers.set(document.number, joined.root.element)
  numbers.set(structure, joined.root.structure)
  for (const { number } of [...page, ...annotation, ...byType(element)])
    if (!groups.has(number)) numbers.set(number, joined.writer.reserve())
  for (const object of passive) {
    const key = operators.has(object.number) ? undefined : keyOf(object)
    if (key !== undefined && joined.shared.has(key)) shared.add(object.number)
    numbers.set(object.number, numberFor(key, joined))
  }
  for (const [number, { owner }] of groups) {
    const own = numbers.get(owner)
    if (own !== undefined) numbers.set(number, own)
  }
  const renumber = (number: number): number => {
    const found = numbers.get(number)
    if (found === undefined)
      throw new Error(`the printed file names object ${number}, which is not joined`)
    return found
  }
  return { renumber, isShared: (number) => shared.has(number) }
}

/** Elements of one type after each other, as they are packed: the list of where each object is packs better then. */
function byType(elements: readonly PdfObject[]): readonly PdfObject[] {
  const types = new Map<string, PdfObject[]>()
  for (const element of elements) {
    const type = elementType(element.head) ?? ''
    const same = types.get(type)
    if (same === undefined) types.set(type, [element])
    else same.push(element)
  }
  return Array.from(types.values()).flat()
}

/** The number of what has this key; a new one where nothing has it yet, or it is not looked for. */
function numberFor(key: string | undefined, { shared, writer }: JoinedDocument): number {
  const own = (key === undefined ? undefined : shared.get(key)) ?? writer.reserve()
  if (key !== undefined) shared.set(key, own)
  return own
}

function isPages({ head }: PdfObject): boolean {
  return head.includes('/Type /Pages')
}

/** What two objects that say the same have in common; undefined: it is not looked for. */
function keyOf({ head, stream }: PdfObject): string | undefined {
  if (REFERS.test(head)) return undefined
  if (stream !== undefined) return `${head}${digestOf(stream)}`
  return head.length < SHORT && head.startsWith('<</') ? head : undefined
}
