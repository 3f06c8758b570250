import { csvOf } from '../csv.ts'
import { markedTable } from '../excerpt-words.ts'
import type { Table } from '../tables/table.ts'
import type { PeriodBytesFormat } from './formats.ts'
import { changes } from './tables/changes.ts'
import { controls } from './tables/controls.ts'
import { ledger } from './tables/ledger.ts'
import { populationCsv } from './tables/population.ts'
import { snapshots } from './tables/sheets.ts'
import { POPULATION_FILE } from './view/population.ts'

/** ledger.csv, controls.csv, changes.csv, snapshots.csv and population.csv: everything that the report shows in part or grouped, row by row. */
export const csv: PeriodBytesFormat = {
  id: 'csv',
  render: ({ report, source }) =>
    Promise.resolve([
      csvFile('ledger.csv', markedTable(ledger(source), source.excerpt)),
      csvFile('controls.csv', markedTable(controls(source), source.excerpt)),
      csvFile('changes.csv', markedTable(changes(source), source.excerpt)),
      csvFile('snapshots.csv', markedTable(snapshots(report), source.excerpt)),
      {
        fileName: POPULATION_FILE,
        mediaType: MEDIA_TYPE,
        bytes: populationCsv(source),
      },
    ]),
}

const MEDIA_TYPE = 'text/csv; charset=utf-8; header=present'

function csvFile(fileName: string, table: Table) {
  return { fileName, mediaType: MEDIA_TYPE, bytes: csvOf(table) }
}
