import { connectionList, listedName, listedPorts } from '../../analyse/connection-list.ts'
import { connectionSets } from '../../analyse/connection-sets.ts'
import { listDifferences } from '../../analyse/list-diff.ts'
import type { Listable } from '../../analyse/list-diff.ts'
import { csvRow, stringifyJson, table } from '../output.ts'

/** In which form a list goes to stdout. */
export type ListFormat = 'table' | 'json' | 'csv'

const COLUMNS = ['source', 'destination', 'connections'] as const

/** All connections of a cluster in a form, and of how many a part could not be decided. */
export function printedConnections(
  { reachability, options }: Listable,
  format: ListFormat,
): { readonly text: string; readonly undecided: number } {
  const sets = connectionSets()
  const list = connectionList(reachability, options, sets)
  const rows = list.map(({ source, destination, ports }) => [
    listedName(source),
    listedName(destination),
    listedPorts(sets.get(ports).ranges),
  ])
  const undecided = list.filter((each) => each.undecided).length
  return { text: printed(COLUMNS, rows, format), undecided }
}

const DIFFERENCE_COLUMNS = [
  'diff-type',
  'source',
  'destination',
  'ref1',
  'ref2',
  'workloads-diff-info',
] as const

/** The pairs whose connections differ between two clusters. */
export function printedDifferences(before: Listable, after: Listable, format: ListFormat): string {
  const rows = listDifferences(before, after).map((each) => [
    each.change,
    each.source,
    each.destination,
    listedPorts(each.before),
    listedPorts(each.after),
    workloadsText(each.workloads, each.change),
  ])
  return printed(DIFFERENCE_COLUMNS, rows, format)
}

function workloadsText(workloads: readonly string[], change: string): string {
  if (workloads.length === 0) return ''
  return `workload ${workloads.join(' and ')} ${change}`
}

function printed(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  format: ListFormat,
): string {
  if (format === 'csv') return [columns, ...rows].map(csvRow).join('')
  if (format === 'table') return table(columns, rows)
  return stringifyJson(
    rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? '']))),
  )
}
