import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../core/json.ts'
import type { Control } from '../model/control.ts'
import type { ControlOutcome, ControlResult } from '../model/evaluation.ts'
import type { ClusterStatus } from '../model/snapshot.ts'
import { readSnapshot } from '../snapshot/read.ts'
import { groupedReasons } from './grouped-reasons.ts'
import { loadCatalogue } from './stages/catalogue.ts'
import { PINNED_CATALOGUE } from './stages/inputs.ts'
import { readEvaluation } from './stages/report-source.ts'
import { readRunRecord } from './stages/run-record.ts'

/** One cluster of a run, in one line. */
export type ClusterSummary = {
  readonly name: string
  readonly status: ClusterStatus
  readonly objects: number
  readonly gaps: number
  readonly reasons: readonly string[]
}

/** A run in a few numbers, each with its denominator: what `exhibit run` prints. */
export type RunSummary = {
  readonly runId: string
  readonly clusters: readonly ClusterSummary[]
  /** controls by outcome, over all expected clusters; those of a cluster that was not read are undetermined, as in the reports */
  readonly outcomes: Readonly<Partial<Record<ControlOutcome, number>>>
  readonly controls: number
  /** `cluster: framework id title`, sorted as in the reports */
  readonly failed: readonly string[]
}

/** The summary of a run folder, from its own files, one cluster at a time. */
export function summaryOfRun(folder: string): RunSummary {
  const clusters: ClusterSummary[] = []
  const outcomes: Partial<Record<ControlOutcome, number>> = {}
  const failed: string[] = []
  const { frameworks } = loadCatalogue(join(folder, PINNED_CATALOGUE))
  const catalogue = frameworks.flatMap((framework) => framework.controls)
  for (const name of readdirSync(join(folder, 'clusters')).sort()) {
    const path = join(folder, 'clusters', name)
    const cluster = clusterSummary(path)
    clusters.push(cluster)
    if (cluster.status === 'retired') continue
    for (const result of readEvaluation(path)?.controls ?? catalogue.map(notRead)) {
      outcomes[result.outcome] = (outcomes[result.outcome] ?? 0) + 1
      if (result.outcome === 'fail') failed.push(lineOf(name, result))
    }
  }
  const controls = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
  return { runId: readRunRecord(folder).runId, clusters, outcomes, controls, failed }
}

type Result = Pick<ControlResult, 'framework' | 'control' | 'title' | 'outcome'>

/** What nothing was read for is undetermined, never left out of the count. */
function notRead({ framework, id, title }: Control): Result {
  return { framework, control: id, title, outcome: 'undetermined' }
}

function lineOf(cluster: string, result: Result): string {
  return `${cluster}: ${result.framework} ${result.control} ${result.title}`
}

function clusterSummary(folder: string): ClusterSummary {
  const { cluster, status, objectCount, gaps, reasons } = readSnapshot(folder)
  return { name: cluster, status, objects: objectCount, gaps: gaps.length, reasons }
}

/** The summary as lines for people. */
export function describeSummary(summary: RunSummary): string {
  const lines = [
    `run        ${summary.runId}`,
    `clusters   ${countsOf(statusCounts(summary))} of ${summary.clusters.length} expected`,
    `controls   ${countsOf(summary.outcomes)} of ${summary.controls}`,
    ...summary.clusters
      .filter(({ status }) => status !== 'complete' && status !== 'retired')
      .flatMap(clusterLines),
    ...summary.failed.map((line) => `fails      ${line}`),
  ]
  return `${lines.join('\n')}\n`
}

function statusCounts(summary: RunSummary): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status } of summary.clusters) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

function countsOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([one], [two]) => (one < two ? -1 : 1))
    .map(([word, count]) => `${count} ${word}`)
    .join(', ')
}

function clusterLines({ name, status, reasons }: ClusterSummary): readonly string[] {
  return groupedReasons(reasons).map((reason) => `${status.padEnd(10)} ${name}: ${reason}`)
}

/** The summary as machine output. */
export function summaryJson(summary: RunSummary): JsonObject {
  return { format: 'run-summary/v1', ...summary }
}
