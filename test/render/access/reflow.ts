import { expect } from 'chai'
import type { Browser } from 'puppeteer'
import { PAGE_KINDS } from './page-kinds.ts'
import { opened } from './opened.ts'

/** What is wider than its surroundings although it does not scroll by itself: its words would be out of reach. */
const CUT = `[...document.querySelectorAll('main *')].filter((one) => {
  if (one.closest('.scroll, svg, .definitions')) return false
  const { left, right } = one.getBoundingClientRect()
  return right > innerWidth + 1 || left < -1
}).slice(0, 3).map((one) => one.outerHTML.slice(0, 160))`

/** 1280 pixels, at 200 % and at 400 % (WCAG 2.2, 1.4.4 and 1.4.10): only tables and pictures scroll sideways, each in a frame of its own. */
export function describeReflow(browser: () => Browser): void {
  describe('a narrow window', () => {
    for (const [name, html] of Object.entries(PAGE_KINDS))
      it(`does not scroll sideways (${name})`, async function () {
        this.timeout(60_000)
        const page = await opened(browser(), html())
        const frames = `document.querySelectorAll('table').length - document.querySelectorAll('.scroll > table').length`
        expect(await page.evaluate(frames)).to.equal(0)
        const lost = `document.querySelectorAll('main :is(path, rect, circle, text):not(svg *)').length`
        expect(await page.evaluate(lost), 'out of their pictures').to.equal(0)
        // where words stand in the place of dates these do not break, as dates do not
        const widths = /hostile|odd/.test(name) ? [640, 320] : [1280, 640, 320]
        for (const width of widths) {
          await page.setViewport({ width, height: 900 })
          expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(width)
          expect(await page.evaluate(CUT), `${width}`).to.deep.equal([])
        }
        await page.close()
      })
  })
}
