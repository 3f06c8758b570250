/** The HTML of one part as it goes to the browser, and what it says that its print does not. */
import type { PrintedDocument } from '../document.ts'
import type { Part } from '../section.ts'
import type { PartModel } from './join/add-part.ts'
import { LINK_ADDRESS } from './join/links.ts'

/** A part that is ready to be printed. */
export type PartHtml = { readonly name: string; readonly html: string; readonly model: PartModel }

const LINK = /<a href="#([\w.-]+)"(?: class="paged")?>([^]*?)<\/a>/g
/** A link of a list whose reader leafs on paper. */
const PAGED = /<a href="#([\w.-]+)" class="paged">([^]*?)<\/a>/g
const HEADING = /<h([1-6])\b[^>]*>([^]*?)<\/h\1>/g
/** Symbols of pictures have names too, but are no places. */
const PLACE = /<(?!symbol\b)\w+\b[^<>]*? id="([\w.-]+)"/g

/**
 * The part as a whole file. Links lead to an address that the joiner knows, since Chromium drops those to other parts; for each place stands a link that nobody
 * sees, since Chromium forgets places that nothing links to; and empty cells get a blank, since it drops them from the tags of their row. Where the number of a
 * page goes stands the rank of its link, in the one colour that nothing else has, until the joiner knows the page.
 */
export function partHtml(
  { name, body }: Part,
  document: PrintedDocument,
  isFirst: boolean,
): PartHtml {
  const shown = document.shown(body)
  const places = Array.from(shown.matchAll(PLACE), ([, place]) => `<a href="#${place ?? ''}"></a>`)
  const pages: string[] = []
  const printed = shown
    .replace(PAGED, (_, place: string, text: string) =>
      pagedLink(place, text, pages.push(place) - 1),
    )
    .replaceAll('<a href="#', `<a href="${LINK_ADDRESS}`)
    .replace(/<(td|th)\b([^<>]*)><\/\1>/g, '<$1$2>&#160;</$1>')
  const html = document.part(`${printed}<div hidden>${places.join('')}</div>\n`, isFirst)
  const headings = Array.from(shown.matchAll(HEADING), ([, level, text = '']) => ({
    level: Number(level),
    text: textOf(text),
  }))
  const links = new Map(
    Array.from(shown.matchAll(LINK), ([, place = '', text = '']) => [place, textOf(text)] as const),
  )
  return { name, html, model: { headings, links, pages } }
}

function pagedLink(place: string, text: string, rank: number): string {
  return `<a href="#${place}" class="paged">${text} <span class="page-number">${String(rank).padStart(4, '0')}</span></a>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#x27': "'",
  '#x60': '`',
  '#x3D': '=',
}

/**
 * What HTML of our templates shows as text: a line may break before `wbr`, and does at `br`. It is a copy: a piece of a text keeps the whole of it alive,
 * here all HTML of the part for as long as one of its headings is a bookmark.
 */
function textOf(html: string): string {
  const text = html
    .replace(/<br>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#?\w+);/g, (found, name: string) => ENTITIES[name] ?? found)
    .replace(/\s+/g, ' ')
    .trim()
  return Buffer.from(text).toString()
}
