import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../core/json.ts'
import { groupedReasons } from '../core/unread-lists.ts'
import type { Catalogue } from '../model/control.ts'
import type { ControlOutcome, ControlResult, Evaluation } from '../model/evaluation.ts'
import type { Waiver } from '../model/scope.ts'
import type { ClusterStatus, Snapshot } from '../model/snapshot.ts'
import { beyondReachWords, isBeyondReach } from '../render/view/beyond-reach.ts'
import { waiverState, type WaivedCluster, type WaiverState } from '../render/view/waivers.ts'
import { OUTCOMES, shortOutcomeWord, STATUS_WORDS, WAIVER_WORDS } from '../render/words.ts'
import { readSnapshot } from '../snapshot/read.ts'
import { loadOrganisation } from './stages/catalogue.ts'
import { pinnedOrganisation } from './stages/inputs.ts'
import { pinnedCatalogue } from './stages/pinned-catalogue.ts'
import { readEvaluation } from './stages/evaluation-file.ts'
import { readRunRecord } from './stages/run-record.ts'
import { unreadFrameworks } from './stages/unread-cluster.ts'

/** One cluster of a run, in one line. */
export type ClusterSummary = {
  readonly name: string
  readonly status: ClusterStatus
  readonly objects: number
  readonly gaps: number
  readonly reasons: readonly string[]
  /** the reasons in few lines: lists that failed alike stand together, the first ten by name */
  readonly why: readonly string[]
  /** why evaluating it ended in an error; absent where it did not */
  readonly notEvaluated?: string
}

/** How many names a line shows: the report and `-o json` have every one. */
const MOST_NAMES = 10

/** A run in a few numbers, each with its denominator: what `exhibit run` prints. */
export type RunSummary = {
  readonly runId: string
  readonly clusters: readonly ClusterSummary[]
  /** controls by outcome, over all expected clusters; those of a cluster that was not read as in the reports */
  readonly outcomes: Readonly<Partial<Record<ControlOutcome, number>>>
  readonly controls: number
  /** part of the undetermined ones: no reading of the API could decide them */
  readonly outOfReach: number
  /** `cluster: framework id title`, sorted as in the reports */
  readonly failed: readonly string[]
  /** each waiver of the organisation's file, also one that lies over nothing */
  readonly waivers: readonly {
    readonly id: string
    readonly state: WaiverState
    readonly why: string
  }[]
}

/** The summary of a run folder, from its own files, one cluster at a time. */
export function summaryOfRun(folder: string): RunSummary {
  const clusters: ClusterSummary[] = []
  const outcomes: Partial<Record<ControlOutcome, number>> = {}
  const failed: string[] = []
  let outOfReach = 0
  const waived: WaivedCluster[] = []
  const record = readRunRecord(folder)
  const catalogue = pinnedCatalogue(folder, record)
  for (const name of readdirSync(join(folder, 'clusters')).sort()) {
    const path = join(folder, 'clusters', name)
    const snapshot = readSnapshot(path)
    const evaluation = readEvaluation(path)
    clusters.push(clusterSummary(snapshot, evaluation))
    waived.push(waivedCluster(snapshot, evaluation))
    if (snapshot.status === 'retired') continue
    const results = evaluation?.controls ?? notRead(folder, path, snapshot, catalogue)
    for (const result of results) {
      outcomes[result.outcome] = (outcomes[result.outcome] ?? 0) + 1
      if (isBeyondReach(result)) outOfReach++
      if (result.outcome === 'fail') failed.push(lineOf(name, result))
    }
  }
  const controls = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
  const waivers = waiversOf(folder).map(({ id, ...waiver }) => ({
    id,
    ...waiverState({ id, ...waiver }, waived),
  }))
  return { runId: record.runId, clusters, outcomes, controls, outOfReach, failed, waivers }
}

function waiversOf(folder: string): readonly Waiver[] {
  const { waivers } = pinnedOrganisation(folder, existsSync)
  return loadOrganisation({ waivers }).waivers
}

/** What of a cluster the waivers need; the evaluation itself is not held. */
function waivedCluster(
  { cluster, status }: Snapshot,
  evaluation: Evaluation | undefined,
): WaivedCluster {
  const base = { name: cluster, snapshot: { status } }
  if (evaluation === undefined) return base
  const { organisation, failed } = evaluation
  const { waivers } = organisation
  return {
    ...base,
    evaluation: { ...(failed === undefined ? {} : { failed }), organisation: { waivers } },
  }
}

