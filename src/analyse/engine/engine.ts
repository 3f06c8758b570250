import { parseIpAddress } from '../../core/ip-address.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Direction } from '../../model/policy.ts'
import type { AddressBlock, AddressCells } from './address-cells.ts'
import { addressCells } from './address-cells.ts'
import { answersOver } from './answers.ts'
import type { Answers } from './answers.ts'
import { classesOf } from './classes.ts'
import type { ClassRecord } from './classes.ts'
import { columnPairs, columnsOf } from './columns.ts'
import type { Columns } from './columns.ts'
import { connectionSets } from './connection-sets.ts'
import type { ConnectionSets } from './connection-sets.ts'
import { isDoubted } from './doubts.ts'
import { groupingOf, layerOf } from './groups.ts'
import type { Grouping, Layer } from './groups.ts'
import { kinOf } from './kin.ts'
import type { Kin } from './kin.ts'
import { peerSets } from './peer-sets.ts'
import type { PeerSets } from './peer-sets.ts'
import { programStore } from './programs.ts'
import type { Programs } from './programs.ts'
import type { PodsByAddress, Relevance } from './relevance.ts'
import { nodeBlocks, relevanceOf } from './relevance.ts'
import { answerAt } from './row.ts'
import type { Row } from './row.ts'
import { rowsOf } from './rows.ts'
import type { Rows } from './rows.ts'
import { classFinder } from './selectors.ts'
import { subjectFinder } from './subjects.ts'
import type { SubjectFinder } from './subjects.ts'
import { tunnelCells, tunnelGroups } from './node-tunnels.ts'
import type { TunnelCells } from './node-tunnels.ts'
import { throughTunnel, tunnelBetween } from './tunnels.ts'
import type { Tunnel } from './tunnels.ts'
import { instead, throughWaypoint, waypointClasses, waysBetween } from './waypoints.ts'
import type { Way } from './waypoints.ts'
import { trafficSets } from './traffic-sets.ts'
import type { TrafficSets } from './traffic-sets.ts'

/** One direction of one layer of the engine. */
export type Side = { readonly grouping: Grouping; readonly rows: Rows }

/** One direction: each layer is decided on its own, and all must allow. The network plugin's comes first. */
export type Sides = readonly [network: Side, ...others: readonly Side[]]

/** Everything that is looked up when a question is answered. Endpoints are numbered: classes, then cells. */
export type Engine = {
  readonly cluster: Cluster
  /** whether traffic between a pod and its own node is answered by the caller, whatever rows say */
  readonly nodeTraffic: boolean
  readonly podsByAddress: PodsByAddress
  readonly records: readonly ClassRecord[]
  readonly cells: AddressCells
  readonly tunnels: TunnelCells
  readonly columns: Columns
  readonly sets: ConnectionSets
  readonly answers: Answers
  readonly peers: PeerSets
  readonly traffic: TrafficSets
  /** columns that long lists of peers do not tell apart; known when all programs are */
  readonly kin: () => Kin
  readonly programs: Programs
  readonly subjects: SubjectFinder
  readonly egress: Sides
  readonly ingress: Sides
  /** numbers of the classes of waypoints, by `namespace/name` of their Gateway */
  readonly waypoints: ReadonlyMap<string, readonly number[]>
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
  const cells = addressCells(relevance.blocks, nodeGroups(cluster, relevance))
  const tunnels = tunnelCells(cluster, cells)
  const { records, profiles } = classesOf(cluster, relevance, cells, { nodeTraffic })
  const columns = columnsOf(records, cells)
  const find = classFinder(records, cluster, relevance.labelKeys)
  const findHosts = classFinder(records, cluster, relevance.labelKeys, 'hosts')
  const nodeCells = nodeCellsIn(cluster, relevance, cells)
  const world = { columns, cells, find, findHosts, cluster, nodeCells, tunnels, podsByAddress }
  const peers = peerSets(world)
  const sets = connectionSets()
  const answers = answersOver(sets)
  const traffic = trafficSets(sets, profiles)
  const programs = programStore(peers, traffic)
  let known: Kin | undefined
  const kin = () => (known ??= kinOf(columns, peers))
  const tables = { sets, answers, peers, traffic, columns, kin, rowBytes }
  const subjects = subjectFinder(records, cluster, find, { columns, peers })
  const side = (direction: Direction, layer: Layer): Side => {
    const grouping = groupingOf(direction, layer, cluster, records, subjects, programs)
    const rows = rowsOf(direction, grouping.groups, tables)
    return { grouping, rows }
  }
  const meshed = cluster.policies.some((policy) => layerOf(policy) === 'mesh')
  const sides = (direction: Direction): Sides => [
    side(direction, 'network'),
    ...(meshed ? [side(direction, 'mesh')] : []),
  ]
  return {
    cluster,
    nodeTraffic,
    podsByAddress,
    records,
    cells,
    tunnels,
    columns,
    sets,
    answers,
    peers,
    traffic,
    kin,
    programs,
    subjects,
    egress: sides('egress'),
    ingress: sides('ingress'),
    waypoints: waypointClasses(records),
  }
}

/** Cells that hold addresses of nodes; none where no rule looks at nodes. */
function nodeCellsIn(
  cluster: Cluster,
  { nodes, allNodes }: Relevance,
  cells: AddressCells,
): ReadonlySet<number> {
  return nodes || allNodes ? nodeCellsOf(cluster, cells) : new Set()
}

