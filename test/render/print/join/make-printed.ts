/** Prints the small document anew: node test/render/print/join/make-printed.ts. Needed where the parts or the browser change. */
import { join } from 'node:path'
import { silentLog } from '../../../../src/core/log.ts'
import { usableBrowser } from '../../../../src/render/print/session.ts'
import { printHtml, withBrowser } from '../../../with-browser.ts'
import { PARTS, SHEET } from './document.ts'

const TIMEOUT_MS = 60_000
const options = { env: process.env, log: silentLog }
const found = await usableBrowser(options)
await withBrowser(found, options, TIMEOUT_MS, async (browser) => {
  const files = [SHEET, ...PARTS.map(({ html }) => html)].map(
    (html, index) => [['sheet', 'first', 'second'][index], html] as const,
  )
  for (const [name, html] of files) {
    const file = join(import.meta.dirname, 'printed', `${name}.pdf`)
    await printHtml(browser, html, file, TIMEOUT_MS)
  }
})
