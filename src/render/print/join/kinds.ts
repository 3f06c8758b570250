/** What an object of a printed part is. Whatever Chromium does not write today is refused, so that a changed writer is noticed and nothing active gets through. */
import type { PdfObject } from '../pdf-reader.ts'
import { checkPassive } from '../check-pdf.ts'
import { masked } from '../pdf-text.ts'
import { elementType } from './element-text.ts'

/** `passive`: fonts, pictures, states of graphics, lists, and the operators of pages. */
export type ObjectKind = 'page' | 'annotation' | 'element' | 'passive'

/** The objects of a part, in their order. */
export type ObjectsByKind = Readonly<Record<ObjectKind, readonly PdfObject[]>>

const TYPES: Readonly<Record<string, ObjectKind>> = {
  Page: 'page',
  Annot: 'annotation',
  Font: 'passive',
  FontDescriptor: 'passive',
  XObject: 'passive',
  Pattern: 'passive',
  Mask: 'passive',
}

/** Entries that hold another file, or lead somewhere (ISO 32000-1, 7.11.4 and 12.6.4). */
const HOLDS_OR_LEADS = /\/(?:EmbeddedFiles?|EF)\b|\/S \/(?:Named|GoTo)\b/

/** The kind of an object. Throws an Error on one that is not known. */
export function kindOf({ number, head }: PdfObject): ObjectKind {
  if (elementType(head) !== undefined) return 'element'
  const entries = masked(head)
  const type = /^<<\/Type \/(\w+)/.exec(entries)?.[1]
  const kind = type === undefined ? 'passive' : TYPES[type]
  if (kind === undefined || HOLDS_OR_LEADS.test(entries))
    throw new Error(`object ${number} of the printed file is of a kind that is not known`)
  // links alone have an action, which is looked at where they are written
  if (kind !== 'annotation') checkPassive(number, head)
  return kind
}
