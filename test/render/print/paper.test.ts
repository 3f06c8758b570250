/** Both sizes of paper, for every document that is printed, as programs of poppler-utils see them. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { silentLog } from '../../../src/core/log.ts'
import type { BrowserOptions } from '../../../src/render/browser.ts'
import { PAPERS } from '../../../src/render/paper.ts'
import type { Paper } from '../../../src/render/paper.ts'
import { renderPeriod } from '../../../src/render/period/render.ts'
import { renderComparison } from '../../../src/render/render-comparison.ts'
import { renderFormats } from '../../../src/render/render.ts'
import { comparison } from '../fixture-comparison.ts'
import { reportSource } from '../fixture.ts'
import { periodSource } from '../period/fixture.ts'

const GENERATED = '2026-12-28T02:03:42Z'
const FRAME = {
  entity: 'Example Payments',
  classification: 'Confidential',
  generatedAt: GENERATED,
}

/** Numbered rows, enough for several pages; each number stands in the first cell of its row. */
const ROWS = Array.from({ length: 150 }, (_, at) => `row-${String(at + 1).padStart(3, '0')}`)

/** What is printed, into a folder; the text at the foot of its pages, and the head of its table of numbered rows. */
type Document = {
  readonly print: (outDir: string, browser: BrowserOptions) => Promise<unknown>
  readonly foot: string
  readonly head: RegExp
}

const DOCUMENTS: Readonly<Record<string, Document>> = {
  'a run': {
    print: (outDir, browser) => {
      const source = reportSource()
      const [, pci] = source.catalogue.frameworks
      const controls = ROWS.map((id) => ({ ...pci!.controls[0]!, id, title: 'A long table' }))
      const catalogue = { ...source.catalogue, frameworks: [{ ...pci!, controls }] }
      return renderFormats({ ...source, catalogue }, ['html', 'pdf'], { outDir, browser })
    },
    foot: 'run 20261228T020004Z-7c1f09e2',
    head: /requirement +page +Result +Subjects +pass/i,
  },
  'a period': {
    print: (outDir, browser) => {
      const source = periodSource()
      const [one] = source.changes.significant
      const significant = ROWS.map((what) => ({ ...one!, what: [what] }))
      const changes = { ...source.changes, significant }
      return renderPeriod({ ...source, changes }, ['html', 'pdf'], { outDir, browser })
    },
    foot: 'report 2026-Q4-5d0c3e71',
    head: /Between +Cluster +Kind +What/,
  },
  'a comparison': {
    print: (outDir, browser) => {
      const [, , regressed] = comparison().controls
      const controls = ROWS.map((control) => ({ ...regressed!, control }))
      return renderComparison(comparison({ controls }), {
        ...{ outDir, browser, pdf: true, frame: FRAME },
      })
    },
    foot: '20260929T020004Z-0a1b2c3d to 20261228T020004Z-7c1f09e2',
    head: /Control +Cluster +State +Result/,
  },
}

const SIZES: Readonly<Record<Paper, RegExp>> = {
  A4: /Page size: +59\d(\.\d+)? x 84\d(\.\d+)? pts \(A4\)/,
  Letter: /Page size: +612 x 792 pts \(letter\)/,
}

describe('paper', function () {
  this.timeout(180_000)
  before(function () {
    try {
      for (const each of ['pdfinfo', 'pdftotext']) execFileSync(each, ['-v'], { stdio: 'ignore' })
    } catch {
      process.stdout.write('      (not run: pdfinfo and pdftotext come with poppler-utils)\n')
      this.skip()
    }
  })

  for (const [name, { print, foot, head }] of Object.entries(DOCUMENTS))
    for (const paper of PAPERS)
      describe(`${paper}, for ${name}`, () => {
        let folder: string
        let info: string
        let pages: readonly string[]

        before(async () => {
          folder = mkdtempSync(join(tmpdir(), 'exhibit-paper-'))
          await print(folder, { env: process.env, log: silentLog, paper })
          const pdf = join(folder, name === 'a comparison' ? 'comparison.pdf' : 'report.pdf')
          info = execFileSync('pdfinfo', ['-f', '1', '-l', '9999', pdf]).toString()
          const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { maxBuffer: 1 << 28 })
          pages = text.toString().split('\f').slice(0, -1)
        })
        after(() => rmSync(folder, { recursive: true, force: true }))

        it('is the size of every page, and of the HTML when somebody prints it', () => {
          const sizes = info.split('\n').filter((line) => /^Page +\d+ size:/.test(line))
          expect(sizes).to.have.length(pages.length)
          for (const line of sizes)
            expect(line.replace(/^Page +\d+ size:/, 'Page size:')).to.match(SIZES[paper])
          const file = name === 'a comparison' ? 'comparison.html' : 'report.html'
          const html = readFileSync(join(folder, file), 'utf8')
          expect([...html.matchAll(/size: ?(A4|Letter)[;}]/g)].at(-1)?.[1]).to.equal(paper)
        })

        it('has what it is, its classification and the number of pages on each page', () => {
          for (const [index, text] of pages.entries()) {
            if (index > 0) expect(text.slice(0, 400)).to.match(/Example Payments +Confidential/)
            expect(text).to.include(foot)
            expect(text).to.match(new RegExp(`page ${index + 1} of ${pages.length}\\s*$`))
          }
        })

        it('repeats the head of a table on each of its pages, and leaves no row alone', () => {
          const found = pages.flatMap((text) => {
            const after = text.slice(Math.max(0, text.search(head)))
            const rows = ROWS.filter((row) => after.includes(row))
            return head.test(text) || rows.length > 3 ? [{ text, rows }] : []
          })
          const whole = found.filter(({ text }) => head.test(text))
          expect(whole.length).to.be.greaterThan(2)
          expect(new Set(whole.flatMap(({ rows }) => rows)).size).to.equal(ROWS.length)
          for (const { rows } of whole) expect(rows.length).to.be.greaterThan(1)
        })
      })
})
