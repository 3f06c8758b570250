import type { AddressSet, Expression, Peer, Selector } from '../../model/policy.ts'
import type { Cluster, ServiceTarget } from '../../model/cluster.ts'
import type { AddressBlock, AddressCells } from './address-cells.ts'
import type { Columns } from './columns.ts'
import { holds, selects } from '../objects/label-match.ts'
import type { LabelView, Ternary } from '../objects/label-match.ts'
import type { TunnelCells } from './node-tunnels.ts'
import { blockOf, matchesPods } from './relevance.ts'
import type { PodsByAddress } from './relevance.ts'
import type { ClassFinder, Selected } from './selectors.ts'
import { servicesMeant } from './service-peers.ts'
import type { ServicePeer } from './service-peers.ts'

/** What peers are looked up in. */
export type PeerWorld = {
  readonly columns: Columns
  readonly cells: AddressCells
  readonly find: ClassFinder
  /** the same for pods on the networks of nodes */
  readonly findHosts: ClassFinder
  readonly cluster: Cluster
  /** cells that are addresses of nodes, where some rule tells them from other addresses */
  readonly nodeCells: ReadonlySet<number>
  readonly tunnels: TunnelCells
  readonly podsByAddress: PodsByAddress
}

/** Columns found: `everyone` stands for all of them, surely; those of `maybe` that are also in `sure` are sure. */
export type Found = {
  readonly everyone: boolean
  readonly sure: Set<number>
  readonly maybe: Set<number>
}

/** Whom any of the peers matches. */
export function peersFound(peers: readonly Peer[], world: PeerWorld): Found {
  if (peers.some(({ kind }) => kind === 'any')) return EVERYONE
  const found = nobody()
  for (const one of [...blocksTogether(peers, world), ...othersOf(peers, world)]) {
    if (one.everyone) return one
    addAll(one.sure, found.sure)
    addAll(one.maybe, found.maybe)
  }
  return found
}

type Block = Extract<Peer, { kind: 'addresses' }>

/** All blocks of a list that match alike: together they may hold each address that a node speaks from. */
function blocksTogether(peers: readonly Peer[], world: PeerWorld): readonly Found[] {
  const blocks = peers.filter((peer): peer is Block => peer.kind === 'addresses')
  const alike = Map.groupBy(blocks, (peer) => `${peer.matchesPods} ${peer.matchesNodes ?? ''}`)
  return [...alike.values()].flatMap((group) =>
    group[0] === undefined ? [] : [blocksFound(group, group[0], world)],
  )
}

function othersOf(peers: readonly Peer[], world: PeerWorld): readonly Found[] {
  return peers.filter(({ kind }) => kind !== 'addresses').map((peer) => peerFound(peer, world))
}

const EVERYONE: Found = { everyone: true, sure: new Set(), maybe: new Set() }

function nobody(): Found {
  return { everyone: false, sure: new Set(), maybe: new Set() }
}

function peerFound(peer: Peer, world: PeerWorld): Found {
  switch (peer.kind) {
    case 'any':
      return EVERYONE
    case 'none':
      return nobody()
    case 'pods':
      return podsFound(peer, world)
    case 'addresses':
      return blocksFound([peer], peer, world)
    case 'address-sets':
      return setsFound(peer, world)
    case 'names':
      return nameFound(peer.matchesPods === 'yes', world)
    case 'service':
      return serviceFound(peer, world)
    case 'nodes':
      return nodesFound(peer.selector, world)
    case 'entity':
      return { ...nobody(), sure: new Set(world.columns.entities.get(peer.name)) }
    case 'not':
      return complement(peerFound(peer.peer, world), world.columns.count)
    case 'all-of':
      return peer.peers.map((each) => peerFound(each, world)).reduce((a, b) => intersection(a, b))
  }
}

