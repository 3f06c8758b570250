/** Reports of a run, of a period and of a comparison: whatever stands in them, a browser asks nobody and reads no file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import puppeteer, { type Browser } from 'puppeteer'
import { digestOf } from '../../../src/core/digest.ts'
import type { Excerpt } from '../../../src/model/excerpt.ts'
import { comparisonHtml } from '../../../src/render/comparison-html.ts'
import { excerptOf } from '../../../src/render/excerpt/excerpt.ts'
import { NamesSeen } from '../../../src/render/excerpt/private-names.ts'
import { html as runHtml } from '../../../src/render/html.ts'
import { periodHtml } from '../../../src/render/period/html.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { pageText } from '../../../src/render/print/page-text.ts'
import { pagesOf, readPdf } from '../../../src/render/print/pdf-reader.ts'
import { usableBrowser } from '../../../src/render/print/session.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { printHtml, withBrowser } from '../../with-browser.ts'
import { hostileComparison } from '../hostile-comparison.ts'
import { hostileSource } from '../hostile.ts'
import { hostilePeriod } from '../period/hostile.ts'
import { ATTACKS, CANARY, LEAVES, openSink, type Sink } from './attacks.ts'
import { quietBrowser } from './pages.ts'

const FRAME = {
  ...{ entity: 'Example Payments', classification: 'Confidential' },
  generatedAt: '2026-12-28T02:03:42Z',
}

/** The page of each kind of report, of which every free text is hostile. */
const REPORTS: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  run: async () => (await runHtml.render(reportView(hostileSource()))).bytes,
  period: () => Promise.resolve(periodHtml(periodView(hostilePeriod(hostileSource())))),
  comparison: () => Promise.resolve(comparisonHtml(hostileComparison(), FRAME)),
}

/** What readers outside of the organisation are given. */
const EXCERPTS: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  run: async () => (await runHtml.render(reportView(excerpted(hostileSource())))).bytes,
  period: () => Promise.resolve(periodHtml(periodView(excerpted(hostilePeriod(hostileSource()))))),
  comparison: () => {
    const { excerpt, ...comparison } = excerpted(hostileComparison())
    return Promise.resolve(comparisonHtml(comparison, { ...FRAME, excerpt }))
  },
}

function excerpted<T extends object>(source: T): T & { readonly excerpt: Excerpt } {
  const about = { reportId: 'run-external', of: { id: 'run', digest: digestOf('sums') } }
  const { value, excerpt } = excerptOf(source, new NamesSeen().names(), about)
  return { ...value, excerpt }
}

/** The one address that a printed page has. */
const PAGE = 'https://report.invalid/'

const TIMEOUT_MS = 120_000

describe('reports in a browser', function () {
  this.timeout(600_000)
  let sink: Sink

  before(async () => {
    sink = await openSink()
  })
  after(() => {
    sink.close()
  })

  /** A report whose hostile text names the sink and the canary's file, without its content security policy: nothing but the text itself keeps it quiet. */
  const bareOf = async (kind: string, from = REPORTS) =>
    Buffer.from((await from[kind]?.()) ?? [])
      .toString('utf8')
      .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
      .replaceAll('https://sink.invalid', sink.to)
      .replaceAll('file:///etc/passwd', sink.file)

  for (const kind of Object.keys(REPORTS)) {
    it(`of a ${kind} make no request when people open them, scripts and all`, async () => {
      const html = await bareOf(kind)
      expect(html).to.include(sink.to).and.include(sink.file)
      const path = join(sink.folder, `${kind}.html`)
      writeFileSync(path, html)
      const asked = await openedUnguarded(path)
      expect(asked.filter((url) => !url.startsWith('data:'))).to.deep.equal([`file://${path}`])
      expect(sink.hits).to.deep.equal([])
    })

    it(`of a ${kind}, as excerpts, make no request when people open them`, async () => {
      const html = await bareOf(kind, EXCERPTS)
      expect(html).to.include('&lt;script&gt;')
      const path = join(sink.folder, `${kind}-external.html`)
      writeFileSync(path, html)
      const asked = await openedUnguarded(path)
      expect(asked.filter((url) => !url.startsWith('data:'))).to.deep.equal([`file://${path}`])
      expect(sink.hits).to.deep.equal([])
    })

    it(`of a ${kind} make no request when they are printed`, async () => {
      const { text, asked } = await printed(await bareOf(kind))
      expect(asked.filter((url) => !url.startsWith('data:'))).to.deep.equal([PAGE])
      expect(sink.hits).to.deep.equal([])
      expect(text).to.include('<script>').and.not.include(CANARY)
    })

    it(`of a ${kind} make no request and read no file when they are printed, whatever markup got in`, async () => {
      const html = await bareOf(kind)
      const entries = Object.entries(ATTACKS).map(
        ([name, attack]) => [name, attack(sink.to, sink.file)] as const,
      )
      const staying = entries.filter(([name]) => !LEAVES.has(name)).map(([, markup]) => markup)
      const leaving = entries.filter(([name]) => LEAVES.has(name)).map(([, markup]) => markup)
      for (const markup of [staying.join(''), ...leaving]) {
        const { text } = await printed(html.replace('</body>', `${markup}</body>`))
        expect(sink.hits).to.deep.equal([])
        expect(text).to.not.include(CANARY)
        if (markup === staying.join('')) expect(text.length).to.be.greaterThan(1000)
      }
    })
  }
})

/** Opens a file as a person would, in a browser with no other guard than the file itself; gives every address that was asked for. */
async function openedUnguarded(path: string): Promise<readonly string[]> {
  const { executable, environment } = await usableBrowser(quietBrowser())
  const browser = await puppeteer.launch({
    executablePath: executable,
    args: ['--no-sandbox'],
    env: { ...process.env, ...environment },
  })
  try {
    const page = await browser.newPage()
    const asked: string[] = []
    page.on('request', (request) => void asked.push(request.url()))
    await page.goto(`file://${path}`, { waitUntil: 'load' })
    await sleep(1000)
    return asked
  } finally {
    await browser.close()
  }
}

/** The text of all pages, and every address that was asked for; a page that leaves fails to print, which leaks nothing either. */
async function printed(
  html: string,
): Promise<{ readonly text: string; readonly asked: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-leak-page-'))
  const file = join(folder, 'page.pdf')
  const options = quietBrowser()
  const asked: string[] = []
  try {
    const found = await usableBrowser(options)
    await withBrowser(found, options, TIMEOUT_MS, async (browser) => {
      note(browser, asked)
      await printHtml(browser, html, file, TIMEOUT_MS)
    })
    const pdf = readPdf(readFileSync(file))
    const text = pagesOf(pdf).map((one) => pageText(pdf, one))
    return { text: text.join(''), asked }
  } catch (error) {
    return { text: String(error), asked }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Notes what the pages of a browser ask for. */
function note(browser: Browser, asked: string[]): void {
  browser.on('targetcreated', (target) => {
    void target.page().then((page) => page?.on('request', (one) => void asked.push(one.url())))
  })
}
