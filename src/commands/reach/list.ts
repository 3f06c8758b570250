import { listDifferences } from '../../analyse/diff/list-diff.ts'
import type { Listable } from '../../analyse/diff/list-diff.ts'
import { listedPorts } from '../../analyse/list/listed-ports.ts'
import type { JsonObject } from '../../core/json.ts'
import { csvRow, stringifyJson, table } from '../output.ts'

/** In which form a list goes to stdout. */
export type ListFormat = 'table' | 'json' | 'csv'

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
  return format === 'table' ? table(columns, rows) : stringifyJson(records(columns, rows))
}

function records(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly JsonObject[] {
  return rows.map((row) => recordOf(columns, row))
}

/** Cells under the names of their columns. */
export function recordOf(columns: readonly string[], row: readonly string[]): JsonObject {
  return Object.fromEntries(columns.map((name, at) => [name, row[at] ?? '']))
}
