import type { FoundBrowser } from '../../../deploy/find-browser.mjs'
import type { Instant } from '../../core/clock.ts'
import type { BrowserOptions } from '../browser.ts'
import { htmlDocument } from '../document.ts'
import { printPdf } from './print.ts'
import { usableBrowser } from './session.ts'

const SENTINEL = 'exhibit test page'

/**
 * Prints one page as a report is printed, checks it as a report is checked, and throws it away; gives the browser that did it.
 *
 * Rejects with Fault `MISSING` when there is no browser or it does not print.
 */
export async function printTestPage(date: Instant, options: BrowserOptions): Promise<FoundBrowser> {
  const found = await usableBrowser(options)
  const frame = { title: SENTINEL, entity: '', classification: '', reference: 'exhibit doctor' }
  const html = Array.from(htmlDocument(frame, [], [`<h1>${SENTINEL}</h1>\n`])).join('')
  await printPdf({ html: Buffer.from(html), date, sentinel: SENTINEL }, options)
  return found
}
