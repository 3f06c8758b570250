import { readJoined } from './join/reader.ts'
import { pageText } from './page-text.ts'
import { decoded, pagesOf, reference } from './pdf-reader.ts'
import { masked } from './pdf-text.ts'

/** Fonts that may occur: the bundled ones. Anything else came from the machine, or is a box for a glyph that is missing. */
const FONTS = /^[A-Z]{6}\+(?:IBMPlex(?:Sans|Mono)|NotoSansSC|NotoEmoji)/

/** Looks at what paints a page: glyph 0 is the box for what a font lacks (OpenType, "glyf"); a page that paints no glyph at all is blank. Throws an Error. */
export function checkOperators(operators: string, page: number): void {
  if (!/ T[jJ]\n/.test(operators)) throw new Error(`page ${page} is blank`)
  if (operators.includes('<0000'))
    throw new Error(`page ${page} shows a character that no font of ours has`)
}

/**
 * Looks at the objects of a printed part: all fonts are ours and embedded. A browser without fonts prints blank pages and reports success, so
 * this decides. Throws an Error that names what is wrong.
 */
export function checkFonts(heads: readonly string[]): void {
  const fonts = heads.filter((head) => head.startsWith('<</Type /Font\n'))
  if (fonts.length === 0) throw new Error('the printed file has no fonts')
  for (const font of fonts) {
    const name = /\/BaseFont \/([^\s/<>[\]()]+)/.exec(font)?.[1]
    if (name === undefined || !FONTS.test(name))
      throw new Error(`the printed file uses a font that is not ours: ${name ?? 'drawn glyphs'}`)
  }
  const unembedded = heads.filter(
    (head) => head.startsWith('<</Type /FontDescriptor') && !/\/FontFile[23]? /.test(head),
  )
  if (unembedded.length > 0) throw new Error('the printed file has fonts that are not embedded')
}

/** Entries that make a file do something by itself or lead out of it (ISO 32000-1, 12.6.4). */
const ACTIVE =
  /\/(?:JavaScript|JS|AA|OpenAction|Launch|RichMedia\w*|GoToR|GoToE|SubmitForm|ImportData|Movie|Sound|Rendition|AcroForm|XFA|Encrypt|URI)\b/

/** Throws an Error on a dictionary that makes the file do something by itself, or lead out of it. */
export function checkPassive(number: number, head: string): void {
  if (ACTIVE.test(masked(head))) throw new Error(`object ${number} does more than show something`)
}

/**
 * Looks at a finished PDF as `printPdf` writes it: its first page shows a text, its last one its number, nothing in it is active, it has tags and its
 * fonts are ours. Throws an Error that names what is wrong.
 */
export function checkPdf(raw: Uint8Array, sentinel: string): { readonly pages: number } {
  const file = readJoined(raw)
  const fonts: string[] = []
  for (const number of file.numbers) {
    const { head } = file.object(number)
    checkPassive(number, head)
    if (head.startsWith('<</Type /Font')) fonts.push(head)
  }
  checkFonts(fonts)
  const pages = pagesOf(file)
  pages.forEach(({ head }, index) => {
    const own = /\/Contents\[\d+ 0 R (\d+) 0 R\]/.exec(head)?.[1]
    checkOperators(decoded(file.object(Number(own))).toString('latin1'), index + 1)
  })
  const [first, last] = [pages[0], pages.at(-1)]
  if (first === undefined || !pageText(file, first).includes(sentinel.replace(/\s/g, '')))
    throw new Error('the first page does not show its text')
  if (last === undefined || !pageText(file, last).includes(`page${pages.length}of${pages.length}`))
    throw new Error('the last page does not show its number')
  if (!file.object(reference(file.trailer, 'Root') ?? 0).head.includes('/MarkInfo<</Marked true>>'))
    throw new Error('the file has no tags')
  return { pages: pages.length }
}
