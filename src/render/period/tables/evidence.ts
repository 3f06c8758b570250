import { citing } from '../../evidence-annex.ts'
import { evidenceRows } from '../../tables/evidence.ts'
import type { Table } from '../../tables/table.ts'
import type { PeriodReport } from '../schema.ts'

/** Every evidence number: runs by the digest of all their files, and what was observed in the newest of them. */
export function evidenceIndex({ runs, frameworks, newest }: PeriodReport): Table {
  return {
    name: 'Evidence',
    columns: ['number', 'run', 'cluster', 'object or file', 'digest', 'pointer', 'value'],
    rows: function* () {
      for (const { number, id, sumsDigest } of runs)
        yield [number, id, '', `runs/${id}/SHA256SUMS`, sumsDigest, '', '']
      const cited = citing(frameworks, (control) => control.newest)
      yield* evidenceRows(newest?.runId ?? '', cited, newest?.clusters ?? [])
    },
  }
}
