import type { PeriodSource, PopulationItem } from '../../../model/period.ts'
import { csvOf } from '../../csv.ts'
import { markedTable } from '../../excerpt-words.ts'
import type { Table } from '../../tables/table.ts'
import { visible } from '../../text.ts'
import { POPULATION_WORDS } from '../words.ts'

/** Every item that a sample can be drawn from, by its number. */
export function population(items: readonly PopulationItem[]): Table {
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
    },
  }
}

/** The bytes of population.csv; the report names their digest. */
export function populationCsv(
  items: readonly PopulationItem[],
  excerpt?: PeriodSource['excerpt'],
): Uint8Array {
  return csvOf(markedTable(population(items), excerpt))
}
