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
import { readJoined } from '../../../src/render/print/join/reader.ts'
import { pageText } from '../../../src/render/print/page-text.ts'
import { pagesOf, reference } from '../../../src/render/print/pdf-reader.ts'
import type { Section } from '../../../src/render/section.ts'
import { usableBrowser } from '../../../src/render/print/session.ts'
import { jobOf, printed, quietBrowser } from './pages.ts'

async function faultOf(body: string, options: BrowserOptions): Promise<Fault> {
  try {
    await printed(jobOf(body), options)
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
    const job = jobOf('<h1>SENTINEL</h1><p>text</p>')
    const [one, other] = [await printed(job, quietBrowser()), await printed(job, quietBrowser())]
    expect(Buffer.compare(one.bytes, other.bytes)).to.equal(0)
    const file = readJoined(one.bytes)
    const info = file.object(reference(file.trailer, 'Info') ?? 0).head
    expect(info).to.include("/CreationDate(D:20261228020342+00'00')")
    expect(one.browser).to.match(/^\d+\.\d+\.\d+\.\d+$/)
    expect(one.pages).to.equal(1)
  })

  it('prints parts at the same time to the bytes that they have one after the other', async function () {
    this.timeout(120_000)
    const [one, other] = [
      await printed(jobOf(manySections()), quietBrowser({ parallel: 1 })),
      await printed(jobOf(manySections()), quietBrowser({ parallel: 3 })),
    ]
    expect(Buffer.compare(one.bytes, other.bytes)).to.equal(0)
    const file = readJoined(one.bytes)
    expect(one.pages).to.equal(pagesOf(file).length)
    const text = pagesOf(file)
      .map((page) => pageText(file, page))
      .join('')
    expect(text).to.match(/Section1[^]*Section2[^]*Section3[^]*Section4[^]*Section5/)
    expect(text).to.include(`page${one.pages}of${one.pages}`)
  })

  it('prints a part whose browser is killed in a fresh one, and the rest as if nothing had been', async function () {
    this.timeout(120_000)
    const whole = await printed(jobOf(manySections()), quietBrowser())
    const options = quietBrowser({ temporaryFolder: folder })
    let killed = 0
    const sections = function* (): Generator<Section> {
      for (const section of manySections()) {
        yield section
        if (section.name === 'section 3') killed = killBrowsers(folder)
      }
    }
    const again = await printed(jobOf([], { sections: sections(), used: manySections() }), options)
    expect(killed).to.be.greaterThan(0)
    expect(options.said.join('')).to.match(/trying once more in a fresh browser part=/)
    expect(Buffer.compare(whole.bytes, again.bytes)).to.equal(0)
    expect(readdirSync(folder)).to.deep.equal([])
  })

  it('leaves no folder and no process behind', async function () {
    this.timeout(120_000)
    const options = quietBrowser({ temporaryFolder: folder })
    await printed(jobOf('<p>SENTINEL</p>'), options)
    expect(readdirSync(folder)).to.deep.equal([])
    const running = readdirSync('/proc').filter(
      (pid) => /^\d+$/.test(pid) && commandOf(pid).includes(folder),
    )
    expect(running).to.deep.equal([])
  })

  it('warns when the browser runs without its own sandbox', async function () {
    this.timeout(120_000)
    const options = quietBrowser({ sandbox: false })
    await printed(jobOf('<p>SENTINEL</p>'), options)
    expect(options.said).to.deep.equal([
      'exhibit: warning: the browser prints without its own sandbox why=switched off\n',
    ])
  })

  it('refuses a page that lacks its text', async function () {
    this.timeout(120_000)
    const fault = await faultOf('<p>other</p>', quietBrowser())
    expect(fault.code).to.equal('MISSING')
    expect(fault.message).to.include('does not show its text')
  })

  it('refuses glyphs that no font of ours has', async function () {
    this.timeout(120_000)
    // an entity is not text of ours, so nothing spells it out
    const fault = await faultOf('<p>SENTINEL &#x5b57;</p>', quietBrowser())
    expect(fault.message).to.include('no font of ours has')
  })

  it('spells out what no font of ours has, and then prints', async function () {
    this.timeout(120_000)
    const { bytes } = await printed(jobOf('<p>SENTINEL \u0ba4 ქ</p>'), quietBrowser())
    const file = readJoined(bytes)
    expect(pageText(file, pagesOf(file)[0]!)).to.include('SENTINEL[U+0BA4][U+10E5]')
  })

  it('tries once more in a fresh browser, then says what happened and what to do', async function () {
    this.timeout(60_000)
    const options = quietBrowser({
      executable: fakeBrowser(`echo started >> ${folder}/starts; kill -9 $$`),
      parallel: 1,
    })
    const fault = await faultOf('<p>SENTINEL</p>', options)
    expect(fault.code).to.equal('MISSING')
    expect(fault.message).to.equal(
      'the PDF could not be printed, at "the margins of all pages": the browser ended with SIGKILL',
    )
    expect(readFileSync(join(folder, 'starts'), 'utf8').match(/started/g)).to.have.length(2)
    expect(fault.hint).to.include('HTML and JSON are complete')
    expect(options.said.filter((line) => line.includes('fresh browser'))).to.have.length(1)
  })

  it('kills a browser that does not answer', async function () {
    this.timeout(60_000)
    const options = quietBrowser({ executable: fakeBrowser('exec sleep 600'), timeoutMs: 300 })
    expect((await faultOf('<p>SENTINEL</p>', options)).message).to.equal(
      'printing the PDF took longer than 1 s',
    )
  })

  it('says why a configured browser cannot be used, and takes no other', async () => {
    const executable = join(folder, 'missing')
    const fault = await faultOf('', quietBrowser({ executable }))
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

/** Five sections, each of them a part of its own. */
function manySections(): readonly Section[] {
  const filler = `<p>${'words and words '.repeat(200)}</p>`.repeat(60)
  return [1, 2, 3, 4, 5].map((number) => ({
    name: `section ${number}`,
    html: `<h2 id="s${number}">Section ${number}</h2><p>SENTINEL, on to <a href="#s${(number % 5) + 1}">the next</a></p>${filler}`,
    begins: 'page',
  }))
}

/** Kills what runs below a folder; gives how many there were. */
function killBrowsers(folder: string): number {
  const running = readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && commandOf(pid).includes(`--user-data-dir=${folder}`),
  )
  for (const pid of running) {
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // gone with the one before
    }
  }
  return running.length
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
