/** One HTML file to one raw PDF, locked down: one origin that does not exist, one document, no scripts, nothing else answered. */
import { writeFile } from 'node:fs/promises'
import type { Browser, HTTPRequest, Page } from 'puppeteer'

const ADDRESS = 'https://report.invalid/'

/** Sent as a real header, so that it holds before the first byte is parsed: an origin of its own, no script, nothing fetched (CSP Level 3). */
const POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** A page of a browser that prints one document after the other, and shows each only to itself. */
export type PrintingPage = {
  /** prints HTML to a file; rejects with what the browser says, and the page is of no use then */
  print(html: string, file: string, timeout: number): Promise<void>
  /** whether it printed so much that a fresh one is better: a page that prints on and on grows */
  isWorn(): boolean
  close(): Promise<void>
}

/** A page is closed after this many characters of HTML, about ten parts: to open one costs as much as to print 30 pages. */
const WORN = 2_400_000

/** Opens a page; it must be closed, or end with its browser. */
export async function printingPage(browser: Browser): Promise<PrintingPage> {
  const page = await browser.newPage()
  await page.setJavaScriptEnabled(false)
  await page.setRequestInterception(true)
  const show = answering(page)
  let printed = 0
  return {
    print: async (html, file, timeout) => {
      printed += html.length
      await show(html, timeout)
      const stream = await page.createPDFStream({ ...PAPER, timeout })
      await writeFile(file, stream)
    },
    isWorn: () => printed >= WORN,
    close: () => page.close(),
  }
}

const PAPER = {
  preferCSSPageSize: true,
  printBackground: true,
  omitBackground: true,
  tagged: true,
  outline: true,
} as const

/**
 * Gives a page a document: its first navigation gets it; everything else, a second navigation to the same address included, is refused. All have
 * one address, so that no document stays behind in the page's history.
 */
function answering(page: Page): (html: string, timeout: number) => Promise<void> {
  let answer: string | undefined
  page.on('request', (request: HTTPRequest) => {
    const isWanted = request.url() === ADDRESS && request.isNavigationRequest()
    const body = isWanted ? answer : undefined
    if (body === undefined) {
      void request.abort('blockedbyclient')
      return
    }
    answer = undefined
    void request.respond({
      status: 200,
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': POLICY },
      body,
    })
  })
  return async (html, timeout) => {
    answer = html
    await page.goto(ADDRESS, { waitUntil: 'load', timeout })
  }
}
