import type { Node } from '../model/cluster.ts'
import type { Peer, Selector } from '../model/policy.ts'
import { selectorKey } from '../policy/selector.ts'
import type { AddressCells } from './address-cells.ts'
import type { Columns } from './columns.ts'
import { selects } from './label-match.ts'
import type { Ternary } from './label-match.ts'
import { blockOf, matchesPods } from './relevance.ts'
import type { PodsByAddress } from './relevance.ts'
import type { ClassFinder } from './selectors.ts'

/** Columns that the peers of a rule match: surely, and perhaps. Ascending, disjoint. */
export type PeerSet = {
  /** every column matches surely */
  readonly everyone: boolean
  readonly sure: Uint32Array
  readonly maybe: Uint32Array
}

/** Peer lists of all rules, each kept once and named by a small id. */
export type PeerSets = {
  readonly of: (peers: readonly Peer[]) => number
  readonly get: (id: number) => PeerSet
  /** whether a peer list matches one column */
  readonly matches: (id: number, column: number) => Ternary
}

/** What peers are looked up in. */
export type PeerWorld = {
  readonly columns: Columns
  readonly cells: AddressCells
  readonly find: ClassFinder
  readonly nodes: ReadonlyMap<string, Node>
  readonly podsByAddress: PodsByAddress
}

/** Columns found so far, those of perhaps not yet freed of the sure ones. */
type Found = { readonly sure: Set<number>; readonly maybe: Set<number> }

/** An empty store over a world. */
export function peerSets(world: PeerWorld): PeerSets {
  const ids = new Map<string, number>()
  const sets: PeerSet[] = []
  const get = (id: number): PeerSet => {
    const set = sets[id]
    if (set === undefined) throw new Error(`no peer set ${id}`)
    return set
  }
  return {
    of: (peers) => {
      const key = peers.map(keyOf).sort().join('\n')
      const known = ids.get(key)
      if (known !== undefined) return known
      ids.set(key, sets.length)
      return sets.push(resolve(peers, world)) - 1
    },
    get,
    matches: (id, column) => {
      const { everyone, sure, maybe } = get(id)
      if (everyone || includes(sure, column)) return 'yes'
      return includes(maybe, column) ? 'maybe' : 'no'
    },
  }
}

function resolve(peers: readonly Peer[], world: PeerWorld): PeerSet {
  if (peers.some(({ kind }) => kind === 'any'))
    return { everyone: true, sure: new Uint32Array(), maybe: new Uint32Array() }
  const found: Found = { sure: new Set(), maybe: new Set() }
  for (const peer of peers) addPeer(peer, world, found)
  const maybe = [...found.maybe].filter((column) => !found.sure.has(column))
  return {
    everyone: false,
    sure: Uint32Array.from(found.sure).sort(),
    maybe: Uint32Array.from(maybe).sort(),
  }
}

function addPeer(peer: Peer, world: PeerWorld, found: Found): void {
  switch (peer.kind) {
    case 'pods': {
      const { sure, maybe } = world.find(peer.namespaces, peer.pods)
      addColumnsOf(sure, world.columns, found.sure)
      addColumnsOf(maybe, world.columns, found.maybe)
      return
    }
    case 'addresses': {
      const pods = matchesPods(peer, world.podsByAddress)
      addCells(world.cells.cellsOf(peer), world, pods, found)
      if (pods !== false) addAll(world.columns.podsWithoutAddress, found.maybe)
      return
    }
    case 'nodes':
      addNodes(peer.selector, world, found)
      addAll(world.columns.hostsWithoutAddress, found.maybe)
      return
    case 'none':
    case 'any':
      return
  }
}

function addColumnsOf(classes: readonly number[], columns: Columns, into: Set<number>): void {
  for (const at of classes) for (const { index } of columns.ofEndpoint[at] ?? []) into.add(index)
}

function addNodes(selector: Selector, world: PeerWorld, found: Found): void {
  for (const { addresses, labels } of world.nodes.values()) {
    const answer = selects(selector, labels)
    if (answer === 'no') continue
    const into = answer === 'yes' ? found : { sure: found.maybe, maybe: found.maybe }
    for (const address of addresses)
      addCells(world.cells.cellsOf(blockOf(address)), world, true, into)
  }
}

/** The cells themselves, and the pods that live in them as far as pods are matched by address. */
function addCells(
  cells: readonly number[],
  { columns }: PeerWorld,
  pods: PodsByAddress,
  found: Found,
): void {
  const into = pods === true ? found.sure : found.maybe
  for (const cell of cells) {
    found.sure.add(columns.firstCell + cell)
    if (pods !== false) addAll(columns.podsInCell.get(cell) ?? [], into)
  }
}

function addAll(columns: readonly number[], into: Set<number>): void {
  for (const column of columns) into.add(column)
}

function includes(sorted: Uint32Array, item: number): boolean {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < item) low = middle + 1
    else high = middle
  }
  return sorted[low] === item
}

function keyOf(peer: Peer): string {
  switch (peer.kind) {
    case 'pods': {
      const { namespaces, pods } = peer
      const where =
        namespaces.kind === 'name'
          ? JSON.stringify(namespaces.name)
          : selectorKey(namespaces.selector)
      return `pods ${namespaces.kind} ${where} ${selectorKey(pods)}`
    }
    case 'addresses':
      return `addresses ${peer.matchesPods} ${[peer.cidr, ...peer.except].join(' ')}`
    case 'nodes':
      return `nodes ${selectorKey(peer.selector)}`
    case 'any':
    case 'none':
      return peer.kind
  }
}
