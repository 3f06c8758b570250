import type { PdfObject } from '../pdf-reader.ts'
import type { PageFrame } from './frame.ts'
import { renumbered } from './references.ts'

/** What a page needs from outside: its margins, the object that paints them, and the first key of its part's parent tree. */
export type PageOptions = {
  readonly frame: PageFrame
  readonly margins: number
  readonly firstKey: number
  readonly renumber: (number: number) => number
}

/** A page of a part as a page of the joined file. Throws an Error on one of another size, or that is not as Chromium writes it. */
export function pageText(
  { head }: PdfObject,
  { frame, margins, firstKey, renumber }: PageOptions,
): string {
  if (head.includes('(') || !head.includes(`${frame.mediaBox}\n`))
    throw new Error('the pages of the printed file are not all of one form')
  let text = replacedOnce(
    head,
    /\/StructParents (\d+)/,
    (_, key) => `/StructParents ${firstKey + Number(key)}`,
  )
  text = renumbered(text, renumber)
  text = replacedOnce(text, /\/Contents (\d+ 0 R)/, (_, own) => `/Contents[${margins} 0 R ${own}]`)
  for (const [name, entries] of Object.entries(frame.resources)) {
    const list = `/${name} <<`
    text = text.includes(list)
      ? text.replace(list, `${list}${entries}`)
      : replacedOnce(text, /\/Resources <</, (found) => `${found}${list}${entries}>>`)
  }
  return text
}

function replacedOnce(
  text: string,
  pattern: RegExp,
  by: (found: string, group: string) => string,
): string {
  if (!pattern.test(text)) throw new Error('a page of the printed file lacks something')
  return text.replace(pattern, by)
}
