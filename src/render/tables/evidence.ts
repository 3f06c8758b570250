import type { Report } from '../report-schema.ts'
import type { Cell, Table } from './table.ts'

/** Every observation once, by its number: where it was made, and what was seen there. */
export function evidenceIndex(report: Report): Table {
  return {
    name: 'Evidence',
    columns: ['number', 'cluster', 'object', 'pointer', 'value'],
    rows: () => rows(report),
  }
}

function* rows({ frameworks }: Report): Generator<readonly Cell[]> {
  const known = new Set<string>()
  for (const { controls } of frameworks)
    for (const { clusters } of controls)
      for (const { cluster, subjects } of clusters)
        for (const { evidence } of subjects)
          for (const { number, object, pointer, value } of evidence) {
            if (known.has(number)) continue
            known.add(number)
            yield [number, cluster, object, pointer, value]
          }
}
