import type { PrintedBookmark } from './outline-reader.ts'

/** A heading as our own HTML has it. */
export type Heading = { readonly level: number; readonly text: string }

/**
 * The level and words of each of a part's bookmarks. Chromium makes one of each heading, but joins the lines of a wrapped one without a blank,
 * writes each run of a letter or font twice where it set the heading twice to keep it with what follows, and counts levels from the first heading of
 * the part. Where its list is not that of the headings, its own words are kept.
 */
export function headingsFor(
  printed: readonly PrintedBookmark[],
  headings: readonly Heading[],
): readonly Heading[] {
  const isSame =
    printed.length === headings.length &&
    headings.every(({ text }, index) => hasInOrder(printed[index]?.title ?? '', text))
  return isSame ? headings : printed.map(({ title, depth }) => ({ level: depth + 1, text: title }))
}

/** Whether all letters of a heading are in a bookmark, in their order: those of `v1/Pod` are in `v1v1/Pod/Pod`. */
function hasInOrder(bookmark: string, heading: string): boolean {
  const letters = squeezed(bookmark)
  let at = 0
  for (const letter of squeezed(heading)) {
    at = letters.indexOf(letter, at) + letter.length
    if (at < letter.length) return false
  }
  return true
}

function squeezed(text: string): string {
  return text.replace(/\s/g, '').toLowerCase()
}
