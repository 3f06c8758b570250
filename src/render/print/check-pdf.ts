import { pageText } from './page-text.ts'
import { decoded, pagesOf, readPdf, reference } from './pdf-reader.ts'
import type { PdfFile, PdfObject } from './pdf-reader.ts'

/** Fonts that may occur: the bundled ones. Anything else came from the machine, or is a box for a glyph that is missing. */
const FONTS = /^[A-Z]{6}\+IBMPlex(Sans|Mono)/

/**
 * Looks at what was printed: pages there, text readable on the first and the last of them, all fonts ours and embedded, tags and bookmarks
 * there. A browser without fonts prints blank pages and reports success, so this decides. Throws an Error that names what is wrong.
 */
export function checkPdf(raw: Uint8Array, sentinel: string): { readonly pages: number } {
  const file = readPdf(raw)
  const pages = pagesOf(file)
  const [first, last] = [pages[0], pages.at(-1)]
  if (first === undefined || last === undefined) throw new Error('the printed file has no pages')
  checkFonts(file)
  pages.forEach((page, index) => checkGlyphs(file, page, index + 1))
  if (!pageText(file, first).includes(sentinel.replace(/\s/g, '')))
    throw new Error('the first page does not show its text: it is blank, or has no usable font')
  if (!pageText(file, last).includes(`page${pages.length}of${pages.length}`))
    throw new Error('the last page does not show its number')
  if (!file.numbers.some((number) => /\/MarkInfo\b/.test(file.object(number).head)))
    throw new Error('the printed file has no tags')
  return { pages: pages.length }
}

/** Glyph 0 is the box for what a font lacks (OpenType, "glyf"); a page that paints no glyph at all is blank. */
function checkGlyphs(file: PdfFile, page: PdfObject, number: number): void {
  const contents = reference(page.head, 'Contents')
  const painted = contents === undefined ? Buffer.alloc(0) : decoded(file.object(contents))
  if (!painted.includes(' Tj')) throw new Error(`page ${number} is blank`)
  if (painted.includes('<0000'))
    throw new Error(`page ${number} shows a character that no font of ours has`)
}

function checkFonts(file: PdfFile): void {
  const heads = file.numbers.map((number) => file.object(number).head)
  const fonts = heads.filter((head) => /\/Type \/Font\b(?!Desc)/.test(head))
  if (fonts.length === 0) throw new Error('the printed file has no fonts')
  for (const font of fonts) {
    const name = /\/BaseFont \/([^\s/<>[\]()]+)/.exec(font)?.[1]
    if (name === undefined || !FONTS.test(name))
      throw new Error(`the printed file uses a font that is not ours: ${name ?? 'drawn glyphs'}`)
  }
  const unembedded = heads.filter(
    (head) => head.includes('/Type /FontDescriptor') && !/\/FontFile[23]? /.test(head),
  )
  if (unembedded.length > 0) throw new Error('the printed file has fonts that are not embedded')
}
