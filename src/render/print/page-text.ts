/** The characters that a printed page shows, by way of its fonts' own maps: what a reader would see, not what the HTML said. */
import { decoded, reference } from './pdf-reader.ts'
import type { PdfFile, PdfObject } from './pdf-reader.ts'

/** The text of one page in painting order, drawings within it included, without white space; positions are not looked at. */
export function pageText(file: PdfFile, page: PdfObject): string {
  const contents = /\/Contents ?(\[[^\]]*\]|\d+ 0 R)/.exec(page.head)?.[1] ?? ''
  const numbers = Array.from(contents.matchAll(/(\d+) 0 R/g), ([, number]) => Number(number))
  return numbers.map((number) => textOf(file, file.object(number), page)).join('')
}

/** The text that operators show with the resources of an object. */
function textOf(file: PdfFile, operators: PdfObject, resources: PdfObject): string {
  const fonts = fontsOf(file, resources)
  let current: ReadonlyMap<string, string> = new Map()
  let text = ''
  const shown = /\/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>(?= Tj|\] TJ|-?\d)|\/(\w+) Do/g
  for (const [, font, glyphs, drawing] of decoded(operators).toString('latin1').matchAll(shown)) {
    if (font !== undefined) current = fonts.get(font) ?? new Map<string, string>()
    for (const [glyph] of (glyphs ?? '').matchAll(/.{4}/g))
      text += current.get(glyph.toUpperCase()) ?? '\ufffd'
    if (drawing !== undefined) text += drawnText(file, reference(resources.head, drawing))
  }
  return text.replace(/\s/g, '')
}

/** A drawing has its own resources; pictures of pixels have no text. */
function drawnText(file: PdfFile, number: number | undefined): string {
  if (number === undefined) return ''
  const drawing = file.object(number)
  return /\/Subtype ?\/Form\b/.test(drawing.head) ? textOf(file, drawing, drawing) : ''
}

/** Font names of a page to their maps from glyph code to characters. */
export function fontsOf(
  file: PdfFile,
  page: PdfObject,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const list = /\/Font <<([^>]*)>>/.exec(page.head)?.[1] ?? ''
  return new Map(
    Array.from(list.matchAll(/\/(\w+) (\d+) 0 R/g), ([, name, number]) => [
      name ?? '',
      charactersByGlyph(file, file.object(Number(number))),
    ]),
  )
}

/** A ToUnicode map (ISO 32000-1, 9.10.3). */
function charactersByGlyph(file: PdfFile, font: PdfObject): ReadonlyMap<string, string> {
  const number = reference(font.head, 'ToUnicode')
  const found = new Map<string, string>()
  if (number === undefined) return found
  const cmap = decoded(file.object(number)).toString('latin1')
  for (const body of bodies(cmap, 'bfchar'))
    for (const [glyph = '', to = ''] of triples(body)) found.set(glyph, utf16(to))
  for (const body of bodies(cmap, 'bfrange'))
    for (const [first = '', last = '', to = ''] of triples(body)) addRange(found, first, last, to)
  return found
}

/** What stands between `begin<name>` and `end<name>`. */
function bodies(cmap: string, name: string): readonly string[] {
  return Array.from(
    cmap.matchAll(new RegExp(`begin${name}(.*?)end${name}`, 'gs')),
    ([, body = '']) => body,
  )
}

/** The hexadecimal strings of each line. */
function triples(body: string): readonly (readonly string[])[] {
  return body
    .trim()
    .split('\n')
    .map((line) => Array.from(line.matchAll(/<(\w+)>/g), ([, hex = '']) => hex))
}

function addRange(found: Map<string, string>, first: string, last: string, to: string): void {
  const [start, end] = [first, last].map((hex) => Number.parseInt(hex, 16))
  // a letter beyond the first plane is a pair, of which the second half counts on
  const [before, from] = [to.slice(0, -4), Number.parseInt(to.slice(-4), 16)]
  for (let at = start ?? 0; at <= (end ?? -1); at += 1)
    found.set(fourDigits(at), utf16(before + fourDigits(from + at - (start ?? 0))))
}

function fourDigits(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0')
}

function utf16(hex: string): string {
  return Buffer.from(hex, 'hex').swap16().toString('utf16le')
}
