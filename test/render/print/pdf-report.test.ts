import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { silentLog } from '../../../src/core/log.ts'
import { pageText } from '../../../src/render/print/page-text.ts'
import { readJoined } from '../../../src/render/print/join/reader.ts'
import { pagesOf } from '../../../src/render/print/pdf-reader.ts'
import type { PdfFile } from '../../../src/render/print/pdf-reader.ts'
import { renderFormats } from '../../../src/render/render.ts'
import type { RenderedFile } from '../../../src/render/render.ts'
import { reportSource } from '../fixture.ts'

/** Whether a program of poppler-utils or qpdf is there; the tests that need it say so when not. */
function has(program: string): boolean {
  try {
    execFileSync(program, [program === 'qpdf' ? '--version' : '-v'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('report.pdf', function () {
  this.timeout(180_000)
  let folder: string
  let files: readonly RenderedFile[]
  let pdf: PdfFile
  let path: string

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'exhibit-pdf-'))
    const browser = { env: process.env, log: silentLog }
    files = await renderFormats(reportSource(), ['pdf', 'html'], { outDir: folder, browser })
    path = files.at(-1)!.path
    pdf = readJoined(readFileSync(path))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const head = (pattern: RegExp) =>
    pdf.numbers.map((number) => pdf.object(number).head).filter((text) => pattern.test(text))

  it('is written last, with the version of its browser', () => {
    expect(files.map(({ name }) => name)).to.deep.equal(['report.html', 'report.pdf'])
    expect(files[1]?.browser).to.match(/^\d+\./)
    expect(files[0]?.browser).to.equal(undefined)
  })

  it('has a title, a language, tags and bookmarks', () => {
    expect(head(/\/Title\(Segmentation and configuration/)).to.have.length.greaterThan(0)
    const [catalog] = head(/\/Type \/Catalog/)
    expect(catalog).to.match(/\/Lang\(en\)/)
    expect(catalog).to.match(/\/Marked true/)
    expect(catalog).to.match(/\/DisplayDocTitle true/)
    expect(catalog).to.match(/\/Outlines \d+ 0 R/)
    for (const tag of ['/S /H1', '/S /H2', '/S /Table', '/S /TH', '/S /Figure'])
      expect(head(new RegExp(`${tag}\\b`)).length, tag).to.be.greaterThan(0)
  })

  it('has each chapter among its bookmarks', () => {
    const titles = head(/\/Title\(.*\/(Parent|Dest)/s).join('')
    for (const chapter of [
      'Read first',
      'Scope',
      'Segmentation',
      'Waivers',
      'Approved flows',
      'Glossary',
      'Limits',
      'Sign-off',
    ])
      expect(titles.includes(chapter), chapter).to.equal(true)
  })

  it('says on page one what it is, of when, and what was not read', () => {
    const text = pageText(pdf, pagesOf(pdf)[0]!)
    for (const said of [
      'ExamplePayments',
      'Asof',
      '2026-12-28T02:00:06Z',
      'self-signedbythisinstallation',
      'notconfirmedbyanyone',
      'managed-apacisunreachable',
    ])
      expect(text).to.include(said)
  })

  it('counts its pages, and repeats run and classification', () => {
    const pages = pagesOf(pdf)
    expect(pages.length).to.be.greaterThan(20)
    pages.slice(1).forEach((page, index) => {
      const text = pageText(pdf, page)
      expect(text).to.include(`page${index + 2}of${pages.length}`)
      expect(text).to.include('Confidential')
      expect(text).to.include('run20261228T020004Z-7c1f09e2')
    })
  })

  it('shows the same words as independent programs read', function () {
    if (!has('pdftotext') || !has('pdfinfo')) {
      process.stdout.write(
        '      (not run: pdftotext and pdfinfo come with the package poppler-utils)\n',
      )
      return this.skip()
    }
    const info = execFileSync('pdfinfo', [path], { encoding: 'utf8' })
    expect(info)
      .to.match(/Tagged:\s+yes/)
      .and.match(/JavaScript:\s+no/)
      .and.match(/A4/)
    expect(info).to.match(new RegExp(`Pages:\\s+${pagesOf(pdf).length}\\n`))
    const text = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ')
    expect(text).to.include('no allowed path in the declared configuration')
    expect(text).to.include('Requirement 1.3.1')
  })

  it('is sound for an independent reader', function () {
    if (!has('qpdf')) {
      process.stdout.write('      (not run: qpdf is not installed)\n')
      return this.skip()
    }
    expect(execFileSync('qpdf', ['--check', path], { encoding: 'utf8' })).to.include(
      'No syntax or stream encoding errors',
    )
  })
})
