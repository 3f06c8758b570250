import type { PeriodSource } from '../../../model/period.ts'
import { csvOf } from '../../csv.ts'
import { markedTable } from '../../excerpt-words.ts'
import type { Table } from '../../tables/table.ts'
import { visible } from '../../text.ts'
import { STATUS_WORDS } from '../../words.ts'
import { NEVER_READ, POPULATION_WORDS } from '../words.ts'

type Seen = Pick<PeriodSource, 'population' | 'neverRead'>

/** Every item that a sample can be drawn from, by its number; behind them, without one, the clusters that no run read. */
export function population({ population: items, neverRead }: Seen): Table {
  return {
    name: 'Population',
    columns: [
      ...['number', 'kind', 'cluster', 'key'],
      ...['first snapshot', 'run of the first', 'last snapshot', 'run of the last'],
    ],
    rows: function* () {
      for (const { number, kind, cluster, key, first, last } of items)
        yield [
          ...[number, POPULATION_WORDS[kind].one, visible(cluster), visible(key)],
          ...[first.asOf, visible(first.run), last.asOf, visible(last.run)],
        ]
      for (const { cluster, status } of neverRead)
        yield [
          ...['', NEVER_READ, visible(cluster), visible(cluster)],
          ...[`none: ${STATUS_WORDS[status]}`, '', '', ''],
        ]
    },
  }
}

/** The bytes of population.csv; the report names their digest. */
export function populationCsv(
  source: Seen & { readonly excerpt?: PeriodSource['excerpt'] },
): Uint8Array {
  return csvOf(markedTable(population(source), source.excerpt))
}
