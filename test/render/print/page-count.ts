/** Counts the pages that sections take in print. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { htmlDocument } from '../../../src/render/document.ts'
import { pagesOf, readPdf } from '../../../src/render/print/pdf-reader.ts'
import { usableBrowser } from '../../../src/render/print/session.ts'
import { printHtml, withBrowser } from '../../with-browser.ts'
import { quietBrowser } from './pages.ts'

const frame = { title: 'A page', entity: 'E', classification: 'C', reference: 'run 1' }

/** How many pages sections take behind another one, on paper of some size. */
export async function pages(body: readonly string[], paper: string): Promise<number> {
  const html = Array.from(htmlDocument(frame, body, ['<p>before</p>', ...body]))
    .join('')
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
    .replace('size: A4;', `size: ${paper};`)
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-one-page-'))
  const file = join(folder, 'page.pdf')
  const options = quietBrowser()
  try {
    await withBrowser(await usableBrowser(options), options, 60_000, (browser) =>
      printHtml(browser, html, file, 60_000),
    )
    return pagesOf(readPdf(readFileSync(file))).length - 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
