/** The PDF as veraPDF sees it: every rule of PDF/UA-1 (ISO 14289-1) that a machine can decide. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { silentLog } from '../../src/core/log.ts'
import { renderPeriod } from '../../src/render/period/render.ts'
import { renderComparison } from '../../src/render/render-comparison.ts'
import { renderFormats } from '../../src/render/render.ts'
import { comparison } from '../render/fixture-comparison.ts'
import { emptySource } from '../render/fixture-empty.ts'
import { reportSource } from '../render/fixture.ts'
import { hostileSource } from '../render/hostile.ts'
import { emptyPeriod, periodSource } from '../render/period/fixture.ts'
import { hostilePeriod } from '../render/period/hostile.ts'
import { worldlySource } from '../render/scripts.ts'

const JARS = process.env.EXHIBIT_VERAPDF
const PROGRAM = join(import.meta.dirname, 'java', 'PdfUa.java')

/** What veraPDF finds wrong with a file. */
function failures(jars: string, file: string): readonly string[] {
  const classes = join(jars, '*')
  const said = execFileSync('java', ['-cp', classes, PROGRAM, file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 28,
  })
  const lines = said.split(/[\r\n]+/)
  const checked = lines.find((line) => line.startsWith('checked '))?.slice('checked '.length)
  expect(Number(checked)).to.be.greaterThan(10_000)
  return lines.filter((line) => line.startsWith('failed '))
}

const browser = { env: process.env, log: silentLog }
const sources = {
  report: reportSource,
  'report of nothing': emptySource,
  'hostile report': hostileSource,
  'report in all scripts': worldlySource,
}

const periods = {
  'report of a period': periodSource,
  'report of a period of nothing': emptyPeriod,
  'hostile report of a period': () => hostilePeriod(hostileSource()),
}

if (JARS === undefined || JARS === '')
  it('veraPDF does not see the PDF: EXHIBIT_VERAPDF="$(.ci/build-verapdf.sh)" npm run test:peers')
else
  describe('veraPDF finds nothing wrong for PDF/UA-1 with', function () {
    this.timeout(300_000)
    let outDir: string
    beforeEach(() => (outDir = mkdtempSync(join(tmpdir(), 'exhibit-verapdf-'))))
    afterEach(() => rmSync(outDir, { recursive: true, force: true }))

    for (const [what, source] of Object.entries(sources))
      it(`a ${what}`, async () => {
        const [file] = await renderFormats(source(), ['pdf'], { outDir, browser })
        expect(failures(JARS, file!.path)).to.deep.equal([])
      })

    for (const [what, source] of Object.entries(periods))
      it(`a ${what}`, async () => {
        const [file] = await renderPeriod(source(), ['pdf'], { outDir, browser })
        expect(failures(JARS, file!.path)).to.deep.equal([])
      })

    it('a comparison', async () => {
      const frame = {
        entity: 'Example Payments',
        classification: 'Confidential',
        generatedAt: '2026-12-28T02:03:42Z',
      }
      const { files } = await renderComparison(comparison(), { outDir, pdf: true, frame, browser })
      expect(failures(JARS, files.find(({ name }) => name.endsWith('.pdf'))!.path)).to.deep.equal(
        [],
      )
    })
  })
