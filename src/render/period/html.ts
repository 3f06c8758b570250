/** report.html of a period: the whole report in one file that needs nothing else. */
import { rowsOf } from '../alike-subjects.ts'
import { htmlDocument } from '../document.ts'
import { ipeSections } from '../ipe.ts'
import { template } from '../templates.ts'
import type { PeriodFormat } from './formats.ts'
import { periodPages } from './pages.ts'
import type { PeriodControl, PeriodFramework, PeriodReport } from './schema.ts'
import type { PeriodView } from './view/period.ts'
import { MARK_OF, SEGMENT_WORDS, shortSegmentWord } from './words.ts'

/** The HTML format; the PDF is this file printed. */
export const html: PeriodFormat = {
  id: 'html',
  render: (view) =>
    Promise.resolve([
      {
        fileName: 'report.html',
        mediaType: 'text/html; charset=utf-8',
        bytes: periodHtml(view),
      },
    ]),
}

/** The bytes of report.html. Same view, same bytes. */
export function periodHtml({ report }: PeriodView): Uint8Array {
  const frame = {
    title: `${report.title}, ${report.period.name} - ${report.entity}`,
    entity: report.entity,
    classification: report.classification,
    reference: `report ${report.reportId}${report.interim ? ', INTERIM' : ''}`,
  }
  const pieces: Buffer[] = []
  for (const piece of htmlDocument(frame, report, sections(report))) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

/** The report's sections in the order an assessor asks: what, was it done in time, with which results, what changed, what is due, and how to check it. */
function* sections(report: PeriodReport): Generator<string> {
  const words = SEGMENT_WORDS.map((word) => ({ mark: MARK_OF[word], text: shortSegmentWord(word) }))
  yield template('period-cover')(report)
  yield template('period-summary')({ ...report, words })
  yield template('period-contents')(report)
  yield template('period-cadence')(report)
  for (const framework of report.frameworks) yield* frameworkSections(framework, report)
  yield template('period-changes')(report)
  for (const change of report.changes.policies) yield template('period-policy')(change)
  yield template('period-connectivity')(report)
  yield template('period-reviews')(report)
  if (report.reEvaluated !== undefined) yield template('period-re-evaluated')(report)
  yield* newestSections(report)
  yield template('period-runs')(report)
  yield template('period-sampling')(report)
  yield template('period-glossary')(report)
  yield template('period-verify')(report)
  yield template('limits')(report)
  yield template('period-sign-off')(report)
}

function* frameworkSections(framework: PeriodFramework, report: PeriodReport): Generator<string> {
  const { columns } = report
  yield template('period-framework')({ ...framework, columns })
  for (const page of periodPages(framework))
    yield 'controls' in page
      ? template('period-beyond')(page)
      : template('period-control')(shown(page, report))
  yield '</section>\n'
}

/** A control with what its page shows besides: the columns of its history, and its open results with those alike together. */
function shown(control: PeriodControl, report: PeriodReport) {
  return {
    ...control,
    columns: report.columns,
    newestNumber: newestNumber(report),
    newest: control.newest.map((part) => ({ ...part, rows: rowsOf(part.subjects) })),
  }
}

/** The chapters that a report of a run has, too, made from the newest run. */
function* newestSections(report: PeriodReport): Generator<string> {
  const { newest } = report
  if (newest === undefined) return
  yield template('period-newest')({ ...report, newestNumber: newestNumber(report) })
  yield template('population')(newest)
  yield* ipeSections(newest)
  for (const name of ['scope', 'period-zones', 'segmentation', 'statements', 'waivers'])
    yield template(name)(newest)
  if (newest.outside.length > 0) yield template('outside')(newest)
  yield template('flows')(newest)
  yield template('lists')(newest)
}

/** The evidence number of the newest run. */
function newestNumber({ newest, runs }: PeriodReport): string {
  return runs.find(({ id }) => id === newest?.runId)?.number ?? newest?.runId ?? ''
}
