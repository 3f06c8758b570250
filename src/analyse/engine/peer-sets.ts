import type { Peer } from '../../model/policy.ts'
import type { Ternary } from '../objects/label-match.ts'
import { peersFound } from './peers.ts'
import type { PeerWorld } from './peers.ts'

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
  /** how many there are; ids are the numbers below it */
  readonly count: () => number
  /** whether a peer list matches one column */
  readonly matches: (id: number, column: number) => Ternary
}

/** What the columns of all peer sets may take; beyond it those found first are dropped, and found again when needed: slower, never wrong. */
const MOST_BYTES = 128 * 1024 * 1024

/** An empty store over a world. */
export function peerSets(world: PeerWorld): PeerSets {
  // A list is a rule's own, asked for again and again: its text, which may be long, is made once.
  const known = new WeakMap<readonly Peer[], number>()
  const ids = new Map<string, number>()
  const lists: (readonly Peer[])[] = []
  const sets: (PeerSet | undefined)[] = []
  const kept: number[] = []
  let bytes = 0
  const drop = (id: number): void => {
    bytes -= bytesOf(sets[id])
    sets[id] = undefined
  }
  const get = (id: number): PeerSet => {
    const found = sets[id]
    if (found !== undefined) return found
    const peers = lists[id]
    if (peers === undefined) throw new Error(`no peer set ${id}`)
    const set = resolve(peers, world)
    sets[id] = set
    kept.push(id)
    bytes += bytesOf(set)
    while (bytes > MOST_BYTES && kept.length > 1) drop(kept.shift() ?? id)
    return set
  }
  const idOf = (peers: readonly Peer[]): number => {
    const key = peers
      .map((peer) => JSON.stringify(peer))
      .sort()
      .join('\n')
    const found = ids.get(key)
    if (found !== undefined) return found
    ids.set(key, lists.length)
    return lists.push(peers) - 1
  }
  return {
    of: (peers) => {
      const id = known.get(peers) ?? idOf(peers)
      known.set(peers, id)
      return id
    },
    get,
    count: () => lists.length,
    matches: (id, column) => {
      const { everyone, sure, maybe } = get(id)
      if (everyone || includes(sure, column)) return 'yes'
      return includes(maybe, column) ? 'maybe' : 'no'
    },
  }
}

function bytesOf(set: PeerSet | undefined): number {
  return set === undefined ? 0 : set.sure.byteLength + set.maybe.byteLength
}

function resolve(peers: readonly Peer[], world: PeerWorld): PeerSet {
  const { everyone, sure, maybe } = peersFound(peers, world)
  if (everyone) return { everyone, sure: new Uint32Array(), maybe: new Uint32Array() }
  const perhaps = [...maybe].filter((column) => !sure.has(column))
  return {
    everyone,
    sure: Uint32Array.from(sure).sort(),
    maybe: Uint32Array.from(perhaps).sort(),
  }
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
