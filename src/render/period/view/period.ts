import { dayOfInstant } from '../../../core/time-zone.ts'
import type { PeriodSource } from '../../../model/period.ts'
import { prose, visible } from '../../text.ts'
import { evidenceBook } from '../../view/evidence.ts'
import { EXCERPT, excerptView } from '../../view/excerpt.ts'
import { logoView } from '../../view/logo.ts'
import { referenceOf, signatureOf } from '../../view/report.ts'
import { populationCsv } from '../tables/population.ts'
import { periodSchema, type PeriodReport } from '../schema.ts'
import { changesView } from './changes.ts'
import { columnsOf, columnsView } from './columns.ts'
import { periodFrameworks } from './controls.ts'
import { ledgerView } from './ledger.ts'
import { placesOf } from './letters.ts'
import { newestRun } from './newest.ts'
import { runNumbers } from './points.ts'
import { populationView } from './population.ts'
import { periodFirst } from './read-first.ts'
import { reviewsView } from './reviews.ts'
import { reEvaluatedView, runsView, toolWords } from './runs.ts'
import { sheetsView } from './sheets.ts'
import { summaryView } from './summary.ts'

/** What every format of a period is made from: numbers, order and words are decided here, once, and hostile text is already printable. */
export type PeriodView = {
  /** what report.json says */
  readonly report: PeriodReport
  /** the picture of the cover as a data URI, as the newest run has it */
  readonly logo?: string
  /** what the CSV files are made from: every slot, segment, change and item */
  readonly source: PeriodSource
}

/** The view of a period. Pure; throws where the source breaks the published schema, which is a bug. */
export function periodView(source: PeriodSource): PeriodView {
  return { report: periodSchema.parse(reportOf(source)), ...logoView(source.newest?.logo), source }
}

function reportOf(source: PeriodSource): PeriodReport {
  const reference = referenceOf(source.reportId)
  const book = evidenceBook(reference)
  const numbers = runNumbers(source, book)
  const columns = columnsOf(source)
  const newest = source.newest === undefined ? undefined : newestRun(source.newest, book)
  const frameworks = periodFrameworks({
    ...{ source, numbers, columns, places: placesOf(source.runs, columns) },
    newest: new Map(newest?.frameworks.map((each) => [each.id, each])),
  })
  const changes = changesView(source, numbers)
  const ledger = ledgerView(source, numbers)
  const reviews = reviewsView(source, numbers)
  const population = populationView(source, populationCsv(source))
  const toCome = source.ledger.slots.filter((slot) => slot > source.generatedAt).length
  return {
    format: 'period/v1',
    ...identityOf(source, reference),
    toCome,
    readFirst: periodFirst(source, { frameworks, changes, ledger, toCome }),
    summary: summaryView(source, { frameworks, reviews, ledger, population }),
    ledger,
    columns: columnsView(columns),
    ...{ frameworks, changes, reviews },
    ...reEvaluatedView(source, numbers),
    ...(newest === undefined ? {} : { newest: newest.about }),
    sheets: sheetsView(source, numbers),
    runs: runsView(source, numbers),
    population,
  }
}

function identityOf(source: PeriodSource, reference: string) {
  const { reportId, title, entity, classification, interim, asOf, generatedAt } = source
  const { name, from, to, timeZone } = source.period
  const { number, of } = source.revision
  return {
    ...excerptView(source),
    reportId: visible(reportId),
    reference,
    title: prose(
      `${source.excerpt === undefined ? '' : EXCERPT}${interim ? 'INTERIM: ' : ''}${title}`,
    ),
    ...{ entity: prose(entity), classification: prose(classification) },
    period: {
      ...{ name: visible(name), from, to, timeZone: visible(timeZone) },
      ...{ fromDay: dayOfInstant(from, timeZone), toDay: dayOfInstant(to, timeZone) },
    },
    interim,
    ...(asOf === undefined ? {} : { asOf }),
    generatedAt,
    revision: {
      number,
      ...(of === undefined
        ? {}
        : { replaces: { reportId: visible(of.reportId), digest: of.digest, why: prose(of.why) } }),
    },
    tool: toolWords(source.tool),
    signature: signatureOf(source),
    ...(source.previous === undefined ? {} : { previous: source.previous }),
  }
}
