/** Spells out what no bundled font shows as it is meant. */

/** What an embedded font shows: letters that come from it, and those with what may follow them in it. */
export type FontLetters = { readonly own: ReadonlySet<number>; readonly has: ReadonlySet<number> }

/** Whatever is not in every font, with the letter before it, upon which a mark would stand. */
const OTHERS = /[ -~]?[^\n -~]+/gu

/** Marks in a row, of which no script writes more; further ones would be drawn over the lines above and below. */
const MOST_MARKS = 4

const whole = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Writes each character that none of the fonts shows as its code point, `[U+1F600]`. A mark is shown only upon a letter of its own font: a browser sets a
 * letter with its marks in one font, and where none has them all, in boxes. What chooses a letter's form and is not seen itself is spelled out too.
 */
export function speller(fonts: readonly FontLetters[]): (text: string) => string {
  const fontOf = new Map(
    fonts.flatMap((font) => Array.from(font.own, (code) => [code, font] as const)),
  )
  return (text) =>
    text.replace(OTHERS, (run) =>
      Array.from(whole.segment(run), ({ segment }) => shownLetter(segment, fontOf)).join(''),
    )
}

/** One letter as a reader counts letters: a base, and what stands upon or behind it. */
function shownLetter(letter: string, fontOf: ReadonlyMap<number, FontLetters>): string {
  const [base = '', ...others] = letter
  const font = fontOf.get(pointOf(base))
  const isPictogram = /\p{Extended_Pictographic}/u.test(base)
  let marks = 0
  const shown = others.map((character) => {
    marks = /\p{M}/u.test(character) ? marks + 1 : 0
    const isSeen = isPictogram || !/\p{Variation_Selector}/u.test(character)
    const has = font?.has.has(pointOf(character)) ?? false
    return has && isSeen && marks <= MOST_MARKS ? character : spelling(character)
  })
  return `${isAscii(base) || isShownAlone(base, font) ? base : spelling(base)}${shown.join('')}`
}

function isAscii(character: string): boolean {
  return character >= ' ' && character <= '~'
}

function isShownAlone(character: string, font: FontLetters | undefined): boolean {
  return font !== undefined && !/\p{Variation_Selector}/u.test(character)
}

function pointOf(character: string): number {
  return character.codePointAt(0) ?? 0
}

function spelling(character: string): string {
  return `[U+${pointOf(character).toString(16).toUpperCase().padStart(4, '0')}]`
}
