/** Sizes of paper that reports are made for, by their names in CSS Paged Media. The first is the usual one. */
export const PAPERS = ['A4', 'Letter'] as const

/** A size of paper. */
export type Paper = (typeof PAPERS)[number]

/** Whether a text names a size of paper. */
export function isPaper(text: string | undefined): text is Paper {
  return PAPERS.some((one) => one === text)
}

/** The paper as a member of what may lack it. */
export function onPaper(paper: Paper | undefined): { readonly paper?: Paper } {
  return paper === undefined ? {} : { paper }
}
