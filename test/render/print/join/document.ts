/** A small document of two parts: its sections, and what Chromium printed of them (printed/*.pdf, made by make-printed.ts). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { printedDocument } from '../../../../src/render/document.ts'
import { SAMPLE } from '../../../../src/render/print/join/frame.ts'
import { partHtml } from '../../../../src/render/print/part-html.ts'
import type { PartHtml } from '../../../../src/render/print/part-html.ts'
import { partsOf } from '../../../../src/render/section.ts'
import type { Section } from '../../../../src/render/section.ts'

const FRAME = {
  title: 'A small document',
  entity: 'Example Payments',
  classification: 'Internal',
  reference: 'run 1',
}

const table = (name: string) =>
  `<table><caption>${name}</caption><thead><tr><th scope="col">Name</th><th scope="col">Ports</th><th scope="col">Note</th></tr></thead><tbody><tr><th scope="row">${name}</th><td>443</td><td></td></tr><tr><th scope="row">other</th><td>80</td><td>8080</td></tr></tbody></table>`

/** Two chapters, of which the second is a part of its own, and links from each to both. */
export const SECTIONS: readonly Section[] = [
  {
    name: 'first',
    begins: 'page',
    html: `<h1>A small <wbr>document</h1><nav class="contents beneath"><a href="#second" class="paged">Second chapter</a></nav><p>SENTINEL. See <a href="#second">the second chapter</a> and <a href="#list">the list</a>.</p><ol id="list"><li>one</li><li>two <a href="#cell">a cell (of a table)</a></li></ol><h2 id="here">First chapter</h2>${table('web')}`,
  },
  {
    name: 'second',
    begins: 'page',
    html: `<section class="chapter" id="second"><h2>Second chapter</h2><p><svg aria-hidden="true" viewBox="0 0 9 9" width="9" height="9"><path class="fill" d="M0 0h9v9z"/></svg> Back to <a href="#here">the first</a>.</p><h3>A figure</h3><figure><svg role="img" aria-label="A picture (with words)" viewBox="0 0 9 9" width="90" height="90"><rect class="fill" width="9" height="9"/></svg><figcaption>Said in words</figcaption></figure><ul><li>a point</li></ul>${table('api').replace('<td>443', '<td id="cell">443')}</section>`,
  },
]

const DOCUMENT = printedDocument(FRAME, SECTIONS)

/** Its parts as they go to the browser. */
export const PARTS: readonly PartHtml[] = Array.from(partsOf(SECTIONS, 100), (part, index) =>
  partHtml(part, DOCUMENT, index === 0),
)

/** The sheet of its margins as it goes to the browser. */
export const SHEET = DOCUMENT.sheet(SAMPLE)

/** What was printed of the sheet and of the parts. */
export function printedFile(name: 'sheet' | 'first' | 'second'): Buffer {
  return readFileSync(join(import.meta.dirname, 'printed', `${name}.pdf`))
}
