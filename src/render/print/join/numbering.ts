import { digestOf } from '../../../core/digest.ts'
import type { PdfObject } from '../pdf-reader.ts'
import type { JoinedDocument } from './document.ts'
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

/**
 * Numbers the objects of a part: those that stand for the whole get the number of the joined file's, what it has already (fonts, states of graphics)
 * the number it has there, all others a new one.
 */
export function numberingOf(
  { common, document, structure, file }: Part,
  objects: ReadonlyMap<number, PdfObject>,
  operators: ReadonlySet<number>,
  pageNode: number,
  joined: JoinedDocument,
): Numbering {
  const numbers = new Map<number, number>()
  const shared = new Set<number>()
  for (const number of common) if (isPages(file.object(number))) numbers.set(number, pageNode)
  numbers.set(document.number, joined.root.element)
  numbers.set(structure, joined.root.structure)
  for (const [number, object] of objects) {
    const key = operators.has(number) ? undefined : keyOf(object)
    const known = key === undefined ? undefined : joined.shared.get(key)
    const own = known ?? joined.writer.reserve()
    numbers.set(number, own)
    if (known !== undefined) shared.add(number)
    else if (key !== undefined) joined.shared.set(key, own)
  }
  const renumber = (number: number): number => {
    const found = numbers.get(number)
    if (found === undefined)
      throw new Error(`the printed file names object ${number}, which is not joined`)
    return found
  }
  return { renumber, isShared: (number) => shared.has(number) }
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
