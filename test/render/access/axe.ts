import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import type { Browser } from 'puppeteer'
import { PAGE_KINDS } from './page-kinds.ts'
import { opened } from './opened.ts'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** All rules, those of good practice too; pictures hold no elements but words, whose contrast contrast.test.ts computes. */
const RUN = (only: string) =>
  `axe.run({ exclude: ['svg'] }, { resultTypes: ['violations'], selectors: false, elementRef: false, ${only} })
    .then(({ violations }) => violations.map(({ id, nodes }) => id + ' in ' + nodes.map(({ html }) => html.slice(0, 120)).slice(0, 3).join(' and ')))`
const CONTRAST = `runOnly: ['color-contrast']`
/** Some pages have the colours of others, and many words: looking at each once more would take a minute. */
const NO_CONTRAST = `rules: { 'color-contrast': { enabled: false } }`

/** axe-core finds nothing, in the colours of either theme, wide and narrow. */
export function describeAxe(browser: () => Browser): void {
  describe('axe', () => {
    for (const [name, html] of Object.entries(PAGE_KINDS))
      it(`finds nothing wrong in ${name}`, async function () {
        this.timeout(120_000)
        const hasOwnColours = !/hostile|odd|not over/.test(name)
        const page = await opened(browser(), html())
        await page.evaluate(AXE)
        expect(await page.evaluate(RUN(hasOwnColours ? '' : NO_CONTRAST)), 'light').to.deep.equal(
          [],
        )
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
        if (hasOwnColours) expect(await page.evaluate(RUN(CONTRAST)), 'dark').to.deep.equal([])
        await page.setViewport({ width: 320, height: 900 })
        const narrow = `runOnly: ['scrollable-region-focusable', 'target-size', 'meta-viewport']`
        expect(await page.evaluate(RUN(narrow)), 'narrow').to.deep.equal([])
        await page.close()
      })
  })
}
