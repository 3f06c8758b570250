import { connectionList } from '../../analyse/list/connection-list.ts'
import { connectionSets } from '../../analyse/engine/connection-sets.ts'
import type { Listable } from '../../analyse/diff/list-diff.ts'
import { listedName } from '../../analyse/list/listed-peers.ts'
import { listedPorts } from '../../analyse/list/listed-ports.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Cluster } from '../../model/cluster.ts'
import { textOption, type Context, type Options } from '../context.ts'
import { csvRow, jsonWithList, tableLines, writeAll } from '../output.ts'
import { recordOf, type ListFormat } from './list.ts'
import { premisesData } from './premises.ts'
import { assumptionsUnder, listOf } from './profile.ts'

const COLUMNS = ['source', 'destination', 'connections'] as const

/**
 * Writes all connections of a cluster, traffic between pods and their own nodes included, while they are found: there may be many. What is undecided
 * is listed as passing, and warned of; the table and JSON mark it, the columns of CSV are those that other tools read. JSON has the premises
 * behind them.
 */
export async function writeConnections(
  cluster: Cluster,
  context: Context,
  options: Options,
): Promise<void> {
  const { list: listed, limits } = listOf(cluster, options)
  const premises = {
    ...(limits.length === 0 ? {} : { limits }),
    ...premisesData(cluster, assumptionsUnder(cluster, options)),
  }
  const format = (textOption(options, 'output') ?? 'table') as ListFormat
  let undecided = 0
  // A table asks for its rows twice.
  const rows = function* () {
    undecided = 0
    for (const row of rowsOf(listed)) {
      if (row.undecided !== '') undecided++
      yield row
    }
  }
  await writeAll(texts(rows, format, premises), context)
  for (const limit of limits) context.log.warn(limit)
  if (undecided > 0)
    context.log.warn('part of some connections could not be decided and is listed as passing', {
      connections: undecided,
    })
}

/** Names and ports of one connection, as text; of no ports as none. */
type Row = {
  readonly pair: readonly [source: string, destination: string]
  readonly ports: string
  readonly sure: string
  readonly undecided: string
}

function* rowsOf({ reachability, options }: Listable): Generator<Row> {
  const sets = connectionSets()
  const known = new Map<number, string>([[sets.none, '']])
  const portsText = (id: number) => {
    const text = known.get(id) ?? listedPorts(sets.get(id).ranges)
    known.set(id, text)
    return text
  }
  const list = connectionList(reachability, { ...options, nodeTraffic: true }, sets)
  for (const { source, destination, ports, undecided } of list)
    yield {
      pair: [listedName(source), listedName(destination)],
      ports: portsText(ports),
      sure: portsText(sets.subtract(ports, undecided)),
      undecided: portsText(undecided),
    }
}

function texts(
  rows: () => Iterable<Row>,
  format: ListFormat,
  premises: JsonObject,
): Iterable<string> {
  switch (format) {
    case 'csv':
      return csvLines(rows())
    case 'table':
      return tableLines(COLUMNS, () => cells(rows()))
    case 'json':
      return jsonWithList('connections', recordsOf(rows()), premises)
  }
}

function* csvLines(rows: Iterable<Row>): Generator<string> {
  yield csvRow(COLUMNS)
  for (const { pair, ports } of rows) yield csvRow([...pair, ports])
}

function* cells(rows: Iterable<Row>): Generator<readonly string[]> {
  for (const row of rows) yield [...row.pair, marked(row)]
}

function* recordsOf(rows: Iterable<Row>): Generator<JsonObject> {
  const columns = [...COLUMNS, 'undecided']
  for (const { pair, ports, undecided } of rows)
    yield recordOf(columns, [...pair, ports, undecided])
}

/** `TCP 80; undecided: TCP 9`. */
function marked(row: Row): string {
  const undecided = row.undecided === '' ? '' : `undecided: ${row.undecided}`
  return [row.sure, undecided].filter((text) => text !== '').join('; ')
}
