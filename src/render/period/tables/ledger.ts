import type { PeriodSource } from '../../../model/period.ts'
import { several, type Table } from '../../tables/table.ts'
import { prose, visible } from '../../text.ts'
import { timesOfRun, timeWords } from '../times.ts'
import { SLOT_WORDS, slotState } from '../words.ts'

/** Every expected slot of every cluster, and what became of it. */
export function ledger({ ledger: { rows }, period }: PeriodSource): Table {
  return {
    name: 'Cadence ledger',
    columns: [
      ...['slot', 'cluster', 'state', 'run', 'as of', 'time of the snapshot'],
      ...['other runs', 'reasons'],
    ],
    rows: function* () {
      for (const { cluster, cells } of rows)
        for (const cell of cells)
          yield [
            ...[cell.slot, visible(cluster), SLOT_WORDS[slotState(cell)].word],
            ...[visible(cell.run ?? ''), cell.asOf ?? '', timeWords(cell, period)],
            ...[several(cell.others.map(visible)), several(cell.reasons.map(prose))],
          ]
    },
  }
}

/** Every committed run of the period, with the digests that its log entry holds. */
export function runs({ runs, period }: PeriodSource): Table {
  return {
    name: 'Runs',
    columns: [
      ...['run', 'slot', 'trigger', 'attempt', 'answers for its slot', 'started', 'finished'],
      ...['sealed', 'log entry', 'digest of SHA256SUMS', 'digest of manifest.json', 'catalogue'],
      'times of its snapshots',
    ],
    rows: function* () {
      for (const run of runs)
        yield [
          ...[
            visible(run.id),
            run.slot ?? '',
            run.trigger,
            run.attempt,
            run.answers ? 'yes' : 'no',
          ],
          ...[run.startedAt, run.finishedAt, run.sealedAt, run.entry],
          ...[run.sumsDigest, run.manifestDigest, run.catalogue],
          several(timesOfRun(run, period)),
        ]
    },
  }
}
