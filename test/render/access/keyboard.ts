import { expect } from 'chai'
import type { Browser, Page } from 'puppeteer'
import { PAGE_KINDS } from './page-kinds.ts'
import { opened } from './opened.ts'

/** Where the focus is, and whether one sees that; `body` when it is nowhere. */
const FOCUSED = `(() => {
  const one = document.activeElement
  const { outlineStyle, outlineWidth } = getComputedStyle(one)
  const { top, bottom } = one.getBoundingClientRect()
  return { at: one.localName, number: all.indexOf(one), isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2, isInSight: bottom > 0 && top < innerHeight }
})()`
type Focused = { at: string; number: number; isSeen: boolean; isInSight: boolean }

/** Everything that a reader may go to, in the order of the page. */
const PLACES = `all = [...document.querySelectorAll('a[href], input, select, button:enabled, .scroll')].filter((one) => one.localName !== 'div' || one.scrollWidth > one.clientWidth); all.length`

async function next(page: Page): Promise<Focused> {
  await page.keyboard.press('Tab')
  // what comes into sight for the first time takes its place in the next frame
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  )
  return (await page.evaluate(FOCUSED)) as Focused
}

/** A report is used with nothing but a keyboard. */
export function describeKeyboard(browser: () => Browser): void {
  describe('the keyboard', () => {
    for (const [name, width] of [
      ['the report of a run', 1280],
      ['the report of a run', 320],
      ['the comparison of periods', 320],
    ] as const)
      it(`reaches everything in its order, in sight, with a visible focus (${name}, ${width} wide)`, async function () {
        this.timeout(60_000)
        const page = await opened(browser(), PAGE_KINDS[name]!(), { width })
        await page.evaluate('var all')
        const count = (await page.evaluate(PLACES)) as number
        expect(count).to.be.greaterThan(width === 320 ? 8 : 40)
        for (let number = 0; number < count; number += 1)
          expect(await next(page)).to.deep.include({ number, isSeen: true, isInSight: true })
        await page.close()
      })

    it('skips to the report by the first link', async () => {
      const page = await opened(browser(), PAGE_KINDS['the report of a run']!())
      await page.evaluate('var all = []')
      expect(await next(page)).to.deep.include({ at: 'a', isSeen: true, isInSight: true })
      await page.keyboard.press('Enter')
      await next(page)
      expect(await page.evaluate(`document.activeElement.closest('main') !== null`)).to.equal(true)
      await page.close()
    })

    it('stops at no table that does not scroll', async () => {
      const page = await opened(browser(), PAGE_KINDS['the report of a run']!())
      const stops = `[...document.querySelectorAll('.scroll')].filter((one) => { one.focus(); return document.activeElement === one }).length`
      expect(await page.evaluate(stops)).to.equal(0)
      await page.close()
    })
  })
}
