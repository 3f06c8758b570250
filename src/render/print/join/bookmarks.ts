import type { PrintedBookmark } from './outline-reader.ts'

/** A heading as our own HTML has it. */
export type Heading = { readonly level: number; readonly text: string }

/**
 * The level and words of each of a part's bookmarks. Chromium makes one of each heading, but joins the lines of a wrapped one without a blank,
 * writes some twice, and counts levels from the first heading of the part. Where its list is not that of the headings, its own words are kept.
 */
export function headingsFor(
  printed: readonly PrintedBookmark[],
  headings: readonly Heading[],
): readonly Heading[] {
  const isSame =
    printed.length === headings.length &&
    headings.every(({ text }, index) =>
      squeezed(printed[index]?.title ?? '').includes(squeezed(text)),
    )
  return isSame ? headings : printed.map(({ title, depth }) => ({ level: depth + 1, text: title }))
}

function squeezed(text: string): string {
  return text.replace(/\s/g, '').toLowerCase()
}
