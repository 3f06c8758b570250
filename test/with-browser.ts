import type { Browser } from 'puppeteer'
import type { BrowserOptions } from '../src/render/browser.ts'
import { printingPage } from '../src/render/print/page-printer.ts'
import { startBrowser, type usableBrowser } from '../src/render/print/session.ts'

/** Runs `work` with a fresh browser and ends it in every case. Rejects as `during` of the session does. */
export async function withBrowser<T>(
  found: Awaited<ReturnType<typeof usableBrowser>>,
  options: BrowserOptions,
  timeoutMs: number,
  work: (browser: Browser) => Promise<T>,
): Promise<T> {
  const browser = await startBrowser(found, options)
  try {
    return await browser.during(timeoutMs, work)
  } finally {
    await browser.close()
  }
}

/** Prints HTML to a file, in a page of its own, which is closed again. */
export async function printHtml(
  browser: Browser,
  html: string,
  file: string,
  timeout: number,
): Promise<void> {
  const page = await printingPage(browser)
  await page.print(html, file, timeout)
  await page.close()
}
