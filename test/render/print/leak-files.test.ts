/** Every PDF that is made, part by part as users get it, from text that names a server of this host and a file: neither is asked for, and what is printed shows the text and nothing of the file. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { digestOf } from '../../../src/core/digest.ts'
import type { Excerpt } from '../../../src/model/excerpt.ts'
import type { SignedParent } from '../../../src/model/parent.ts'
import { controlJob, type ControlOfRun } from '../../../src/render/by-control/control-pdf.ts'
import { periodControlJob } from '../../../src/render/by-control/period-control-pdf.ts'
import { excerptOf } from '../../../src/render/excerpt/excerpt.ts'
import { NamesSeen } from '../../../src/render/excerpt/private-names.ts'
import { renderPeriod } from '../../../src/render/period/render.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { pageText } from '../../../src/render/print/page-text.ts'
import { readJoined } from '../../../src/render/print/join/reader.ts'
import { pagesOf } from '../../../src/render/print/pdf-reader.ts'
import { printPdf } from '../../../src/render/print/print.ts'
import { renderComparison } from '../../../src/render/render-comparison.ts'
import { renderFormats } from '../../../src/render/render.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { hostileComparison } from '../hostile-comparison.ts'
import { filledSource, hostile, type Filling } from '../hostile.ts'
import { hostilePeriod } from '../period/hostile.ts'
import { CANARY, openSink, type Sink } from './attacks.ts'
import { quietBrowser } from './pages.ts'

const REPORT = {
  ...{ sumsDigest: digestOf('sums'), manifestDigest: digestOf('manifest') },
  ...{ entry: 7, entryDigest: digestOf('entry') },
}
const PARENT: SignedParent = { run: 'run', ...REPORT }

const FRAME = {
  ...{ entity: 'Example Payments', classification: 'Confidential' },
  generatedAt: '2026-12-28T02:03:42Z',
}

const ABOUT = { reportId: 'run-external', of: { id: 'run', digest: digestOf('sums') } }

/** What is printed into a folder from text of a filling. */
type Made = (text: Filling, outDir: string) => Promise<unknown>

const options = (outDir: string) => ({ outDir, browser: quietBrowser() })
const periodOf = (text: Filling) => hostilePeriod(filledSource(text), text)

function excerpted<T extends object>(source: T): T & { readonly excerpt: Excerpt } {
  const { value, excerpt } = excerptOf(source, new NamesSeen().names(), ABOUT)
  return { ...value, excerpt }
}

function oneControl(text: Filling): ControlOfRun {
  const { report } = reportView(filledSource(text))
  const framework = report.frameworks[1]!
  return { report, framework, control: framework.controls[0]!, parent: PARENT }
}

const MADE: Readonly<Record<string, Made>> = {
  'a run': (text, outDir) => renderFormats(filledSource(text), ['pdf'], options(outDir)),
  'a period': (text, outDir) => renderPeriod(periodOf(text), ['pdf'], options(outDir)),
  'a comparison': (text, outDir) =>
    renderComparison(hostileComparison(text), { ...options(outDir), pdf: true, frame: FRAME }),
  'the excerpt of a run': (text, outDir) =>
    renderFormats(excerpted(filledSource(text)), ['pdf'], options(outDir)),
  'the excerpt of a period': (text, outDir) =>
    renderPeriod(excerpted(periodOf(text)), ['pdf'], options(outDir)),
  'the excerpt of a comparison': (text, outDir) => {
    const { value, excerpt } = excerptOf(hostileComparison(text), new NamesSeen().names(), ABOUT)
    const frame = { ...FRAME, excerpt }
    return renderComparison(value, { ...options(outDir), pdf: true, frame })
  },
  'one control, in the ZIP of a run': (text, outDir) =>
    printPdf(controlJob(oneControl(text)), join(outDir, 'control.pdf'), quietBrowser()),
  'one control, in the ZIP of a period': (text, outDir) => {
    const { report } = periodView(periodOf(text))
    const framework = report.frameworks[1]!
    const parent = { ...PARENT, report: { ...REPORT, id: report.reportId } }
    const of = { report, framework, control: framework.controls[0]!, parent }
    const job = periodControlJob(of, oneControl(text))
    return printPdf(job, join(outDir, 'control.pdf'), quietBrowser())
  },
}

const NAMES = ['report.pdf', 'comparison.pdf', 'control.pdf']

describe('the PDF of text that names servers and files', function () {
  this.timeout(300_000)
  let sink: Sink
  let outDir: string

  before(async () => {
    sink = await openSink()
  })
  after(() => {
    sink.close()
  })
  beforeEach(() => {
    outDir = mkdtempSync(join(tmpdir(), 'exhibit-leak-files-'))
  })
  afterEach(() => {
    rmSync(outDir, { recursive: true, force: true })
  })

  for (const [what, make] of Object.entries(MADE))
    it(`is printed without a request and without reading a file, of ${what}`, async () => {
      const text: Filling = (at) =>
        hostile(at)
          .replaceAll('https://sink.invalid', sink.to)
          .replaceAll('file:///etc/passwd', sink.file)
      await make(text, outDir)
      const said = textOf(outDir)
      expect(sink.hits).to.deep.equal([])
      expect(said).to.include('<script>').and.not.include(CANARY)
    })
})

/** The text of the one PDF in a folder. */
function textOf(folder: string): string {
  const found = NAMES.flatMap((name) => {
    try {
      return [readFileSync(join(folder, name))]
    } catch {
      return []
    }
  })
  expect(found).to.have.length(1)
  const pdf = readJoined(found[0]!)
  return pagesOf(pdf)
    .map((page) => pageText(pdf, page))
    .join('')
}
