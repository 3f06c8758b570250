import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FoundBrowser } from '../../../deploy/find-browser.mjs'
import type { Instant } from '../../core/clock.ts'
import { temporaryPrefix } from '../../core/temporary-folder.ts'
import type { BrowserOptions } from '../browser.ts'
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
  const folder = await mkdtemp(join(options.temporaryFolder ?? tmpdir(), temporaryPrefix('page')))
  try {
    const job = {
      frame: { title: SENTINEL, entity: '', classification: '', reference: 'exhibit doctor' },
      used: [],
      sections: [{ name: SENTINEL, html: `<h1>${SENTINEL}</h1>\n`, begins: 'page' as const }],
      date,
      sentinel: SENTINEL,
      attachments: [],
    }
    await printPdf(job, join(folder, 'page.pdf'), options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return found
}
