import { createHash } from 'node:crypto'

/** So many words in a row are taken for wording; fewer are the language's own. */
const WORDS = 5

/** A row with fewer words than this beside those that any sentence has says nothing of its own. */
const TELLING = 3

/** Words that any sentence has. */
const COMMON: ReadonlySet<string> = new Set(
  (
    'a an and any are as at be been but by can could do does for from has have if in into is it its may must no not of off on one only ' +
    'or other per shall should so such than that the their them then there these they this those to up was were what when where which who will with would'
  ).split(' '),
)

/** Names of publishers and of what they publish: names are no wording. */
const NAMES = /PCI Security Standards Council|Center for Internet Security|CIS \w+ Benchmarks?/g

/**
 * The rows of five words of a text, lower case, punctuation gone; none goes over the end of a sentence, a name or code (in backticks), and rows of
 * common words alone are left out.
 */
export function shinglesOf(text: string): readonly string[] {
  const sentences = text
    .replace(NAMES, '\n\n')
    .replace(/```[^]*?```|`[^`]*`/g, '\n\n')
    .split(/[.!?;:|]+(?:\s|$)|\n\s*\n|\n\s*[-*] /)
  return sentences.flatMap((sentence) => {
    const words = sentence.toLowerCase().match(/[a-z0-9_]+(?:['’-][a-z0-9_]+)*/g) ?? []
    return words.flatMap((_, at) => {
      const row = words.slice(at, at + WORDS)
      const telling = row.filter((word) => !COMMON.has(word)).length
      return row.length === WORDS && telling >= TELLING ? [row.join(' ')] : []
    })
  })
}

/** The first 42 bits of the SHA-256 of a row, as seven characters of base64url: the text cannot be read back from it. */
export function hashOf(shingle: string): string {
  return createHash('sha256').update(shingle).digest('base64url').slice(0, 7)
}
