import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { pageText } from '../../../src/render/print/page-text.ts'
import { pagesOf, readPdf } from '../../../src/render/print/pdf-reader.ts'
import { printingPage } from '../../../src/render/print/page-printer.ts'
import { usableBrowser } from '../../../src/render/print/session.ts'
import { printHtml, withBrowser } from '../../with-browser.ts'
import { ATTACKS, CANARY, LEAVES, openSink, type Sink } from './attacks.ts'
import { page, quietBrowser } from './pages.ts'

describe('printing', () => {
  let sink: Sink
  let [folder, to, file] = ['', '', '']
  let hits: string[] = []

  before(async () => {
    sink = await openSink()
    ;({ folder, to, file, hits } = sink)
  })

  after(() => {
    sink.close()
  })

  for (const [name, attack] of Object.entries(ATTACKS)) {
    it(`makes no request and reads no file for ${name}`, async function () {
      this.timeout(120_000)
      const body = `<p>BEFORE</p>${attack(to, file)}<p>SENTINEL</p>`
      const text = await printed(htmlOf(body))
      expect(hits).to.deep.equal([])
      expect(text).to.not.include(CANARY)
      if (!LEAVES.has(name)) expect(text).to.include('SENTINEL')
    })
  }

  it('gives the document behind an attack in the same page, and nothing of the attack', async function () {
    this.timeout(120_000)
    const options = quietBrowser()
    const found = await usableBrowser(options)
    const clean = htmlOf('<p>CLEAN</p>')
    const pdf = join(folder, 'page.pdf')
    await withBrowser(found, options, TIMEOUT_MS, async (browser) => {
      const one = await printingPage(browser)
      for (const [name, attack] of Object.entries(ATTACKS)) {
        // one that leaves the page is refused; what comes next has to be right all the same
        await one.print(htmlOf(`<p>BEFORE</p>${attack(to, file)}`), pdf, 5_000).catch(() => '')
        await one.print(clean, pdf, TIMEOUT_MS)
        expect(textOf(pdf), name).to.include('CLEAN').and.to.not.include('BEFORE')
      }
    })
    expect(hits).to.deep.equal([])
  })

  it('is what stops them: a browser without the lock-down makes the requests', async function () {
    this.timeout(60_000)
    const attacks = Object.values(ATTACKS).map((attack) => attack(to, file))
    writeFileSync(join(folder, 'attack.html'), attacks.slice(0, 7).join(''))
    const { executable, environment } = await usableBrowser(quietBrowser())
    const child = spawn(
      executable,
      [
        '--headless',
        '--no-sandbox',
        '--remote-debugging-port=0',
        `--user-data-dir=${folder}/profile`,
        `file://${folder}/attack.html`,
      ],
      {
        detached: true,
        stdio: 'ignore',
        env: { PATH: process.env.PATH, HOME: folder, ...environment },
      },
    )
    while (!['/img', '/set', '/css', '/frame', '/sheet'].some((path) => hits.includes(path)))
      await sleep(50)
    process.kill(-child.pid!, 'SIGKILL')
    await once(child, 'exit')
    expect(hits.splice(0)).to.not.deep.equal([])
  })
})

const TIMEOUT_MS = 30_000

/** A whole file without the policy that it holds itself, so that the browser's lock-down stands alone. */
function htmlOf(body: string): string {
  const html = Buffer.from(page(body)).toString('utf8')
  return html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
}

function textOf(file: string): string {
  const pdf = readPdf(readFileSync(file))
  return pagesOf(pdf)
    .map((one) => pageText(pdf, one))
    .join('')
}

/** The text of all pages; a page that navigated away fails to print, which leaks nothing either. */
async function printed(html: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-leak-page-'))
  const file = join(folder, 'page.pdf')
  const options = quietBrowser()
  try {
    const found = await usableBrowser(options)
    await withBrowser(found, options, TIMEOUT_MS, (browser) =>
      printHtml(browser, html, file, TIMEOUT_MS),
    )
    return textOf(file)
  } catch (error) {
    return String(error)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
