import { reference } from '../pdf-reader.ts'
import type { PdfFile } from '../pdf-reader.ts'
import { masked, textIn } from '../pdf-text.ts'

/** A bookmark as Chromium writes it: of a heading, with its place. */
export type PrintedBookmark = {
  /** the heading's text, sometimes without the blanks at which it was wrapped, sometimes twice */
  readonly title: string
  /** 0 for the outermost */
  readonly depth: number
  /** an array */
  readonly destination: string
  /** its structure element */
  readonly element: number
}

const DESTINATION = /\/Dest (\[\d+ 0 R \/XYZ [-\d.]+ [-\d.]+ [-\d.]+\])/

/** Headings have six levels. */
const MOST_DEPTH = 6

/** The bookmarks in reading order, and the objects that they consist of. Throws an Error on one of another kind, and on a list that turns back. */
export function outlineOf(
  file: PdfFile,
  root: number | undefined,
): { readonly bookmarks: readonly PrintedBookmark[]; readonly objects: readonly number[] } {
  const bookmarks: PrintedBookmark[] = []
  const objects = new Set<number>()
  const visit = (parent: number, depth: number): void => {
    objects.add(parent)
    let number = reference(masked(file.object(parent).head), 'First')
    while (number !== undefined) {
      if (objects.has(number) || depth > MOST_DEPTH) throw new Error('the bookmarks are no tree')
      const { head } = file.object(number)
      const entries = masked(head)
      const [destination, element] = [DESTINATION.exec(entries)?.[1], reference(entries, 'SE')]
      const title = textIn(head, 'Title')
      if (destination === undefined || element === undefined || title === undefined)
        throw new Error('the printed file has a bookmark of another kind')
      bookmarks.push({ title, depth, destination, element })
      visit(number, depth + 1)
      number = reference(entries, 'Next')
    }
  }
  if (root !== undefined) visit(root, 0)
  return { bookmarks, objects: Array.from(objects) }
}
