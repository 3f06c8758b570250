/** report.html of a period: the whole report in one file that needs nothing else. */
import { rowsOf } from '../alike-subjects.ts'
import { htmlBytes, htmlDocument } from '../document.ts'
import { citing } from '../evidence-annex.ts'
import { evidenceSections } from '../evidence-sections.ts'
import type { Frame } from '../document.ts'
import { headOf, referenceWords } from '../excerpt-words.ts'
import { controlIndex } from '../control-index.ts'
import { indexSections } from '../index-sections.ts'
import { indexedPeriod, withFamilies } from '../indexed.ts'
import { ipeSections } from '../ipe.ts'
import { onPaper } from '../paper.ts'
import type { Paper } from '../paper.ts'
import { kubectlCommands } from '../kubectl.ts'
import { bodiesOf } from '../section.ts'
import type { Section } from '../section.ts'
import { template } from '../templates.ts'
import type { PeriodBytesFormat } from './formats.ts'
import { connectivitySteps, statedRows } from './change-pages.ts'
import { periodPages, speaks } from './pages.ts'
import { reviewPages } from './review-pages.ts'
import { slotColumns } from './slot-columns.ts'
import type { PeriodControl, PeriodFramework, PeriodReport } from './schema.ts'
import { withImages } from '../view/logo.ts'
import type { PeriodView } from './view/period.ts'
import { MARK_OF, SEGMENT_WORDS, shortSegmentWord } from './words.ts'

/** The HTML format; the PDF is this file printed. */
export const html: PeriodBytesFormat = {
  id: 'html',
  render: (view, paper) =>
    Promise.resolve([
      {
        fileName: 'report.html',
        mediaType: 'text/html; charset=utf-8',
        bytes: periodHtml(view, paper),
      },
    ]),
}

/** The bytes of report.html. Same view and paper, same bytes. */
export function periodHtml(view: PeriodView, paper?: Paper): Uint8Array {
  const bodies = bodiesOf(periodSections(view))
  return htmlBytes(htmlDocument(periodFrame(view, paper), view.report, bodies))
}

/** What stands at the margins of the report's pages. */
export function periodFrame({ report, logo }: PeriodView, paper?: Paper): Frame {
  return {
    title: `${report.title}, ${report.period.name} - ${report.entity}`,
    entity: headOf(report),
    classification: report.classification,
    reference: `${wholeReference(report)}${report.interim ? ', INTERIM' : ''}`,
    ...onPaper(paper),
    ...withImages(logo),
  }
}

/** What a file is of: the report, or the excerpt and the report that it is one of. */
export function wholeReference({ reportId, excerpt }: PeriodReport): string {
  return excerpt === undefined
    ? `report ${reportId}`
    : referenceWords({ excerpt }, `report ${excerpt.of.id}`)
}

/** The report's sections in the order an assessor asks: what, was it done in time, with which results, what changed, what is due, and how to check it. */
export function* periodSections({ report, logo }: PeriodView): Generator<Section> {
  const words = SEGMENT_WORDS.map((word) => ({ mark: MARK_OF[word], text: shortSegmentWord(word) }))
  yield chapter('cover', 'period-cover', { ...report, logo })
  yield chapter('executive summary', 'period-summary', { ...report, words })
  const indexed = report.frameworks.map(indexedPeriod)
  const frameworks = withFamilies(report.frameworks, indexed)
  yield chapter('contents', 'period-contents', { ...report, frameworks })
  yield chapter('cadence ledger', 'period-cadence', report)
  for (const framework of report.frameworks) yield* frameworkSections(framework, report)
  yield* changesSections(report)
  const reviews = { ...report, ...reviewPages(report.reviews) }
  yield chapter('reviews due', 'period-reviews', reviews)
  if (report.reEvaluated !== undefined)
    yield chapter('evaluated again', 'period-re-evaluated', report)
  yield* newestSections(report)
  if (report.sheets.length > 0)
    yield chapter('information produced, run by run', 'period-sheets', report)
  yield chapter('runs of the period', 'period-runs', report)
  yield chapter('population for samples', 'period-sampling', report, 'anywhere')
  yield* evidenceOf(report)
  yield chapter('glossary', 'period-glossary', report, 'anywhere')
  yield* indexSections(controlIndex(indexed, SEGMENT_WORDS.map(shortSegmentWord)))
  yield chapter('how to verify', 'period-verify', report)
  yield chapter('limits', 'limits', report, 'behind')
  yield chapter('sign-off', 'period-sign-off', report)
}

