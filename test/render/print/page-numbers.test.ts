/** Lists that lead to other pages, in every document that is printed, as programs of poppler-utils see them. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { silentLog } from '../../../src/core/log.ts'
import type { BrowserOptions } from '../../../src/render/browser.ts'
import { PAPERS } from '../../../src/render/paper.ts'
import { renderPeriod } from '../../../src/render/period/render.ts'
import { renderComparison } from '../../../src/render/render-comparison.ts'
import { renderFormats } from '../../../src/render/render.ts'
import { comparison, periods } from '../fixture-comparison.ts'
import { reportSource } from '../fixture.ts'
import { periodSource } from '../period/fixture.ts'

const FRAME = {
  entity: 'Example Payments',
  classification: 'Confidential',
  generatedAt: '2026-12-28T02:03:42Z',
}

/** A document, and entries of its lists: what stands before the number, and the heading on the page that it names. */
type Document = {
  readonly print: (outDir: string, browser: BrowserOptions) => Promise<unknown>
  readonly entries: readonly (readonly [entry: string, heading: RegExp])[]
}

/** Each entry as the contents name it is a heading, too. */
const same = (...entries: readonly string[]) =>
  entries.map((entry) => [entry, new RegExp(`^ *${entry} *$`, 'm')] as const)

const CONTROLS = [
  ['1.3.1 Only necessary traffic comes into the CDE', /^ *Requirement 1\.3\.1/m],
] as const

const DOCUMENTS: Readonly<Record<string, Document>> = {
  'a run': {
    print: (outDir, browser) => renderFormats(reportSource(), ['pdf'], { outDir, browser }),
    entries: [
      ...same('Results by cluster', 'Scope', 'Waivers', 'Annex B: policy objects', 'Sign-off'),
      ...same('Glossary', 'Index of controls', 'PCI DSS 4.0.1'),
      ...CONTROLS,
    ],
  },
  'a period': {
    print: (outDir, browser) => renderPeriod(periodSource(), ['pdf'], { outDir, browser }),
    entries: [
      ...same('Cadence ledger', 'Changes', 'Reviews due', 'The newest run', 'Zones', 'Sign-off'),
      ...same('Annex B: runs of the period', 'Index of controls', 'PCI DSS 4.0.1'),
      ...CONTROLS,
    ],
  },
  'a comparison': {
    print: (outDir, browser) =>
      renderComparison(comparison({ periods: periods() }), {
        ...{ outDir, browser, pdf: true, frame: FRAME },
      }),
    entries: [
      ...same('Over 2026-Q3 and 2026-Q4', 'The newest runs of 2026-Q3 and 2026-Q4'),
      ...['population', 'controls', 'objects', 'connectivity'].flatMap((part) =>
        same(`Newest runs: ${part}`),
      ),
    ],
  },
}

function pagesOf(file: string): readonly string[] {
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).split('\f')
}

/** The numbers that stand behind an entry, in all lists. */
function numbersBehind(entry: string, pages: readonly string[]): readonly number[] {
  const pattern = new RegExp(`(?:^|[^\\w.])${entry.replaceAll('.', '\\.')} {2,}(\\d+)(?= |$)`, 'gm')
  return Array.from(pages.join('\n').matchAll(pattern), ([, number]) => Number(number))
}

describe('numbers of pages in lists', function () {
  this.timeout(300_000)
  let outDir: string

  before(function () {
    try {
      execFileSync('pdftotext', ['-v'], { stdio: 'ignore' })
    } catch {
      process.stdout.write('    (not run: pdftotext comes with the package poppler-utils)\n')
      this.skip()
    }
    outDir = mkdtempSync(join(tmpdir(), 'exhibit-numbers-'))
  })
  after(() => {
    rmSync(outDir, { recursive: true, force: true })
  })

  for (const paper of PAPERS)
    for (const [name, { print, entries }] of Object.entries(DOCUMENTS))
      it(`are those of the pages where the headings stand: ${name}, on ${paper}`, async () => {
        await print(outDir, { env: process.env, log: silentLog, paper })
        const pages = pagesOf(
          join(outDir, name === 'a comparison' ? 'comparison.pdf' : 'report.pdf'),
        )
        for (const [entry, heading] of entries) {
          const numbers = numbersBehind(entry, pages)
          expect(numbers.length, entry).to.be.greaterThan(0)
          for (const number of numbers) expect(pages[number - 1], entry).to.match(heading)
        }
        pages.slice(0, -1).forEach((page, index) => {
          expect(page).to.match(new RegExp(`page ${index + 1} of ${pages.length - 1}\\s*$`))
        })
      })
})
