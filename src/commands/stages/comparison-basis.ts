import type { ReportBasis } from '../../archive/report-id.ts'
import { recordedManifest } from '../../archive/recorded.ts'
import type { Store } from '../../archive/store.ts'
import type { Comparison } from '../../model/comparison.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { ManifestCluster, ManifestRun } from '../../model/manifest.ts'
import type { Context } from '../context.ts'
import { toolOf } from '../tool.ts'
import type { ComparedBy } from './comparison-frame.ts'
import type { ReportPlace } from './commit-report.ts'

/** A comparison of runs of the archive. */
export type ComparisonOfRuns = {
  readonly comparison: Comparison
  /** as the user named the sides */
  readonly asked: readonly string[]
  /** `BASE~HEAD` */
  readonly name: string
  /** every run that it speaks of */
  readonly runs: readonly RunEntry[]
  /** the run of the later side, whose population and catalogue the report has */
  readonly head: RunEntry
  /** whose it is, as the later run says it */
  readonly by: ComparedBy
  /** the cluster that was asked for; absent: all */
  readonly cluster?: string
}

/** What decides a comparison, and of which clusters it speaks. */
export type ComparisonBasis = {
  readonly name: string
  readonly basis: ReportBasis
  readonly clusters: readonly ManifestCluster[]
}

/** The same with its place in the archive. */
export type ArchivedComparisonPlace = ComparisonBasis & { readonly place: ReportPlace }

/** The longest name in an id of a report. */
const LONGEST_NAME = 120

/** What decides the report of a comparison, but for whether it has a PDF. */
export async function comparisonBasis(
  { comparison, name, runs: entries, head, cluster }: ComparisonOfRuns,
  store: Store,
  context: Context,
): Promise<ComparisonBasis> {
  const { catalogue, inputs, clusters } = await recordedManifest(store, head)
  const runs = entries.map(manifestRun)
  const options = {
    comparison: comparison.format,
    ...(cluster === undefined ? {} : { cluster }),
  }
  return {
    name: name.slice(0, LONGEST_NAME),
    basis: { runs, catalogue, inputs, tool: toolOf(context.packageRoot), options },
    clusters: cluster === undefined ? clusters : clusters.filter((one) => one.name === cluster),
  }
}

function manifestRun({ runId: id, sumsDigest, manifestDigest }: RunEntry): ManifestRun {
  return { id, sumsDigest, manifestDigest }
}