function chapter(
  name: string,
  file: string,
  value: unknown,
  begins: Section['begins'] = 'page',
): Section {
  return { name, html: template(file)(value), begins }
}

/** What an opened chapter is in. */
const INSIDE = '<section class="chapter">'

function* frameworkSections(framework: PeriodFramework, report: PeriodReport): Generator<Section> {
  const { columns } = report
  const { neverRead } = report.population
  const name = `${framework.title} ${framework.version}`
  const slots = slotColumns(framework)
  const opening = { ...framework, columns, slots, neverRead, speaks: speaks(framework) }
  yield chapter(name, 'period-framework', opening, opening.speaks ? 'page' : 'anywhere')
  for (const page of periodPages(framework))
    yield 'controls' in page
      ? {
          ...chapter(name, 'period-beyond', { ...page, reference: report.reference }, 'anywhere'),
          within: INSIDE,
        }
      : {
          ...chapter(
            `${name}, ${page.id}`,
            'period-control',
            shownPeriodControl(page, report),
            'anywhere',
          ),
          within: INSIDE,
        }
  yield { name, html: '</section>\n', begins: 'behind', within: INSIDE }
}

function* changesSections(report: PeriodReport): Generator<Section> {
  const name = 'changes'
  const { stated, policies, connectivity } = report.changes
  yield chapter(name, 'period-changes', { ...report, stated: statedRows(stated) })
  for (const [index, change] of policies.entries()) {
    const begins = index === 0 ? 'behind' : 'anywhere'
    yield { ...chapter(name, 'period-policy', change, begins), within: INSIDE }
  }
  const steps = { ...report, ...connectivitySteps(connectivity) }
  const last = chapter('effective connectivity', 'period-connectivity', steps, 'anywhere')
  yield { ...last, within: INSIDE }
}

/** A control with what its page shows besides: the columns of its history, and its open results with those alike together. */
export function shownPeriodControl(control: PeriodControl, report: PeriodReport) {
  return {
    ...control,
    ...{ columns: report.columns, reference: report.reference },
    newestNumber: newestNumber(report),
    newest: control.newest.filter(saysMore).map((part) => ({
      ...part,
      rows: rowsOf(part.subjects),
      commands: report.excerpt === undefined ? kubectlCommands(part) : [],
    })),
  }
}

/** Whether the open results of a cluster say more than the reason that stands with its segments: not where one speaks of the whole cluster and shows nothing. */
function saysMore({ cluster, reason, subjects }: PeriodControl['newest'][number]): boolean {
  const ofIt = new Set([cluster, `${cluster}///`])
  return subjects.some(
    ({ subject, evidence, reason: said }) =>
      !ofIt.has(subject) || evidence.length > 0 || !reason.includes(said),
  )
}

/** The chapters that a report of a run has, too, made from the newest run. */
function* newestSections(report: PeriodReport): Generator<Section> {
  const { newest } = report
  if (newest === undefined) return
  yield chapter('newest run', 'period-newest', { ...report, newestNumber: newestNumber(report) })
  yield chapter('population', 'population', newest)
  yield* ipeSections(newest)
  yield chapter('scope', 'scope', newest)
  yield chapter('zones', 'period-zones', newest, 'anywhere')
  for (const name of ['segmentation', 'statements'] as const) yield chapter(name, name, newest)
  yield chapter('waivers', 'waivers', newest, 'anywhere')
  if (newest.outside.length > 0) yield chapter('outside evidence', 'outside', newest, 'anywhere')
  yield chapter('approved flows', 'flows', newest, 'behind')
  yield chapter('annex A', 'lists', newest)
}

/** The observations in the newest run that control pages cite. */
function evidenceOf({ newest, frameworks, runs, excerpt }: PeriodReport): Generator<Section> {
  const [first, last] = [runs[0]?.number ?? '', runs.at(-1)?.number ?? '']
  const head = {
    annex: 'Annex D',
    runId: newest?.runId ?? '',
    runs: first === '' ? '' : `Numbers from ${first} to ${last} are runs, which annex B resolves.`,
    isExcerpt: excerpt !== undefined,
  }
  const cited = citing(frameworks, (control) => control.newest)
  return evidenceSections(head, cited, newest?.clusters ?? [])
}

/** The evidence number of the newest run. */
function newestNumber({ newest, runs }: PeriodReport): string {
  return runs.find(({ id }) => id === newest?.runId)?.number ?? newest?.runId ?? ''
}
