import type { Peer } from '../model/policy.ts'
import type { Ternary } from './label-match.ts'
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
  /** all of them, by id */
  readonly all: () => readonly PeerSet[]
  /** whether a peer list matches one column */
  readonly matches: (id: number, column: number) => Ternary
}

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
      const key = peers
        .map((peer) => JSON.stringify(peer))
        .sort()
        .join('\n')
      const known = ids.get(key)
      if (known !== undefined) return known
      ids.set(key, sets.length)
      return sets.push(resolve(peers, world)) - 1
    },
    get,
    all: () => sets,
    matches: (id, column) => {
      const { everyone, sure, maybe } = get(id)
      if (everyone || includes(sure, column)) return 'yes'
      return includes(maybe, column) ? 'maybe' : 'no'
    },
  }
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
