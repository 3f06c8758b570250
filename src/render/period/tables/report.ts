import { excerptRows } from '../../excerpt-words.ts'
import { boundsOf, moment, moments } from '../../moment.ts'
import type { Table } from '../../tables/table.ts'
import type { PeriodView } from '../view/period.ts'
import { changes } from './changes.ts'
import { controls } from './controls.ts'
import { evidenceIndex } from './evidence.ts'
import { ledger, runs } from './ledger.ts'
import { population } from './population.ts'
import { reviews } from './reviews.ts'
import { snapshots } from './sheets.ts'

/** All tables of a report of a period, in the order of its chapters; the first says what the report is, and which tables there are. */
export function periodTables({ report, source }: PeriodView): readonly Table[] {
  const tables = [
    ledger(source),
    controls(source),
    changes(source),
    reviews(report),
    runs(source),
    snapshots(report),
    population(source),
    evidenceIndex(report),
  ]
  return [front(report, tables), ...tables]
}

/** What the report is, what a reader must know first, and what stands where. */
function front(report: PeriodView['report'], tables: readonly Table[]): Table {
  return {
    name: 'Report',
    columns: ['what', 'said'],
    rows: function* () {
      yield* identity(report)
      for (const said of report.readFirst) yield ['Read first', said]
      yield ['Changes', report.changes.sentence]
      for (const { cluster, word } of report.population.neverRead)
        yield ['Never read, so that nothing is known of it', `${cluster} (${word})`]
      for (const { framework, tallies } of wordsOf(report)) yield [framework, tallies]
      for (const { name, rows } of tables) yield [`Rows of “${name}”`, countOf(rows())]
    },
  }
}

function identity(report: PeriodView['report']): readonly (readonly string[])[] {
  const { period, asOf, revision, signature, previous } = report
  const { replaces } = revision
  return [
    ['Title', report.title],
    ['Entity', report.entity],
    ['Classification', report.classification],
    ['Report', report.reportId],
    ...excerptRows(report),
    ['Period', `${period.name}: ${boundsOf(period)}`],
    ['Time zone', period.timeZone],
    ['In UTC', `${period.from} up to, not including, ${period.to}`],
    ['As of', asOf === undefined ? 'there is no snapshot' : moments(asOf, period.timeZone)],
    ['Generated', moment(report.generatedAt, period.timeZone)],
    ['Revision', String(revision.number)],
    ...(replaces === undefined
      ? []
      : [['In the place of', `${replaces.reportId}, ${replaces.digest}: ${replaces.why}`]]),
    ['Made by', report.tool],
    ['Previous entry', previous === undefined ? 'none' : `${previous.number}, ${previous.digest}`],
    ['Signature of the report', signature.statement],
    ...(signature.fingerprint === ''
      ? [['This file', WORKING_COPY]]
      : [
          ['Certificate', `${signature.subject}, ${signature.fingerprint}`],
          ['This file', UNSIGNED],
        ]),
  ]
}

const UNSIGNED =
  'says what report.json of the report says; signed are report.html, report.pdf and SHA256SUMS in the report’s folder'

const WORKING_COPY =
  'unsigned working copy, part of no archive: nothing shows that nobody altered it'

function wordsOf({ frameworks, population: { neverRead } }: PeriodView['report']) {
  return frameworks.map(({ title, version, tallies, total, open, unused }) => ({
    framework: `${title} ${version}`,
    tallies: [
      ...(unused ? ['says nothing of any cluster that was read'] : []),
      ...tallies.map(({ text, count }) => `${text} ${count}`),
      `of ${total}${neverRead.length === 0 ? '' : ' in the clusters that were read'}`,
      ...(open === 0 || unused ? [] : [`${open} left open by those never read`]),
    ].join(', '),
  }))
}

function countOf(rows: Iterable<unknown>): number {
  let count = 0
  for (const row of rows) if (row !== undefined) count += 1
  return count
}
