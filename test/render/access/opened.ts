import type { Browser, Page } from 'puppeteer'

/** How a reader sees a page. */
export type View = { readonly width?: number; readonly dark?: boolean }

/** A page with this HTML, as wide and in the colours that a reader has. It must be closed. */
export async function opened(
  browser: Browser,
  html: string,
  { width = 1280, dark = false }: View = {},
): Promise<Page> {
  const page = await browser.newPage()
  await page.setViewport({ width, height: 900 })
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' },
  ])
  await page.setContent(html)
  return page
}
