/** What a report on a screen has besides, and its print has not. */

/** The first link of a file: past what stands before the report itself. */
export const SKIP = '<a class="skip" href="#main">Skip to the report</a>\n'

/**
 * The HTML of our templates with a frame around each table and each picture of a figure, in which it scrolls by itself, also by keyboard, where the window is
 * narrower than it is. The stylesheet leaves the frame out where nothing scrolls, so that it is no stop on the way through a page. Tables are in no other table; pictures may hold others.
 */
export function onScreen(html: string): string {
  return html
    .replace(/<table\b[^]*?<\/table>/g, (table) => framed('Table', table))
    .replace(/(?<=<figure>\s*)<svg\b[^]*?<\/svg>(?=\s*<(?:figcaption|\/figure)\b)/g, (picture) =>
      framed('Picture', picture),
    )
}

function framed(what: string, html: string): string {
  return `<div class="scroll" role="group" aria-label="${what} that may scroll sideways" tabindex="0">${html}</div>`
}
