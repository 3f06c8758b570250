/**
 * Numbers of pages in lists that lead to other pages. Which page a place is on is known when all parts are joined, so pages with such lists wait for it:
 * Chromium prints the rank of each link where its number goes, in a colour of its own, and the joiner sets the number there, inside of the same tag.
 */
import { fontsOf } from '../page-text.ts'
import type { PdfFile, PdfObject } from '../pdf-reader.ts'
import type { JoinedDocument } from './document.ts'
import type { PageFrame } from './frame.ts'
import { blockWidth } from './glyph-widths.ts'
import type { widthsIn } from './glyph-widths.ts'
import { textBlocks } from './text-block.ts'
import type { TextBlock } from './text-block.ts'
import { packedBytes } from './writer.ts'

/** Red, green and blue of `.page-number` in the style sheet, of 255 each. Nothing else has this colour. */
export const NUMBER_COLOUR = [85, 99, 112] as const

/** A page whose numbers are still to be set: the number of its operators' object, the numbers, and what stands before each and behind the last. */
export type Unnumbered = {
  readonly object: number
  readonly numbers: readonly PageNumber[]
  readonly between: readonly string[]
}

/** One number: offsets of what stands in its place, the place whose page it names, and how a text is set there. */
type PageNumber = {
  readonly start: number
  readonly end: number
  readonly place: string
  readonly set: (text: string) => string
}

/** The places of a part's links by their ranks, what numbers are set in, and the widths of the part's fonts. */
export type NumberOptions = {
  readonly places: readonly string[]
  readonly frame: PageFrame
  readonly widths: ReturnType<typeof widthsIn>
}

/**
 * The numbers that the operators of a page leave open. Throws an Error on a rank that no link has.
 */
export function openNumbers(
  { file, page }: { readonly file: PdfFile; readonly page: PdfObject },
  operators: string,
  { places, frame, widths }: NumberOptions,
): readonly PageNumber[] {
  if (places.length === 0 || !hasNumberColour(operators)) return []
  const blocks = textBlocks(operators, isNumberColour)
  if (blocks.length === 0) return []
  const fonts = fontsOf(file, page)
  return blocks.map((block) => {
    const rank = block.glyphs.map((glyph) => fonts.get(block.font)?.get(glyph) ?? '').join('')
    const place = /^\d{4,}$/.test(rank) ? places[Number(rank)] : undefined
    if (place === undefined) throw new Error('a list of the printed file names a page of nothing')
    const width = blockWidth(block, widths(page)(block.font))
    return { start: block.start, end: block.end, place, set: settingAt(block, width, frame.digits) }
  })
}

/** The operators of a page around its numbers, each piece as `shorter` makes it. */
export function betweenOf(
  operators: string,
  numbers: readonly PageNumber[],
  shorter: (some: string) => string,
): readonly string[] {
  const starts = [0, ...numbers.map(({ end }) => end)]
  const ends = [...numbers.map(({ start }) => start), operators.length]
  return starts.map((start, index) => shorter(operators.slice(start, ends[index])))
}

const COLOUR = ' rg\n'

/** Whether anything has their colour; nearly no page does, and to look at each of its lines takes ten times as long. */
function hasNumberColour(operators: string): boolean {
  for (let at = operators.indexOf(COLOUR); at !== -1; at = operators.indexOf(COLOUR, at + 1)) {
    const colour = /[\d.]+ [\d.]+ [\d.]+$/.exec(operators.slice(Math.max(0, at - 40), at))?.[0]
    if (colour !== undefined && isNumberColour(colour)) return true
  }
  return false
}

function isNumberColour(colour: string): boolean {
  const shown = colour.split(' ').map((one) => Math.round(Number(one) * 255))
  return NUMBER_COLOUR.every((one, index) => one === shown[index])
}

/** Right-aligned where the rank stands. */
function settingAt(
  { size, from: [left, top] }: TextBlock,
  width: number,
  digits: PageFrame['digits'],
): PageNumber['set'] {
  return (text) => {
    const shown = digits(text)
    const start = Math.round((left + width - shown.width * size) * 1000) / 1000
    return `BT\n/XNumber ${size} Tf\n1 0 0 -1 ${start} ${top} Tm\n<${shown.glyphs}> Tj\nET\n`
  }
}

/** Sets all numbers, now that each page is there. Throws an Error where a list names a place that no part has. */
export function writeNumbered({ writer, unnumbered, destinations, pages }: JoinedDocument): void {
  const numberOf = new Map(pages.map((page, index) => [String(page), index + 1]))
  const settled = ({ place, set }: PageNumber): string => {
    const page = numberOf.get(/^\[(\d+) 0 R/.exec(destinations.get(place) ?? '')?.[1] ?? '')
    if (page === undefined) throw new Error(`a list names the page of ${place}, which is not there`)
    return set(String(page))
  }
  for (const { object, numbers, between } of unnumbered) {
    const operators = between.map((text, index) => {
      const number = numbers[index]
      return number === undefined ? text : text + settled(number)
    })
    const bytes = Buffer.from(operators.join(''), 'latin1')
    writer.putStream(object, '/Filter/FlateDecode', packedBytes(bytes))
  }
}
