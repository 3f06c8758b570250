import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Fault } from '../../../src/core/fault.ts'
import type { BrowserOptions } from '../../../src/render/browser.ts'
import { printPdf } from '../../../src/render/print/print.ts'
import { usableBrowser } from '../../../src/render/print/session.ts'
import { DATE, page, quietBrowser } from './pages.ts'

async function faultOf(
  html: Uint8Array,
  options: BrowserOptions,
  sentinel = 'SENTINEL',
): Promise<Fault> {
  try {
    await printPdf({ html, date: DATE, sentinel }, options)
  } catch (error) {
    expect(error).to.be.instanceOf(Fault)
    return error as Fault
  }
  throw new Error('it printed')
}

describe('printPdf', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'exhibit-print-test-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** A program that says a version and then does something else than print. */
  const fakeBrowser = (then: string): string => {
    const path = join(folder, 'browser')
    writeFileSync(
      path,
      `#!/bin/sh\nif [ "$1" = --version ]; then echo "Chromium 153.0.8010.0"; exit 0; fi\n${then}\n`,
    )
    chmodSync(path, 0o755)
    return path
  }

  it('prints the same bytes twice, dated by the report', async function () {
    this.timeout(120_000)
    const job = { html: page('<h1>SENTINEL</h1><p>text</p>'), date: DATE, sentinel: 'SENTINEL' }
    const [one, other] = [await printPdf(job, quietBrowser()), await printPdf(job, quietBrowser())]
    expect(Buffer.compare(one.bytes, other.bytes)).to.equal(0)
    expect(Buffer.from(one.bytes).toString('latin1')).to.include(
      "/CreationDate (D:20261228020342+00'00')",
    )
    expect(one.browser).to.match(/^\d+\.\d+\.\d+\.\d+$/)
    expect(one.pages).to.equal(1)
  })

  it('leaves no folder and no process behind', async function () {
    this.timeout(120_000)
    const options = quietBrowser({ temporaryFolder: folder })
    await printPdf({ html: page('<p>SENTINEL</p>'), date: DATE, sentinel: 'SENTINEL' }, options)
    expect(readdirSync(folder)).to.deep.equal([])
    const running = readdirSync('/proc').filter(
      (pid) => /^\d+$/.test(pid) && commandOf(pid).includes(folder),
    )
    expect(running).to.deep.equal([])
  })

  it('warns when the browser runs without its own sandbox', async function () {
    this.timeout(120_000)
    const options = quietBrowser({ sandbox: false })
    await printPdf({ html: page('<p>SENTINEL</p>'), date: DATE, sentinel: 'SENTINEL' }, options)
    expect(options.said).to.deep.equal([
      'exhibit: warning: the browser prints without its own sandbox why=switched off\n',
    ])
  })

  it('refuses a page that lacks its text', async function () {
    this.timeout(120_000)
    const fault = await faultOf(page('<p>other</p>'), quietBrowser())
    expect(fault.code).to.equal('MISSING')
    expect(fault.message).to.include('does not show its text')
  })

  it('refuses glyphs that no font of ours has', async function () {
    this.timeout(120_000)
    const html = Buffer.from(
      Buffer.from(page('<p>SENTINEL HERE</p>')).toString().replace('HERE', '\u5b57'),
    )
    expect((await faultOf(html, quietBrowser())).message).to.include('no font of ours has')
  })

  it('spells out what no font of ours has, and then prints', async function () {
    this.timeout(120_000)
    const html = page('<p>SENTINEL \u5b57 😀</p>', '\u5b57 😀')
    expect(Buffer.from(html).toString()).to.include('[U+5B57] [U+1F600]')
    const { pages } = await printPdf({ html, date: DATE, sentinel: 'SENTINEL' }, quietBrowser())
    expect(pages).to.equal(1)
  })

  it('tries once more in a fresh browser, then says what happened and what to do', async function () {
    this.timeout(60_000)
    const options = quietBrowser({
      executable: fakeBrowser(`echo started >> ${folder}/starts; kill -9 $$`),
    })
    const fault = await faultOf(page('<p>SENTINEL</p>'), options)
    expect(fault.code).to.equal('MISSING')
    expect(fault.message).to.equal('the PDF could not be printed: the browser ended with SIGKILL')
    expect(fault.hint).to.include('HTML and JSON are complete')
    expect(options.said.filter((line) => line.includes('fresh browser'))).to.have.length(1)
  })

  it('kills a browser that does not answer', async function () {
    this.timeout(60_000)
    const options = quietBrowser({ executable: fakeBrowser('exec sleep 600'), timeoutMs: 300 })
    expect((await faultOf(page('<p>SENTINEL</p>'), options)).message).to.equal(
      'printing the PDF took longer than 1 s',
    )
  })

  it('says why a configured browser cannot be used, and takes no other', async () => {
    const executable = join(folder, 'missing')
    const fault = await faultOf(page(''), quietBrowser({ executable }))
    expect(fault.code).to.equal('MISSING')
    expect(fault.message).to.include(executable)
    expect(fault.hint).to.include('install Chromium')
  })

  it('finds a browser without being told', async function () {
    this.timeout(60_000)
    const { executable } = await usableBrowser(quietBrowser())
    expect(existsSync(executable)).to.equal(true)
  })
})

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
