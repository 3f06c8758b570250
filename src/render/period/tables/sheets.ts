import { several, type Table } from '../../tables/table.ts'
import type { PeriodReport } from '../schema.ts'

/** One row for each run and cluster: where the evidence comes from, and what was otherwise than in the run that it is told against. */
export function snapshots({ sheets }: PeriodReport): Table {
  return {
    name: 'Snapshots',
    columns: [
      ...['number', 'run', 'started', 'finished', 'run told against', 'of the run'],
      ...['cluster', 'status', 'read from', 'read to', 'clock difference', 'lists', 'objects'],
      ...['values replaced', 'digest of the snapshot', 'cluster told against'],
      ...['of the cluster', 'errors and notes'],
    ],
    rows: function* () {
      for (const run of sheets)
        for (const one of run.clusters)
          yield [
            ...[run.number, run.id, run.startedAt, run.finishedAt, run.like ?? ''],
            several(run.facts.map(factWords)),
            ...[one.cluster, one.word, one.takenFrom, one.takenTo, one.clock, one.lists],
            ...[one.objects, one.replaced, one.root, one.like ?? ''],
            ...[several(one.facts.map(factWords)), several(one.errors)],
          ]
    },
  }
}

function factWords({ name, value }: { readonly name: string; readonly value: string }): string {
  return `${name}: ${value}`
}
