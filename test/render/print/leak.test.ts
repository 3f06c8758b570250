import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { pageText } from '../../../src/render/print/page-text.ts'
import { pagesOf, readPdf } from '../../../src/render/print/pdf-reader.ts'
import { printingPage } from '../../../src/render/print/page-printer.ts'
import { usableBrowser } from '../../../src/render/print/session.ts'
import { printHtml, withBrowser } from '../../with-browser.ts'
import { page, quietBrowser } from './pages.ts'

/** Markup that fetches, reads or runs something; `to` is an address of the sink, `file` the canary's. */
const ATTACKS: Readonly<Record<string, (to: string, file: string) => string>> = {
  image: (to) => `<img src="${to}/img" srcset="${to}/set 2x">`,
  'style import, background and font': (to) =>
    `<style>@import url("${to}/css");@font-face{font-family:x;src:url("${to}/font")}body{background:url("${to}/bg");font-family:x}</style>x`,
  'style sheet and prefetch': (to) =>
    `<link rel="stylesheet" href="${to}/sheet"><link rel="prefetch" href="${to}/prefetch"><link rel="preconnect" href="${to}"><link rel="dns-prefetch" href="${to}">`,
  frames: (to, file) => `<iframe src="${to}/frame"></iframe><iframe src="${file}"></iframe>`,
  'object and embed': (to, file) =>
    `<object data="${file}"></object><embed src="${to}/embed"><object data="${to}/object"></object>`,
  'image of a file': (_to, file) =>
    `<img src="${file}"><svg><image href="${file}" width="9" height="9"/></svg>`,
  'svg image and use': (to) =>
    `<svg><image href="${to}/svg" width="9" height="9"/><use href="${to}/use.svg#a"/></svg>`,
  'refresh to the network': (to) => `<meta http-equiv="refresh" content="0;url=${to}/refresh">`,
  'refresh to a file': (_to, file) => `<meta http-equiv="refresh" content="0;url=${file}">`,
  'base and relative image': (to) => `<base href="${to}/"><img src="relative">`,
  media: (to) =>
    `<video src="${to}/video" poster="${to}/poster" autoplay></video><audio src="${to}/audio" autoplay></audio>`,
  script: (to, file) =>
    `<script>fetch("${to}/fetch");new Image().src="${to}/image";fetch("${file}").then(r=>r.text()).then(t=>document.body.append(t))</script><script src="${to}/script"></script>`,
  handlers: (to) =>
    `<img src="x" onerror="fetch('${to}/error')"><svg onload="fetch('${to}/load')"></svg>`,
  form: (to) => `<form action="${to}/form"><input autofocus onfocus="this.form.submit()"></form>`,
  'the report address again': () =>
    '<iframe src="https://report.invalid/"></iframe><img src="https://report.invalid/x">',
}

/** Attacks that leave the page: it is refused instead of printed. */
const LEAVES = new Set(['refresh to the network', 'refresh to a file'])

describe('printing', () => {
  const hits: string[] = []
  let sink: Server
  let folder: string
  let to: string
  let file: string

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'exhibit-leak-'))
    writeFileSync(join(folder, 'canary.html'), '<p>CANARYREAD</p>')
    file = `file://${join(folder, 'canary.html')}`
    const server = createServer((request, response) => {
      hits.push(request.url ?? '')
      response.end('<p>CANARYREAD</p>')
    })
    sink = server.listen(0, '127.0.0.1')
    await new Promise((resolve) => sink.once('listening', resolve))
    to = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`
  })

  after(() => {
    sink.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  for (const [name, attack] of Object.entries(ATTACKS)) {
    it(`makes no request and reads no file for ${name}`, async function () {
      this.timeout(120_000)
      const body = `<p>BEFORE</p>${attack(to, file)}<p>SENTINEL</p>`
      const text = await printed(htmlOf(body))
      expect(hits).to.deep.equal([])
      expect(text).to.not.include('CANARYREAD')
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
