import { expect } from 'chai'
import type { Browser } from 'puppeteer'
import { PAGE_KINDS } from './page-kinds.ts'
import { opened } from './opened.ts'

/** Words of heads of columns and of results that stand on two lines; what has a hyphen or another place to break is several words. */
const BROKEN = `(() => {
  const found = []
  for (const one of document.querySelectorAll('thead th, td .outcome, th .outcome')) {
    const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT)
    while (walk.nextNode())
      for (const { 0: word, index } of walk.currentNode.data.matchAll(/\\p{L}+/gu)) {
        const range = document.createRange()
        range.setStart(walk.currentNode, index)
        range.setEnd(walk.currentNode, index + word.length)
        const lines = new Set(Array.from(range.getClientRects(), ({ top }) => Math.round(top)))
        if (lines.size > 1) found.push(one.closest('table').className + ': ' + word)
      }
  }
  return [...new Set(found)]
})()`

/** Pages of text alone: 210 mm less margins of 18 mm; Letter is wider. */
const A4_TEXT = Math.floor(((210 - 2 * 18) / 25.4) * 96)

/** On paper no word of ours is cut because its column is narrow. */
export function describeWords(browser: () => Browser): void {
  describe('the columns of tables on paper', () => {
    for (const [name, html] of Object.entries(PAGE_KINDS).filter(
      ([name]) => !/hostile|odd/.test(name),
    ))
      it(`are as wide as the words of their heads and results (${name})`, async function () {
        this.timeout(60_000)
        const page = await opened(browser(), html())
        await page.emulateMediaType('print')
        await page.setViewport({ width: A4_TEXT, height: 900 })
        expect(await page.evaluate(BROKEN)).to.deep.equal([])
        await page.close()
      })
  })
}
