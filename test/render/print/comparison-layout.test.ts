import { expect } from 'chai'
import { comparisonHtml } from '../../../src/render/comparison-html.ts'
import { usableBrowser } from '../../../src/render/print/session.ts'
import { withBrowser } from '../../with-browser.ts'
import { comparison } from '../fixture-comparison.ts'
import { quietBrowser } from './pages.ts'

const FRAME = {
  entity: 'Example Payments',
  classification: 'Confidential',
  generatedAt: '2026-12-28T02:03:42Z',
}

describe('the page of a comparison', function () {
  this.timeout(60_000)

  it('does not scroll sideways on a telephone, and keeps headings with their tables in print', async () => {
    const html = Buffer.from(comparisonHtml(comparison(), FRAME)).toString('utf8')
    const options = quietBrowser({ sandbox: false })
    const found = await usableBrowser(options)
    await withBrowser(found, options, 50_000, async (browser) => {
      const page = await browser.newPage()
      await page.setViewport({ width: 390, height: 844 })
      await page.setContent(html)
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(390)
      await page.emulateMediaType('print')
      const breaks = await page.evaluate(
        `['.part h4', '.cause', 'tr:has(+ .why)'].map((each) => getComputedStyle(document.querySelector(each)).breakAfter)`,
      )
      expect(breaks).to.deep.equal(['avoid', 'avoid', 'avoid'])
    })
  })
})
