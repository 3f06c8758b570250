import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { silentLog } from '../../../src/core/log.ts'
import type { PeriodSource } from '../../../src/model/period.ts'
import { renderPeriod } from '../../../src/render/period/render.ts'
import { interimSource, periodSource } from './fixture.ts'

/** As many frameworks as are published with long names, in each of which seven controls failed and six ask for a statement. */
function manyFrameworks(): PeriodSource {
  const source = periodSource()
  const pci = source.newest!.catalogue.frameworks[1]!
  const failing = source.controls.find(({ control }) => control === '1.3.1')!
  const frameworks = Array.from({ length: 14 }, (_, at) => ({
    ...pci,
    id: `framework-${at}`,
    title: `A benchmark with a rather long title, part ${at}`,
    controls: Array.from({ length: 7 }, (_, row) => ({
      ...pci.controls[1]!,
      ...{ id: `AC-17(${row})`, framework: `framework-${at}` },
    })),
  }))
  return {
    ...source,
    controls: frameworks.flatMap(({ id: framework, controls }) =>
      controls.map(({ id: control }) => ({ ...failing, framework, control })),
    ),
    reviews: frameworks.flatMap(({ id: framework, controls }) =>
      controls
        .slice(0, 6)
        .flatMap(({ id: control }) =>
          source.reviews.map((review) => ({ ...review, framework, control })),
        ),
    ),
    newest: { ...source.newest!, catalogue: { ...source.newest!.catalogue, frameworks } },
  }
}

describe('report.pdf of a period', function () {
  this.timeout(180_000)
  let folder: string

  before(function () {
    try {
      execFileSync('pdftotext', ['-v'], { stdio: 'ignore' })
    } catch {
      process.stdout.write('    (not run: pdftotext comes with the package poppler-utils)\n')
      this.skip()
    }
  })
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exhibit-period-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  async function pagesOf(source: PeriodSource): Promise<readonly string[]> {
    const browser = { env: process.env, log: silentLog }
    const files = await renderPeriod(source, ['pdf', 'json'], { outDir: folder, browser })
    expect(files.map(({ name }) => name)).to.deep.equal(['report.json', 'report.pdf'])
    const text = execFileSync('pdftotext', ['-layout', join(folder, 'report.pdf'), '-'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    return text.split('\f')
  }

  for (const [what, source] of [
    ['a usual period', periodSource],
    ['many frameworks with long names', manyFrameworks],
  ] as const)
    it(`has its executive summary on one page, with ${what}`, async () => {
      const pages = await pagesOf(source())
      const summary = pages.findIndex((page) => page.includes('What failed at any time'))
      expect(pages[summary]).to.include('Executive summary').and.include('due were answered')
      expect(pages[summary + 1]).to.match(/^\s*\S.*\n+\s*Contents/)
    })

  it('says INTERIM at the foot of each page', async () => {
    const pages = (await pagesOf(interimSource())).filter((page) => page.trim() !== '')
    for (const page of pages) expect(page).to.include('report 2026-Q4-11aa22bb, INTERIM')
  })
})
