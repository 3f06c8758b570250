import { citing, evidenceEntries, type Citing } from '../evidence-annex.ts'
import type { ClusterView, Report } from '../report-schema.ts'
import type { Cell, Table } from './table.ts'

/** Every observation once, by its number: where it was made, the digest of the object, and what was seen there. */
export function evidenceIndex(report: Report): Table {
  return {
    name: 'Evidence',
    columns: ['number', 'run', 'cluster', 'object', 'digest', 'pointer', 'value'],
    rows: () =>
      evidenceRows(
        report.runId,
        citing(report.frameworks, (control) => control.clusters),
        report.clusters,
      ),
  }
}

/** Rows of what controls cite, by number. */
export function* evidenceRows(
  run: string,
  all: Iterable<Citing>,
  clusters: readonly ClusterView[],
): Generator<readonly Cell[]> {
  for (const { cluster, object, digest, seen } of evidenceEntries(all, clusters))
    for (const { number, pointer, value } of seen)
      yield [number, run, cluster, object, digest, pointer, value]
}
