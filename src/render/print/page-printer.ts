/** One HTML file to one raw PDF, locked down: one origin that does not exist, one document, no scripts, nothing else answered. */
import { writeFile } from 'node:fs/promises'
import type { Browser, HTTPRequest, Page } from 'puppeteer'

const ADDRESS = 'https://report.invalid/'

/** Sent as a real header, so that it holds before the first byte is parsed: an origin of its own, no script, nothing fetched (CSP Level 3). */
const POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Prints HTML to a file, in a page of its own, which is closed again: a page that prints on and on grows. */
export async function printHtml(
  browser: Browser,
  html: string,
  file: string,
  timeout: number,
): Promise<void> {
  const page = await browser.newPage()
  await page.setJavaScriptEnabled(false)
  await page.setRequestInterception(true)
  answerOnly(page, html)
  await page.goto(ADDRESS, { waitUntil: 'load', timeout })
  const printed = await page.createPDFStream({
    preferCSSPageSize: true,
    printBackground: true,
    omitBackground: true,
    tagged: true,
    outline: true,
    timeout,
  })
  await writeFile(file, printed)
  await page.close()
}

/** The first navigation gets the document; everything else, a second navigation to the same address included, is refused. */
function answerOnly(page: Page, html: string): void {
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
