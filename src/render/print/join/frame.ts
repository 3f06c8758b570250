/**
 * What stands in the margins of every page. Chromium prints it once, on a sheet of its own: on its first page as the first page of the document has it, on
 * the second as all others have it, with a sample where the page's number goes. The sheet becomes two drawings, which every page shows.
 */
import { decoded, pagesOf, readPdf, reference } from '../pdf-reader.ts'
import type { PdfFile, PdfObject } from '../pdf-reader.ts'
import { fontsOf } from '../page-text.ts'
import { copier } from './copy.ts'
import { textBlocks } from './text-block.ts'
import type { TextBlock } from './text-block.ts'
import { blockWidth, glyphWidths, widthOf } from './glyph-widths.ts'
import type { Widths } from './glyph-widths.ts'
import type { PdfWriter } from './writer.ts'

/** Every character that a page number has, as the sheet shows it. */
export const SAMPLE = 'page 0123456789 of'

/** Digits as they are set: hexadecimal glyph numbers, and their width where the font has size 1. */
export type ShownDigits = { readonly glyphs: string; readonly width: number }

/** The margins of the pages of one document. */
export type PageFrame = {
  /** as the pages have it, an entry of theirs */
  readonly mediaBox: string
  /** resources that every page needs: names of entries with what they list */
  readonly resources: Readonly<Record<'XObject' | 'Font', string>>
  /** the operators that show the margins of a page; 1 is the first */
  operators(page: number, pages: number): string
  /** in the font that its resources call `XNumber` */
  readonly digits: (text: string) => ShownDigits
}

/** Reads the sheet and writes its drawings. Throws an Error where it is not as expected. */
export function pageFrame(raw: Uint8Array, writer: PdfWriter): PageFrame {
  const file = readPdf(raw)
  const [first, others] = pagesOf(file)
  if (first === undefined || others === undefined) throw new Error('the sheet lacks a page')
  const copy = copier(file, writer)
  const forms = [first, others].map((page) => {
    const { rest } = sampleOn(file, page)
    const number = writer.reserve()
    const entries = `/Type/XObject/Subtype/Form/BBox${boxOf(page)}${copy(resourcesOf(page))}`
    writer.putStream(number, entries, Buffer.from(rest, 'latin1'))
    return number
  })
  const sample = sampleOn(file, others).block
  const font = new RegExp(`/${sample.font} (\\d+ 0 R)`).exec(resourcesOf(others))?.[1]
  if (font === undefined) throw new Error('the sheet lacks a font')
  const widths = glyphWidths(file, others, sample.font)
  const digits = digitsOf(file, others, sample.font, widths)
  const number = numberOperators(sample, widths, digits)
  return {
    mediaBox: `/MediaBox ${boxOf(others)}`,
    resources: {
      XObject: `/XFirst ${forms[0] ?? 0} 0 R/XOther ${forms[1] ?? 0} 0 R`,
      Font: `/XNumber ${copy(font)}`,
    },
    operators: (page, pages) =>
      `/Artifact<</Type/Pagination>>BDC\n/${page === 1 ? 'XFirst' : 'XOther'} Do\n${number(`page ${page} of ${pages}`)}EMC\n`,
    digits,
  }
}

function boxOf({ head }: PdfObject): string {
  const box = /\/MediaBox (\[[-\d. ]+\])/.exec(head)?.[1]
  if (box === undefined) throw new Error('a page has no size')
  return box
}

function resourcesOf({ head }: PdfObject): string {
  const found = /\/Resources <<(?:[^<>]|<<[^<>]*>>)*>>/.exec(head)?.[0]
  if (found === undefined) throw new Error('a page has no resources')
  return found
}

/** How Chromium says which letters a glyph stands for where it is not one for one, as in Arabic (ISO 32000-1, 14.9.4). */
const ACTUAL_TEXT = /^\/Span<<\/ActualText (?:<[0-9A-F]*>|\((?:[^()\\\n]|\\.)*\)) >> BDC$/gm

/** The sample on a page of the sheet, and the page's operators without it. */
function sampleOn(file: PdfFile, page: PdfObject): { block: TextBlock; rest: string } {
  const operators = decoded(file.object(reference(page.head, 'Contents') ?? 0)).toString('latin1')
  if (operators.replace(ACTUAL_TEXT, '').includes('BDC'))
    throw new Error('the sheet shows more than margins')
  const fonts = fontsOf(file, page)
  const block = textBlocks(operators).find(
    ({ font, glyphs }) =>
      glyphs.map((glyph) => fonts.get(font)?.get(glyph) ?? '\ufffd').join('') === SAMPLE,
  )
  if (block === undefined) throw new Error('the sheet does not show its sample')
  const rest = operators.slice(0, block.start) + operators.slice(block.end)
  return { block, rest }
}

/** What a font of the sheet makes of a text. */
function digitsOf(
  file: PdfFile,
  page: PdfObject,
  font: string,
  widths: Widths,
): PageFrame['digits'] {
  const characters = fontsOf(file, page).get(font) ?? new Map<string, string>()
  const glyphOf = new Map(Array.from(characters, ([glyph, character]) => [character, glyph]))
  return (text) => {
    const glyphs = Array.from(text, (character) => glyphOf.get(character) ?? '0000')
    return { glyphs: glyphs.join(''), width: widthOf(glyphs, widths) }
  }
}

/** How a text is set where the sample ends: right-aligned, in its font, size and colour. */
function numberOperators(
  sample: TextBlock,
  widths: Widths,
  digits: PageFrame['digits'],
): (text: string) => string {
  const { size, scale, colour, x, y } = sample
  const right = x + blockWidth(sample, widths) * scale
  return (text) => {
    const { glyphs, width } = digits(text)
    const place = `${decimal(right - width * size * scale)} ${decimal(y)}`
    return `q ${colour} rg BT /XNumber ${decimal(size * scale)} Tf ${place} Td <${glyphs}> Tj ET Q\n`
  }
}

function decimal(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}
