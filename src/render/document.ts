/** The frame around every HTML file that exhibit writes: one style sheet, fonts as data, one script that no print has, nothing to fetch. */
import { digestOf, hexOf } from '../core/digest.ts'
import { charactersUsed, fontPlan } from './font/faces.ts'
import type { FontPlan } from './font/faces.ts'
import { beginsRight, isolated } from './isolated.ts'
import type { Paper } from './paper.ts'
import { markDefinitions } from './picture/marks.ts'
import { escaped } from './picture/svg.ts'
import { onScreen, SKIP } from './screen.ts'
import { finderScript, stylesheet } from './templates.ts'
import { shortened } from './text.ts'

/** What stands at the margins of every printed page, and in the head of the file. */
export type Frame = {
  readonly title: string
  /** upper margin, left and right */
  readonly entity: string
  readonly classification: string
  /** lower margin, left */
  readonly reference: string
  /** it has pictures that are data; absent: none are shown */
  readonly images?: true
  /** absent: A4 */
  readonly paper?: Paper
}

/**
 * A whole HTML file in pieces. The pieces of `body` must come from our templates: they are placed as they are, but for characters that no
 * bundled font has, which are spelled out. `used` is whatever the templates are filled with.
 */
export function* htmlDocument(
  frame: Frame,
  used: unknown,
  body: Iterable<string>,
): Generator<string> {
  const fonts = fontsFor(frame, used)
  const margins = pageSize(frame) + pageMargins(frame, fonts.spelled, COUNTED)
  yield `${headOf(frame, fonts, [fonts.css, stylesheet(), margins], [finderScript()])}${SKIP}<main id="main">\n`
  for (const piece of body) yield onScreen(shown(fonts, piece))
  yield `</main>\n${TAIL}`
}

/** Pieces as they are made, as the bytes of one file. */
export function htmlBytes(pieces: Iterable<string>): Uint8Array {
  return Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece)))
}

/** One document that is printed in parts: what all of its parts share is made once, so that the same glyphs come from the same fonts everywhere. */
export type PrintedDocument = {
  /** two pages of margins alone, as the first page has them and as all others have them; `sample` stands where the page's number goes */
  sheet(sample: string): string
  /** a body, its text as it is shown, as the document's first part, or as another one; its pages have empty margins */
  part(body: string, isFirst: boolean): string
  /** HTML as it is shown */
  shown(html: string): string
}

/** The document with this frame. `used` is whatever the templates of all its parts are filled with. */
export function printedDocument(frame: Frame, used: unknown): PrintedDocument {
  const fonts = fontsFor(frame, used)
  const { spelled } = fonts
  const shared = [fonts.css, stylesheet(), BARE + pageSize(frame)]
  const [first, other] = [[...shared, FIRST_PAGE], shared].map((one) => headOf(frame, fonts, one))
  return {
    shown: (html) => shown(fonts, html),
    sheet: (sample) => {
      const margins = pageMargins(frame, spelled, cssString(sample))
      return `${headOf(frame, fonts, [...shared, margins, SHEET])}${asking(frame, spelled)}<div class="margins"></div><div class="margins"></div>${TAIL}`
    },
    part: (body, isFirst) =>
      `${(isFirst ? first : other) ?? ''}${isFirst ? '' : markDefinitions()}${body}${TAIL}`,
  }
}

/**
 * What stands in the margins once more, unseen, where it has more than plain letters: Chromium waits only for fonts that the text of the pages asks for, and
 * leaves margins empty whose fonts are not there yet.
 */
function asking(frame: Frame, spelled: (text: string) => string): string {
  const text = [frame.entity, frame.classification, frame.reference].join(' ')
  if (/^[ -~]*$/.test(text)) return ''
  const shown = escaped(spelled(text))
  return `<div class="asking">${shown} <b>${shown}</b></div>`
}

/**
 * A print has no ground: it would be painted on every page. And on the screen of the browser that prints nothing is shown, so that each part is laid out
 * once, for paper. Fonts that are data are there as soon as a text needs them.
 */
const BARE = 'html{background:none}@media screen{body{display:none}}'
/** The cover has nothing at its top, and begins higher. */
const FIRST_PAGE = '@page:first{margin-top:16mm}'
const SHEET =
  '.asking{position:absolute;visibility:hidden}.margins{height:1px}.margins+.margins{break-before:page}'
const TAIL = '</body>\n</html>\n'
/** What the browser counts by itself. */
const COUNTED = '"page " counter(page) " of " counter(pages)'

function fontsFor(frame: Frame, used: unknown): FontPlan {
  return fontPlan(charactersUsed([frame, used]))
}

function shown({ spelled }: FontPlan, html: string): string {
  return isolated(spelled(html))
}

function headOf(
  frame: Frame,
  { spelled }: FontPlan,
  styles: readonly string[],
  scripts: readonly string[] = [],
): string {
  return [
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    `<meta http-equiv="Content-Security-Policy" content="${policyFor(styles, scripts, frame.images)}">\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n',
    '<meta name="color-scheme" content="light dark">\n',
    `<title>${escaped(spelled(frame.title))}</title>\n`,
    ...styles.map((style) => `<style>${style}</style>\n`),
    ...scripts.map((script) => `<script>${script}</script>\n`),
    '</head>\n<body>\n',
  ].join('')
}

/** Nothing may be fetched; only these very style sheets and scripts, and fonts inside the file, count (CSP Level 3). */
function policyFor(
  styles: readonly string[],
  scripts: readonly string[],
  images: true | undefined,
): string {
  const image = images === undefined ? '' : ' img-src data:;'
  const script = scripts.length === 0 ? '' : ` script-src ${hashesOf(scripts)};`
  return `default-src 'none'; style-src ${hashesOf(styles)};${script}${image} font-src data:; base-uri 'none'; form-action 'none'`
}

function hashesOf(texts: readonly string[]): string {
  return texts
    .map((text) => `'sha256-${Buffer.from(hexOf(digestOf(text)), 'hex').toString('base64')}'`)
    .join(' ')
}

/** What stands in the stylesheet already is not said again. */
function pageSize({ paper = 'A4' }: Frame): string {
  return paper === 'A4' ? '' : `@page{size:${paper}}`
}

/** Margin boxes (CSS Paged Media): running heads, and `number` where the page's number goes. The cover has none at its top. */
function pageMargins(
  { entity, classification, reference }: Frame,
  spelled: (text: string) => string,
  number: string,
): string {
  const content = (text: string) =>
    `content:${cssString(spelled(shortened(text, 70)))}${beginsRight(text) ? ';direction:rtl' : ''}`
  return [
    `@page{@top-left{${content(entity)}}@top-right{${content(classification)}}`,
    `@bottom-left{${content(reference)}}@bottom-right{content:${number}}}`,
    `${FIRST_PAGE}@page:first{@top-left{content:none}@top-right{content:none}}`,
  ].join('')
}

/**
 * Text as a CSS string (CSS Syntax 3): everything but letters, digits and blanks by its code point, so that nothing can end the string or the style. A blank
 * ends each code point, and is not part of the text.
 */
export function cssString(text: string): string {
  const safe = text.replace(
    /[^A-Za-z0-9 ]/gu,
    (character) => `\\${(character.codePointAt(0) ?? 0).toString(16).padStart(6, '0')} `,
  )
  return `"${safe}"`
}
