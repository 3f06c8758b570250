/** HTML to PDF, locked down: one origin that does not exist, one document, no scripts, nothing else answered. */
import type { Browser, HTTPRequest, Page } from 'puppeteer'
import type { Instant } from '../../core/clock.ts'
import { Fault, isFault, messageOf } from '../../core/fault.ts'
import { sandboxOff } from '../browser.ts'
import type { BrowserOptions } from '../browser.ts'
import { checkPdf } from './check-pdf.ts'
import { withMetadata } from './metadata.ts'
import { normalisedPdf } from './normalise.ts'
import { usableBrowser, withBrowser } from './session.ts'

const ADDRESS = 'https://report.invalid/'

/** Sent as a real header, so that it holds before the first byte is parsed: an origin of its own, no script, nothing fetched (CSP Level 3). */
const POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** What a printed file must show, and the time it bears. */
export type PrintJob = {
  readonly html: Uint8Array
  /** stands for creation and modification date */
  readonly date: Instant
  /** text that must be found on the first page: a page that lacks it is blank or has no font */
  readonly sentinel: string
}

/** The PDF and the version of the browser that made it. */
export type Printed = {
  readonly bytes: Uint8Array
  readonly browser: string
  readonly pages: number
}

/**
 * Prints a self-contained HTML file to a tagged PDF with bookmarks. Same HTML and same browser version: same bytes.
 *
 * A browser that fails is replaced once by a fresh one; one that is too slow is not. Rejects with Fault `MISSING` when no browser is found, when it fails twice, and when
 * what it printed is blank, has no fonts of ours or lacks its sentinel.
 */
export async function printPdf(job: PrintJob, options: BrowserOptions): Promise<Printed> {
  const found = await usableBrowser(options)
  const why = sandboxOff(options)
  if (why !== undefined) options.log.warn('the browser prints without its own sandbox', { why })
  const timeoutMs = options.timeoutMs ?? 120_000 + job.html.length / 50
  const attempt = async (): Promise<Printed> => {
    const raw = await withBrowser(found, options, timeoutMs, (browser) =>
      printIn(browser, job.html, timeoutMs),
    )
    const { pages } = checkPdf(raw, job.sentinel)
    const bytes = withMetadata(normalisedPdf(raw, job.date), job.date)
    return { bytes, browser: found.version, pages }
  }
  try {
    return await attempt()
  } catch (error) {
    if (isFault(error)) throw error
    options.log.warn('printing failed, trying once more in a fresh browser', {
      why: messageOf(error),
    })
  }
  try {
    return await attempt()
  } catch (error) {
    if (isFault(error)) throw error
    throw new Fault('MISSING', `the PDF could not be printed: ${messageOf(error)}`, {
      hint: `try another browser than ${found.executable} (${found.version}, ${found.origin}); HTML and JSON are complete without it`,
      cause: error,
    })
  }
}

async function printIn(browser: Browser, html: Uint8Array, timeout: number): Promise<Uint8Array> {
  const page = await browser.newPage()
  await page.setJavaScriptEnabled(false)
  await page.setRequestInterception(true)
  answerOnly(page, html)
  await page.goto(ADDRESS, { waitUntil: 'load', timeout })
  return page.pdf({
    preferCSSPageSize: true,
    printBackground: true,
    tagged: true,
    outline: true,
    timeout,
  })
}

/** The first navigation gets the document; everything else, a second navigation to the same address included, is refused. */
function answerOnly(page: Page, html: Uint8Array): void {
  let answered = false
  page.on('request', (request: HTTPRequest) => {
    const wanted = !answered && request.url() === ADDRESS && request.isNavigationRequest()
    if (!wanted) {
      void request.abort('blockedbyclient')
      return
    }
    answered = true
    void request.respond({
      status: 200,
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': POLICY },
      body: html,
    })
  })
}
