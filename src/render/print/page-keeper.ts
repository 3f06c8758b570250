import type { Browser } from 'puppeteer'
import { printingPage } from './page-printer.ts'
import type { PrintingPage } from './page-printer.ts'

/** Pages of browsers that wait for the next document; they end with their browsers. */
export type PageKeeper = {
  /** prints HTML to a file, in a page that has printed before where one waits; rejects as that page does, which is then left alone */
  print(browser: Browser, html: string, file: string, timeout: number): Promise<void>
}

/** A keeper without any page yet. */
export function pageKeeper(): PageKeeper {
  const waiting = new Map<Browser, PrintingPage[]>()
  return {
    print: async (browser, html, file, timeout) => {
      const pages = waiting.get(browser) ?? []
      waiting.set(browser, pages)
      const page = pages.pop() ?? (await printingPage(browser))
      await page.print(html, file, timeout)
      if (page.isWorn()) await page.close()
      else pages.push(page)
    },
  }
}