/** Addresses of nodes that are to be told from all others, in groups. */
function nodeGroups(
  cluster: Cluster,
  { allNodes, blocks }: Relevance,
): readonly (readonly AddressBlock[])[] {
  return [...(allNodes ? [nodeBlocks(cluster)] : []), ...tunnelGroups(cluster, blocks)]
}

function nodeCellsOf({ nodes }: Cluster, cells: AddressCells): ReadonlySet<number> {
  const addresses = [...nodes.values()].flatMap((node) => node.addresses)
  return new Set(
    addresses.flatMap((text) => {
      const address = parseIpAddress(text)
      return address === undefined ? [] : [cells.cellOf(address)]
    }),
  )
}

/**
 * The answer id for two endpoints by their numbers: what may pass from one to the other by any way, to an address of the pod or of a Service, also through a
 * waypoint.
 */
export function answerBetween(engine: Engine, source: number, destination: number): number {
  const direct = directBetween(engine, source, destination)
  const ways = waysBetween(engine, source, destination)
  return ways.length === 0 ? direct : withWays(engine, direct, ways, source, destination)
}

function withWays(
  engine: Engine,
  direct: number,
  ways: readonly Way[],
  source: number,
  destination: number,
): number {
  const { answers } = engine
  const through = (way: Way) =>
    throughWaypoint(engine, way, (from, to) => directBetween(engine, from, to), source, destination)
  const start = ways
    .filter(({ replaces }) => replaces)
    .reduce((answer, way) => instead(engine, answer, way, through(way)), direct)
  return ways
    .filter(({ replaces }) => !replaces)
    .reduce((answer, way) => answers.join(answer, through(way)), start)
}

/** The answer where no waypoint is gone through: both sides must allow, over any address family they share. */
export function directBetween(engine: Engine, source: number, destination: number): number {
  const declared = declaredBetween(engine, source, destination)
  const { answers, sets } = engine
  const doubted = isDoubted(engine, source, destination)
  return doubted ? answers.of(answers.mustOf(declared), sets.all) : declared
}

/** The same by what was read of the policies: rows know nothing of doubts. */
function declaredBetween(engine: Engine, source: number, destination: number): number {
  const { answers, columns } = engine
  const tunnel = tunnelOf(engine, source, destination)
  if (tunnel !== 'no') return answerThrough(engine, tunnel, source, destination)
  const out = rowsAt(engine.egress, source)
  const into = rowsAt(engine.ingress, destination)
  if (out.length + into.length === 0) return answers.open
  const from = columns.single[source] ?? -1
  const to = columns.single[destination] ?? -1
  if (from >= 0 && to >= 0) return meet(answers, out, to, into, from)
  return columnPairs(columns.ofEndpoint[source] ?? [], columns.ofEndpoint[destination] ?? [])
    .map(([from, to]) => meet(answers, out, to.index, into, from.index))
    .reduce((a, b) => answers.join(a, b), answers.closed)
}

function meet(
  answers: Answers,
  out: readonly Row[],
  to: number,
  into: readonly Row[],
  from: number,
): number {
  let answer = answers.open
  for (const row of out) answer = answers.meet(answer, answerAt(row, to))
  for (const row of into) answer = answers.meet(answer, answerAt(row, from))
  return answer
}

/** How the network plugin sees TCP between two endpoints by their numbers. */
export function tunnelOf(
  { cluster, records }: Engine,
  source: number,
  destination: number,
): Tunnel {
  return tunnelBetween(cluster, records[source]?.sample, records[destination]?.sample)
}

/** The same answer where the network plugin sees tunnels; the other layers see what is in them. */
function answerThrough(
  { answers, sets, columns, egress, ingress }: Engine,
  tunnel: Tunnel,
  source: number,
  destination: number,
): number {
  const [networkOut, ...othersOut] = egress.map((side) => listOf(rowAt(side, source)))
  const [networkIn, ...othersIn] = ingress.map((side) => listOf(rowAt(side, destination)))
  return columnPairs(columns.ofEndpoint[source] ?? [], columns.ofEndpoint[destination] ?? [])
    .map(([{ index: from }, { index: to }]) => {
      const out = throughTunnel(
        meet(answers, networkOut ?? [], to, [], from),
        tunnel,
        answers,
        sets,
      )
      const into = throughTunnel(
        meet(answers, [], to, networkIn ?? [], from),
        tunnel,
        answers,
        sets,
      )
      const inner = meet(answers, othersOut.flat(), to, othersIn.flat(), from)
      return answers.meet(answers.meet(out, into), inner)
    })
    .reduce((a, b) => answers.join(a, b), answers.closed)
}

function listOf(row: Row | undefined): readonly Row[] {
  return row === undefined ? NO_ROWS : [row]
}

const NO_ROWS: readonly Row[] = []

/** The rows of an endpoint in all layers that restrict it. */
export function rowsAt(sides: Sides, endpoint: number): readonly Row[] {
  if (sides.length > 1) return sides.flatMap((side) => rowAt(side, endpoint) ?? NO_ROWS)
  return listOf(rowAt(sides[0], endpoint))
}

function rowAt({ grouping, rows }: Side, endpoint: number): Row | undefined {
  return rows.of(grouping.groupOf[endpoint] ?? 0)
}
