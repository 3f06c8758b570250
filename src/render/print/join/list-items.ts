import { reference } from '../pdf-reader.ts'
import { aroundChildren, elementType } from './element-text.ts'
import { referencesIn } from './references.ts'

/** A list item as Chromium writes it: label and content in one. It becomes the body of a new one in its place. */
export type ListItem = {
  /** the new one's number */
  readonly item: number
  /** the numbers of its parent, of its labels and of itself in the part */
  readonly list: number
  readonly labels: readonly number[]
  readonly body: number
}

/** All items among a part's elements. Throws an Error on one that is in no list. */
export function listItems(
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
export function itemText(
  { list, labels, body }: ListItem,
  renumber: (number: number) => number,
): string {
  const kids = [...labels, body].map((kid) => `${renumber(kid)} 0 R`).join(' ')
  return `<</Type/StructElem/S/LI/P ${renumber(list)} 0 R/K[${kids}]>>`
}

/** The old item as a body: without its labels. */
export function bodyOf(head: string, { labels }: ListItem): string {
  const [before, children, after] = aroundChildren(head)
  const left = labels.reduce(
    (text, label) => text.replace(new RegExp(`(?<!\\d)${label} 0 R`), ''),
    children,
  )
  const list = left.startsWith('[') ? left : `[${left}]`
  return `${before.replace('/S /LI\n', '/S /LBody\n')}/K ${list}${after}`
}
