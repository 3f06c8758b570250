import type { Cluster } from '../model/cluster.ts'
import type { Direction } from '../model/policy.ts'
import type { AddressCells } from './address-cells.ts'
import { addressCells } from './address-cells.ts'
import { answersOver } from './answers.ts'
import type { Answers } from './answers.ts'
import { classesOf } from './classes.ts'
import type { ClassRecord } from './classes.ts'
import { columnPairs, columnsOf } from './columns.ts'
import type { Columns } from './columns.ts'
import { connectionSets } from './connection-sets.ts'
import type { ConnectionSets } from './connection-sets.ts'
import { groupingOf } from './groups.ts'
import type { Grouping } from './groups.ts'
import { peerSets } from './peer-sets.ts'
import type { PeerSets } from './peer-sets.ts'
import { programStore } from './programs.ts'
import type { PodsByAddress } from './relevance.ts'
import { relevanceOf } from './relevance.ts'
import { answerAt } from './row.ts'
import type { Row } from './row.ts'
import { rowsOf } from './rows.ts'
import type { Rows } from './rows.ts'
import { classFinder } from './selectors.ts'
import { trafficSets } from './traffic-sets.ts'
import type { TrafficSets } from './traffic-sets.ts'

/** One direction of the engine. */
export type Side = { readonly grouping: Grouping; readonly rows: Rows }

/** Everything that is looked up when a question is answered. Endpoints are numbered: classes, then cells. */
export type Engine = {
  readonly cluster: Cluster
  readonly records: readonly ClassRecord[]
  readonly cells: AddressCells
  readonly columns: Columns
  readonly sets: ConnectionSets
  readonly answers: Answers
  readonly peers: PeerSets
  readonly traffic: TrafficSets
  readonly egress: Side
  readonly ingress: Side
}

/** The caller's choices, complete. */
export type EngineOptions = {
  readonly podsByAddress: PodsByAddress
  readonly splitAt: readonly string[]
  readonly nodeTraffic: boolean
  /** how many bytes the rows of one direction may take */
  readonly rowBytes: number
}

/** Puts the tables of one cluster together: classes, cells, peers, groups. Rows follow when they are asked for. */
export function engineFor(cluster: Cluster, options: EngineOptions): Engine {
  const { podsByAddress, splitAt, nodeTraffic, rowBytes } = options
  const relevance = relevanceOf(cluster, podsByAddress, splitAt)
  const cells = addressCells(relevance.blocks)
  const { records, profiles } = classesOf(cluster, relevance, cells, { nodeTraffic })
  const columns = columnsOf(records, cells)
  const find = classFinder(records, cluster.namespaces, relevance.labelKeys)
  const peers = peerSets({ columns, cells, find, nodes: cluster.nodes, podsByAddress })
  const sets = connectionSets()
  const answers = answersOver(sets)
  const traffic = trafficSets(sets, profiles)
  const programs = programStore(peers, traffic)
  const world = { sets, answers, peers, traffic, columns, rowBytes }
  const side = (direction: Direction): Side => {
    const grouping = groupingOf(direction, cluster, records, find, programs)
    const rows = rowsOf(direction, grouping.groups, world)
    return { grouping, rows }
  }
  return {
    cluster,
    records,
    cells,
    columns,
    sets,
    answers,
    peers,
    traffic,
    egress: side('egress'),
    ingress: side('ingress'),
  }
}

/** The answer id for two endpoints by their numbers: both sides must allow, over any address family they share. */
export function answerBetween(engine: Engine, source: number, destination: number): number {
  const { answers, columns } = engine
  const out = rowAt(engine.egress, source)
  const into = rowAt(engine.ingress, destination)
  if (out === undefined && into === undefined) return answers.open
  const from = columns.single[source] ?? -1
  const to = columns.single[destination] ?? -1
  if (from >= 0 && to >= 0) return meet(answers, out, to, into, from)
  return columnPairs(columns.ofEndpoint[source] ?? [], columns.ofEndpoint[destination] ?? [])
    .map(([from, to]) => meet(answers, out, to.index, into, from.index))
    .reduce((a, b) => answers.join(a, b), answers.closed)
}

function meet(
  answers: Answers,
  out: Row | undefined,
  to: number,
  into: Row | undefined,
  from: number,
): number {
  if (out === undefined) return into === undefined ? answers.open : answerAt(into, from)
  if (into === undefined) return answerAt(out, to)
  return answers.meet(answerAt(out, to), answerAt(into, from))
}

function rowAt({ grouping, rows }: Side, endpoint: number): Row | undefined {
  return rows.of(grouping.groupOf[endpoint] ?? 0)
}