type Result = Pick<ControlResult, 'framework' | 'control' | 'title' | 'outcome' | 'method'> &
  Partial<Pick<ControlResult, 'counts'>>

/** What nothing was read for is never left out of the count. */
function notRead(
  run: string,
  folder: string,
  snapshot: Snapshot,
  catalogue: Catalogue,
): readonly Result[] {
  const unread = unreadFrameworks(run, folder, snapshot, catalogue)
  return catalogue.frameworks.flatMap(({ controls }, index) =>
    controls.map(({ framework, id, title, method }) => ({
      ...{ framework, control: id, title, method },
      outcome: unread[index]?.outcome ?? 'undetermined',
    })),
  )
}

function lineOf(cluster: string, result: Result): string {
  return `${cluster}: ${result.framework} ${result.control} ${result.title}`
}

function clusterSummary(
  { cluster, status, objectCount, gaps, reasons }: Snapshot,
  evaluation: Evaluation | undefined,
): ClusterSummary {
  const why = groupedReasons(reasons, gaps, MOST_NAMES)
  const failed = evaluation?.failed
  return {
    ...{ name: cluster, status, objects: objectCount, gaps: gaps.length, reasons, why },
    ...(failed === undefined ? {} : { notEvaluated: failed }),
  }
}

/** The summary as lines for people. */
export function describeSummary(summary: RunSummary): string {
  const lines = [
    `run        ${summary.runId}`,
    `clusters   ${populationWords(summary.clusters)}`,
    `controls   ${outcomeWords(summary)} of ${summary.controls}`,
    ...(summary.waivers.length === 0 ? [] : [`waivers    ${waiverWords(summary.waivers)}`]),
    ...summary.clusters
      .filter(({ status }) => status !== 'complete' && status !== 'retired')
      .flatMap(clusterLines),
    ...summary.clusters.flatMap(({ name, notEvaluated }) =>
      notEvaluated === undefined ? [] : [`${'error'.padEnd(10)} ${name}: ${notEvaluated}`],
    ),
    ...summary.waivers
      .filter(({ state }) => state !== 'active')
      .map(({ id, state, why }) => `waiver     ${id} ${WAIVER_WORDS[state]}: ${why}`),
    ...summary.failed.map((line) => `fails      ${line}`),
  ]
  return `${lines.join('\n')}\n`
}

/** `3 complete, 1 unreachable of 4 expected`; those not evaluated and retired ones apart. */
function populationWords(clusters: readonly ClusterSummary[]): string {
  const expected = clusters.filter(({ status }) => status !== 'retired')
  const retired = clusters.length - expected.length
  const counts = countsOf(expected.map(({ status }) => STATUS_WORDS[status]))
  const failed = clusters.filter(({ notEvaluated }) => notEvaluated !== undefined).length
  const besides = [
    ...(failed === 0 ? [] : [`${failed} not evaluated`]),
    ...(retired === 0 ? [] : [`${retired} retired`]),
  ]
  return [`${counts} of ${expected.length} expected`, ...besides].join('; ')
}

/** Results of controls in the words of the reports, worst first: `2 fail, 9 undetermined (4 out of reach), 1 no subjects or left out`. */
export function outcomeWords({
  outcomes,
  outOfReach,
}: Pick<RunSummary, 'outcomes' | 'outOfReach'>): string {
  return OUTCOMES.flatMap((outcome) => {
    const count = outcomes[outcome] ?? 0
    const apart = outcome === 'undetermined' ? beyondReachWords(outOfReach) : ''
    return count === 0 ? [] : [`${count} ${shortOutcomeWord(outcome)}${apart}`]
  }).join(', ')
}

function waiverWords(waivers: RunSummary['waivers']): string {
  return `${countsOf(waivers.map(({ state }) => WAIVER_WORDS[state]))} of ${waivers.length}`
}

function countsOf(words: readonly string[]): string {
  const counts = Map.groupBy(words, (word) => word)
  return [...counts]
    .sort(([one], [two]) => (one < two ? -1 : 1))
    .map(([word, all]) => `${all.length} ${word}`)
    .join(', ')
}

function clusterLines({ name, status, why }: ClusterSummary): readonly string[] {
  return why.map((reason) => `${status.padEnd(10)} ${name}: ${reason}`)
}

/** The summary as machine output. */
export function summaryJson(summary: RunSummary): JsonObject {
  return { format: 'run-summary/v1', ...summary }
}
