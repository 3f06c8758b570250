import type { ControlResult } from '../../../model/evaluation.ts'
import type { ReportCluster, ReportSource } from '../../../model/report.ts'
import type { FrameworkView } from '../../report-schema.ts'
import { frameworksView } from '../../view/controls.ts'
import type { EvidenceBook } from '../../view/evidence.ts'
import { aboutRun } from '../../view/report.ts'
import type { PeriodReport } from '../schema.ts'

/** So many open results of each control and cluster are shown; the report of the newest run has all of them. */
const MOST_OPEN = 10

/** The newest run of a period: what is said of it, and the open results of its controls. */
export type NewestRun = {
  readonly about: NonNullable<PeriodReport['newest']>
  readonly frameworks: readonly FrameworkView[]
}

/** The newest run with its open results alone: those that fail or are undetermined, the first few of each control and cluster. */
export function newestRun(source: ReportSource, book: EvidenceBook): NewestRun {
  const open = { ...source, clusters: source.clusters.map(withOpenResults) }
  const cited = {
    ...source,
    clusters: source.clusters.map((one, at) => ({ ...one, ...citedIn(one, open.clusters[at]) })),
  }
  return { about: aboutRun(cited), frameworks: frameworksView(open, book) }
}

function withOpenResults(cluster: ReportCluster): ReportCluster {
  const { evaluation } = cluster
  if (evaluation === undefined) return cluster
  const { history } = evaluation
  return {
    ...cluster,
    evaluation: {
      ...evaluation,
      controls: evaluation.controls.map(openOf),
      ...(history === undefined ? {} : { history: { ...history, outcomes: NO_OUTCOMES } }),
    },
  }
}

/** The objects that the open results of a cluster name. */
function citedIn(
  { evidence }: ReportCluster,
  open: ReportCluster | undefined,
): Pick<ReportCluster, 'evidence'> {
  if (evidence === undefined) return {}
  const results = (open?.evaluation?.controls ?? []).flatMap((control) => control.results)
  const named = new Set(results.flatMap((each) => each.evidence.map(({ object }) => object)))
  return { evidence: evidence.filter(({ key }) => named.has(key)) }
}

/** The history of the period stands on the page already. */
const NO_OUTCOMES = { runs: [], controls: [] }

function openOf(control: ControlResult): ControlResult {
  const failing = control.results.filter(({ verdict }) => verdict === 'fail')
  const open = control.results.filter(({ verdict }) => verdict === 'undetermined')
  return { ...control, results: [...failing, ...open].slice(0, MOST_OPEN) }
}
