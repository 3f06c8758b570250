/** Reading text and numbers out of HTML, for scripts that share no code with exhibit. */

/** What the first group of a pattern finds; empty: nothing. */
export function first(pattern: RegExp, text: string): string {
  return pattern.exec(text)?.[1] ?? ''
}

/** Cells of each row of a table's body, as a reader sees them. */
export function tableRows(body: string): readonly (readonly string[])[] {
  return [...body.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, field = '']) => plain(field)),
  )
}

/** Text without tags and pictures. */
export function plain(html: string): string {
  return html
    .replace(/<svg.*?<\/svg>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Every number in a text, `12,480` as one. */
export function numbersIn(text: string): readonly number[] {
  return [...text.matchAll(/\d[\d,]*/g)].map(([digits]) => numberOf(digits))
}

/** `12,480`. */
export function numberOf(text: string): number {
  return Number(text.replaceAll(',', ''))
}