function columnsOf({ sure, maybe }: Selected, columns: Columns): Found {
  const found = nobody()
  const add = (classes: readonly number[], into: Set<number>) => {
    for (const at of classes) for (const { index } of columns.ofEndpoint[at] ?? []) into.add(index)
  }
  add(sure, found.sure)
  add(maybe, found.maybe)
  return found
}

/** Pods, and as far as `hosts` says so all nodes with the pods on their networks. */
function podsFound(peer: Extract<Peer, { kind: 'pods' }>, world: PeerWorld): Found {
  const found = columnsOf(world.find(peer), world.columns)
  if (peer.hosts === undefined) return found
  if (peer.hosts === 'by-pods') {
    const { sure, maybe } = world.findHosts(peer)
    if (sure.length + maybe.length === 0) return found
  }
  const into = peer.hosts === 'yes' ? found.sure : found.maybe
  addAll(world.columns.hosts, into)
  for (const cell of world.nodeCells) into.add(world.columns.firstCell + cell)
  return found
}

type ByAddress = Extract<Peer, { kind: 'addresses' | 'address-sets' | 'service' }>

/** The cells of blocks themselves, and the pods that live in them as far as the peer matches pods, and nodes, by address. */
function blocksFound(blocks: readonly AddressBlock[], peer: ByAddress, world: PeerWorld): Found {
  const { columns, cells, nodeCells } = world
  const found = nobody()
  const pods = matchesPods(peer, world.podsByAddress)
  const nodes = peer.matchesNodes
  const hosts = nodes === undefined ? pods : nodes === 'yes'
  const byAddress = (column: number) => (columns.hosts.has(column) ? hosts : pods)
  const held = new Set(blocks.flatMap((block) => cells.cellsOf(block)))
  for (const cell of held) {
    if (nodes !== 'no' || !nodeCells.has(cell)) found.sure.add(columns.firstCell + cell)
    for (const column of columns.podsInCell.get(cell) ?? []) {
      const answer = byAddress(column)
      if (answer !== false) (answer === true ? found.sure : found.maybe).add(column)
    }
  }
  for (const cell of halfHeld(held, world.tunnels))
    doubt(spokenFrom(cell, hosts !== false, nodes !== 'no' || !nodeCells.has(cell), columns), found)
  const unplaced = columns.podsWithoutAddress.filter((column) => byAddress(column) !== false)
  addAll(unplaced, found.maybe)
  return found
}

/** Cells of nodes of which some of the addresses that they speak from are held, and some are not. */
function halfHeld(held: ReadonlySet<number>, tunnels: TunnelCells): readonly number[] {
  return [...tunnels].flatMap(([cell, others]) => {
    const answers = new Set([cell, ...others].map((each) => held.has(each)))
    return answers.size === 2 ? [cell] : []
  })
}

/** The columns of a cell of nodes that are nodes, as far as hostNetwork pods and the addresses themselves match. */
function spokenFrom(cell: number, hosts: boolean, addresses: boolean, columns: Columns): number[] {
  const pods = hosts ? (columns.podsInCell.get(cell) ?? []) : []
  const own = pods.filter((column) => columns.hosts.has(column))
  return addresses ? [...own, columns.firstCell + cell] : own
}

function doubt(columns: readonly number[], { sure, maybe }: Found): void {
  for (const column of columns) {
    sure.delete(column)
    maybe.add(column)
  }
}

/** A set whose content was not understood may hold any address. */
function setsFound(peer: Extract<Peer, { kind: 'address-sets' }>, world: PeerWorld): Found {
  const found = nobody()
  for (const set of world.cluster.addressSets) {
    const answer = setMatches(set, peer, world.cluster)
    if (answer === 'no') continue
    const { sure, maybe } = blocksFound(set.blocks, peer, world)
    addAll(sure, answer === 'yes' ? found.sure : found.maybe)
    addAll(maybe, found.maybe)
    if (set.untranslated.length > 0) addAll(allColumns(world.columns.count), found.maybe)
  }
  return found
}

