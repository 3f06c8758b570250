import { excerptRows } from '../excerpt-words.ts'
import { moment, moments } from '../moment.ts'
import type { Report } from '../report-schema.ts'
import { checkResults } from './check-results.ts'
import { clusters, lists, policies, redactions, segmentation, workloads } from './clusters.ts'
import { evidenceIndex } from './evidence.ts'
import { approvedFlows, scopeRules, waivers } from './organisation.ts'
import { controls, controlsInClusters, resultsByCluster } from './results.ts'
import { outsideEvidence, signOffs, statedNotToApply, statementsDue } from './statements.ts'
import type { Table } from './table.ts'

/** All tables of a report of a run, in the order of its chapters; the first says what the report is, and which tables there are. */
export function reportTables(report: Report): readonly Table[] {
  const tables = [
    resultsByCluster,
    controls,
    controlsInClusters,
    checkResults,
    clusters,
    workloads,
    scopeRules,
    segmentation,
    approvedFlows,
    signOffs,
    statementsDue,
    statedNotToApply,
    waivers,
    outsideEvidence,
    lists,
    redactions,
    policies,
    evidenceIndex,
    inputs,
  ].map((table) => table(report))
  return [front(report, tables), ...tables]
}

/** Files of the organisation and of the catalogue that were used, as they lie in the run's folder. */
function inputs({ inputs }: Report): Table {
  return {
    name: 'Inputs',
    columns: ['file', 'digest'],
    rows: () => inputs.map(({ name, digest }) => [name, digest]),
  }
}

/** What the report is, what a reader must know first, and what stands where. */
function front(report: Report, tables: readonly Table[]): Table {
  return {
    name: 'Report',
    columns: ['what', 'said'],
    rows: function* () {
      yield* identity(report)
      for (const said of report.readFirst) yield ['Read first', said]
      for (const said of report.population.notes) yield ['Note', said]
      for (const { name, rows } of tables) yield [`Rows of “${name}”`, countOf(rows())]
    },
  }
}

function identity(report: Report): readonly (readonly string[])[] {
  const { asOf, signature, previous } = report
  return [
    ['Title', report.title],
    ['Entity', report.entity],
    ['Classification', report.classification],
    ['Run', report.runId],
    ...excerptRows(report),
    ['As of', asOf === undefined ? 'no cluster was read' : moments(asOf, report.timeZone)],
    ['Generated', moment(report.generatedAt, report.timeZone)],
    ['Schedule', scheduleOf(report)],
    ['Clusters', report.population.sentence],
    ['List of clusters', report.population.confirmation],
    ['Made by', report.tool],
    ['Catalogue', report.catalogue],
    ['Previous entry', previous === undefined ? 'none' : `${previous.number}, ${previous.digest}`],
    ['Signature of the run', signature.statement],
    ['Certificate', `${signature.subject}, ${signature.fingerprint}`],
    ['This file', UNSIGNED],
  ]
}

const UNSIGNED =
  'says what report.json of the run says; signed are report.html, report.pdf and SHA256SUMS in the run’s folder'

function scheduleOf({ trigger, slot, attempt }: Report): string {
  return `${trigger}${slot === undefined ? '' : `, slot ${slot}`}, attempt ${attempt}`
}

function countOf(rows: Iterable<unknown>): number {
  let count = 0
  for (const row of rows) if (row !== undefined) count += 1
  return count
}
