/** The frame around every HTML file that exhibit writes: one style sheet, fonts as data, no script, nothing to fetch. */
import { digestOf, hexOf } from '../core/digest.ts'
import { charactersUsed, fontPlan } from './font/faces.ts'
import { escaped } from './picture/svg.ts'
import { stylesheet } from './templates.ts'
import { shortened } from './text.ts'

/** What stands at the margins of every printed page, and in the head of the file. */
export type Frame = {
  readonly title: string
  /** upper margin, left and right */
  readonly entity: string
  readonly classification: string
  /** lower margin, left */
  readonly reference: string
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
  const fonts = fontPlan(charactersUsed([frame, used]))
  const styles = [fonts.css, stylesheet(), pageMargins(frame, fonts.spelled)]
  yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
  yield `<meta http-equiv="Content-Security-Policy" content="${policyFor(styles)}">\n`
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
  yield '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
  yield `<title>${escaped(fonts.spelled(frame.title))}</title>\n`
  for (const style of styles) yield `<style>${style}</style>\n`
  yield '</head>\n<body>\n'
  for (const piece of body) yield fonts.spelled(piece)
  yield '</body>\n</html>\n'
}

/** Nothing may be fetched or run; only these very style sheets and fonts inside the file count (CSP Level 3). */
function policyFor(styles: readonly string[]): string {
  const hashes = styles.map(
    (style) => `'sha256-${Buffer.from(hexOf(digestOf(style)), 'hex').toString('base64')}'`,
  )
  return `default-src 'none'; style-src ${hashes.join(' ')}; font-src data:; base-uri 'none'; form-action 'none'`
}

/** Margin boxes (CSS Paged Media): running heads and "page x of y". The cover has none at its top. */
function pageMargins(
  { entity, classification, reference }: Frame,
  spelled: (text: string) => string,
): string {
  const content = (text: string) => `content:${cssString(spelled(shortened(text, 70)))}`
  return [
    `@page{@top-left{${content(entity)}}@top-right{${content(classification)}}`,
    `@bottom-left{${content(reference)}}@bottom-right{content:"page " counter(page) " of " counter(pages)}}`,
    '@page:first{@top-left{content:none}@top-right{content:none}}',
  ].join('')
}

/** Text as a CSS string (CSS Syntax 3): everything but letters, digits and blanks by its code point, so that nothing can end the string or the style. */
export function cssString(text: string): string {
  const safe = text.replace(
    /[^A-Za-z0-9 ]/gu,
    (character) => `\\${(character.codePointAt(0) ?? 0).toString(16).padStart(6, '0')}`,
  )
  return `"${safe}"`
}
