import { expect } from 'chai'
import type { Browser, CDPSession, Page } from 'puppeteer'
import { PAGE_KINDS } from './page-kinds.ts'
import { opened } from './opened.ts'

const STATUS = '.finder [role=status]'
/** Texts of what a selector finds and a reader sees. */
const SHOWN = (selector: string) =>
  `[...document.querySelectorAll('${selector}')].filter((one) => one.checkVisibility()).map(({ textContent }) => textContent)`

/** What is said once a search is over. */
async function said(page: Page): Promise<string> {
  await page.waitForFunction(`document.querySelector('${STATUS}').textContent !== ''`)
  return (await page.evaluate(`document.querySelector('${STATUS}').textContent`)) as string
}

async function shown(page: Page, selector: string): Promise<readonly string[]> {
  return (await page.evaluate(SHOWN(selector))) as readonly string[]
}

const ROWS = 20_000
/** Seconds of processor time; it takes a third of that. */
const MOST_SECONDS = 1

/** Makes the table of evidence so many rows long. */
const LENGTHEN = `{
  const body = document.querySelector('#evidence tbody')
  const row = body.rows[0]
  for (let number = body.rows.length; number < ${ROWS}; number += 1) {
    const copy = row.cloneNode(true)
    copy.cells[0].textContent = 'item-' + number
    body.append(copy)
  }
}`

/** Seconds of processor time that the page has taken so far. */
async function processorTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN
}

/** Search and filter, in a browser that a function gives. */
export function describeFind(browser: () => Browser): void {
  describe('search and filter', () => {
    let page: Page
    beforeEach(async () => (page = await opened(browser(), PAGE_KINDS['the report of a run']!())))
    afterEach(() => page.close())

    it('leaves what has a text, and says how much that is', async () => {
      await page.focus('.finder input')
      await page.keyboard.type('untrusted NETWORKS only')
      expect(await said(page)).to.match(/^\d of \d+ pages of controls, \d+ of \d+ rows/)
      const controls = await shown(page, '.control > h3')
      expect(controls).to.have.length(1)
      expect(controls[0]).to.include('1.4.2')
      expect(await shown(page, '.policy')).to.deep.equal([])
      expect(await shown(page, '#glossary')).to.deep.equal([])
    })

    it('leaves what has a result', async () => {
      await page.select('.finder select', 'fail')
      await said(page)
      const results = await shown(page, '.control > .result .outcome')
      expect(results.length).to.be.greaterThan(0)
      const rows = await shown(page, '.subjects tbody tr')
      for (const row of rows) expect(row.trim()).to.match(/^fail/)
    })

    it('answers the first search in 20,000 rows within a second of processor time', async function () {
      this.timeout(240_000)
      await page.evaluate(LENGTHEN)
      await page.evaluate('document.body.offsetHeight')
      const session = await page.createCDPSession()
      await session.send('Performance.enable', { timeDomain: 'threadTicks' })
      const before = await processorTime(session)
      await page.focus('.finder input')
      await page.keyboard.type('item-12345')
      expect(await said(page)).to.match(/^1 of 20,\d{3} rows$/)
      const taken = (await processorTime(session)) - before
      expect(taken).to.be.within(0.01, MOST_SECONDS)
      expect((await shown(page, '#evidence tbody tr')).join()).to.match(/item-12345/)
    })

    it('says that nothing is found', async () => {
      await page.focus('.finder input')
      await page.keyboard.type('no such words anywhere')
      expect(await said(page)).to.equal('Nothing is found')
      expect(await shown(page, 'main > :not(svg)')).to.deep.equal([])
    })

    it('shows everything again by Escape and by its button, which is reached by keyboard', async () => {
      const all = await shown(page, '.control, .policy, tr, section')
      for (const key of ['Escape', 'Enter']) {
        await page.focus('.finder input')
        await page.keyboard.type('untrusted networks only')
        await said(page)
        await page.evaluate(`document.querySelector('${STATUS}').textContent = ''`)
        if (key === 'Enter') await page.focus('.finder button')
        await page.keyboard.press(key as 'Escape')
        expect(await said(page)).to.equal('Everything is shown')
        expect(await shown(page, '.control, .policy, tr, section')).to.deep.equal(all)
        await page.evaluate(`document.querySelector('${STATUS}').textContent = ''`)
      }
    })

    it('leads to a place that is out of sight', async () => {
      await page.focus('.finder input')
      await page.keyboard.type('untrusted networks only')
      await said(page)
      await page.evaluate(`document.querySelector('.overview tr:not(.away) a').click()`)
      expect(await shown(page, '#glossary')).to.have.length(0)
      await page.evaluate(
        `{ const link = document.createElement('a'); link.href = '#glossary'; document.querySelector('main > :not(.away)').append(link); link.click() }`,
      )
      expect(await shown(page, '#glossary')).to.have.length(1)
    })

    it('leaves a print whole, and is not on it', async () => {
      await page.select('.finder select', 'fail')
      await said(page)
      await page.emulateMediaType('print')
      expect(await shown(page, '.finder, .skip')).to.deep.equal([])
      const hidden = `[...document.querySelectorAll('main *')].filter((one) => getComputedStyle(one).display === 'none').length`
      expect(await page.evaluate(hidden)).to.equal(0)
    })

    it('is not there without script, and nothing else is missing then', async () => {
      const html = PAGE_KINDS['the report of a run']!()
      const without = await browser().newPage()
      await without.setJavaScriptEnabled(false)
      await without.setContent(html)
      const body = await without.content()
      expect(body.slice(body.indexOf('<body'))).to.not.match(/class="finder"|<input|<select/)
      expect(body).to.include('id="glossary"')
      await without.close()
    })

    it('runs this one script alone', async () => {
      const html = PAGE_KINDS['the report of a run']!()
      const other = await browser().newPage()
      const refused: string[] = []
      other.on('console', (message) => refused.push(message.text()))
      await other.setContent(
        html.replace('<main', `<script>document.title = 'run'</script><main onclick="1"`),
      )
      expect(await other.title()).to.not.equal('run')
      expect(await shown(other, '.finder')).to.have.length(1)
      expect(refused.join()).to.match(/Content Security Policy/)
      await other.close()
    })
  })
}