function setMatches(
  set: AddressSet,
  {
    family,
    name,
    where,
  }: { readonly family: string; readonly name?: string; readonly where?: Expression },
  cluster: Cluster,
): Ternary {
  if (set.family !== family || (name !== undefined && name !== set.name)) return 'no'
  return where === undefined ? 'yes' : holds(where, viewOfSet(set, cluster))
}

/** Labels of a set; a set of no namespace has none of a namespace. */
function viewOfSet(
  { labels, namespace, partlyLabelled }: AddressSet,
  { namespaces }: Cluster,
): LabelView {
  const nothing = { labels: {}, complete: true }
  const home = namespace === undefined ? undefined : namespaces.get(namespace)
  return {
    pod: { labels, complete: partlyLabelled !== true },
    namespace:
      namespace === undefined
        ? nothing
        : { labels: home?.labels ?? {}, complete: home?.read === true },
    'service-account': nothing,
    facts: nothing,
  }
}

function nameFound(pods: boolean, { columns }: PeerWorld): Found {
  const found = nobody()
  for (let column = pods ? 0 : columns.firstCell; column < columns.count; column++)
    found.maybe.add(column)
  return found
}

function serviceFound(peer: ServicePeer, world: PeerWorld): Found {
  const found = nobody()
  const meant = servicesMeant(peer, world.cluster)
  for (const { service, sure } of meant) {
    const one = behindService(service, peer, world)
    addAll(one.sure, sure ? found.sure : found.maybe)
    addAll(one.maybe, found.maybe)
  }
  const known = meant.some(
    ({ service }) => service.selector.length > 0 || service.addresses.length > 0,
  )
  if (peer.always === true && !known) addAll(outsidePodNetwork(world.columns), found.maybe)
  return found
}

function behindService(
  { namespace, selector, addresses }: ServiceTarget,
  peer: ServicePeer,
  world: PeerWorld,
): Found {
  if (selector.length === 0) return blocksFound(addresses.map(blockOf), peer, world)
  const choice = { namespaces: { kind: 'name', name: namespace }, pods: selector } as const
  return columnsOf(world.find(choice), world.columns)
}

/** All addresses, and the pods on the network of their node. */
function* outsidePodNetwork({ count, firstCell, hosts }: Columns): Generator<number> {
  yield* hosts
  for (let column = firstCell; column < count; column++) yield column
}

function nodesFound(selector: Selector, world: PeerWorld): Found {
  const { cluster, cells, columns } = world
  const found = nobody()
  for (const { addresses, labels } of cluster.nodes.values()) {
    const answer = selects(selector, labels)
    if (answer === 'no') continue
    const into = answer === 'yes' ? found.sure : found.maybe
    for (const cell of addresses.flatMap((address) => cells.cellsOf(blockOf(address)))) {
      into.add(columns.firstCell + cell)
      addAll(columns.podsInCell.get(cell) ?? [], into)
    }
  }
  addAll(columns.hostsWithoutAddress, found.maybe)
  return found
}

/** Everyone else; what is matched perhaps is also not matched perhaps. */
function complement({ everyone, sure, maybe }: Found, count: number): Found {
  const found = nobody()
  if (everyone) return found
  for (let column = 0; column < count; column++)
    if (!sure.has(column)) (maybe.has(column) ? found.maybe : found.sure).add(column)
  return found
}

function intersection(a: Found, b: Found): Found {
  if (a.everyone) return b
  if (b.everyone) return a
  const found = nobody()
  for (const column of a.sure)
    if (b.sure.has(column)) found.sure.add(column)
    else if (b.maybe.has(column)) found.maybe.add(column)
  for (const column of a.maybe)
    if (b.sure.has(column) || b.maybe.has(column)) found.maybe.add(column)
  return found
}

function* allColumns(count: number): Generator<number> {
  for (let column = 0; column < count; column++) yield column
}

function addAll(columns: Iterable<number>, into: Set<number>): void {
  for (const column of columns) into.add(column)
}
