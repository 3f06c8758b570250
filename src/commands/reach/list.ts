import { connectionList, listedName, listedPorts } from '../../analyse/connection-list.ts'
import { connectionSets } from '../../analyse/engine/connection-sets.ts'
import { listDifferences } from '../../analyse/diff/list-diff.ts'
import type { Listable } from '../../analyse/diff/list-diff.ts'
import type { JsonObject } from '../../core/json.ts'
import { csvRow, stringifyJson, table } from '../output.ts'

/** In which form a list goes to stdout. */
export type ListFormat = 'table' | 'json' | 'csv'

const COLUMNS = ['source', 'destination', 'connections'] as const

/**
 * All connections of a cluster in a form, traffic between pods and their own nodes included, and of how many a part could not be decided. What is
 * undecided is listed as passing; the table and JSON mark it, the columns of CSV are those that other tools read. JSON has the premises beside them.
 */
export function printedConnections(
  { reachability, options }: Listable,
  format: ListFormat,
  premises: JsonObject,
): { readonly text: string; readonly undecided: number } {
  const sets = connectionSets()
  const list = connectionList(reachability, { ...options, nodeTraffic: true }, sets)
  const portsText = (id: number) => (id === sets.none ? '' : listedPorts(sets.get(id).ranges))
  const rows = list.map(({ source, destination, ports, undecided }) => ({
    pair: [listedName(source), listedName(destination)],
    ports: portsText(ports),
    sure: portsText(sets.subtract(ports, undecided)),
    undecided: portsText(undecided),
  }))
  const cells = (last: (row: (typeof rows)[number]) => readonly string[]) =>
    rows.map((row) => [...row.pair, ...last(row)])
  const text =
    format === 'json'
      ? stringifyJson({
          connections: records(
            [...COLUMNS, 'undecided'],
            cells(({ ports, undecided }) => [ports, undecided]),
          ),
          ...premises,
        })
      : printed(COLUMNS, cells(format === 'csv' ? ({ ports }) => [ports] : marked), format)
  return { text, undecided: rows.filter((row) => row.undecided !== '').length }
}

/** `TCP 80; undecided: TCP 9`. */
function marked(row: { readonly sure: string; readonly undecided: string }): readonly string[] {
  const undecided = row.undecided === '' ? '' : `undecided: ${row.undecided}`
  return [[row.sure, undecided].filter((text) => text !== '').join('; ')]
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
  return format === 'table' ? table(columns, rows) : stringifyJson(records(columns, rows))
}

function records(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly JsonObject[] {
  return rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? ''])))
}
