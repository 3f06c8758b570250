import type { IpRange } from '../../core/ip-address.ts'
import type { PortRange, Reachability } from '../../model/reachability.ts'
import { connectionList } from '../list/connection-list.ts'
import type { ListOptions, ListedConnection } from '../list/connection-list.ts'
import { connectionSets } from '../engine/connection-sets.ts'
import { listedName, peersOf } from '../list/listed-peers.ts'
import type { ListedPeer, Peers } from '../list/listed-peers.ts'
import { allAddresses, mergeNeighbours } from '../list/listed-ranges.ts'
import { meetWholly } from '../node-traffic.ts'

/** A pair of peers whose connections differ between two analyses. */
export type ListedDifference = {
  readonly change: 'changed' | 'added' | 'removed'
  readonly source: string
  readonly destination: string
  readonly before: readonly PortRange[]
  readonly after: readonly PortRange[]
  /** workloads of the pair that are on one side only, source first; empty: both are on both sides */
  readonly workloads: readonly string[]
}

/** One analysis and how it is listed. */
export type Listable = { readonly reachability: Reachability; readonly options: ListOptions }

/** What two lists say of one pair and one range of addresses. */
type Piece = { readonly range: IpRange; readonly before: number; readonly after: number }

/**
 * The pairs of two lists that differ: changed, added, removed, each sorted by source and destination. Outside addresses are cut where either
 * list cuts them; neighbouring ranges that differ alike are one. What runs on the node of the other on both sides reaches it whatever policies say, and is no
 * difference.
 */
export function listDifferences(before: Listable, after: Listable): readonly ListedDifference[] {
  const sets = connectionSets()
  const earlier = [...connectionList(before.reachability, before.options, sets)]
  const later = [...connectionList(after.reachability, after.options, sets)]
  const there = peersOf(before.reachability, before.options.pods)
  const still = peersOf(after.reachability, after.options.pods)
  const only = (name: string) => there.has(name) !== still.has(name)
  const pairs = new Map([...earlier, ...later].map((each) => [pairKey(each), each] as const))
  const [one, two] = [Map.groupBy(earlier, pairKey), Map.groupBy(later, pairKey)]
  return [...pairs]
    .filter(([, pair]) => !(areOnOneNode(pair, there) && areOnOneNode(pair, still)))
    .flatMap(([key, pair]) =>
      piecesOf(one.get(key) ?? [], two.get(key) ?? [], sets.none).map((piece) => ({ pair, piece })),
    )
    .filter(({ piece }) => piece.before !== piece.after)
    .map(({ pair, piece }) => {
      const [source, destination] = [pair.source, pair.destination].map((peer) =>
        listedName(peer.kind === 'pods' ? peer : { ...peer, range: piece.range }),
      )
      return {
        change: changeOf(piece, sets.none),
        source: source ?? '',
        destination: destination ?? '',
        before: sets.get(piece.before).ranges,
        after: sets.get(piece.after).ranges,
        workloads: [source ?? '', destination ?? ''].filter(only),
      }
    })
    .sort((a, b) => compare(orderOf(a), orderOf(b)))
}

function areOnOneNode({ source, destination }: ListedConnection, peers: Peers): boolean {
  if (source.kind !== 'pods' || destination.kind !== 'pods') return false
  const places = (name: string) => (peers.get(name) ?? []).map(({ where }) => where)
  return meetWholly(places(source.name), places(destination.name))
}

function changeOf({ before, after }: Piece, none: number): ListedDifference['change'] {
  if (before === none) return 'added'
  return after === none ? 'removed' : 'changed'
}

/** Pairs with outside addresses are one pair, whatever the range. */
function pairKey({ source, destination }: ListedConnection): string {
  const side = (peer: ListedPeer) => (peer.kind === 'pods' ? peer.name : peer.range.family)
  return JSON.stringify([side(source), side(destination)])
}

/** One piece for a pair of pods; for addresses one for each range over which both lists stay the same. */
function piecesOf(
  before: readonly ListedConnection[],
  after: readonly ListedConnection[],
  none: number,
): readonly Piece[] {
  const family = familyOf([...before, ...after])
  const whole = allAddresses(family ?? 4)
  if (family === undefined)
    return [{ range: whole, before: before[0]?.ports ?? none, after: after[0]?.ports ?? none }]
  const [left, right] = [before, after].map((list) => list.map(portsOfRange))
  const borders = [...(left ?? []), ...(right ?? [])].flatMap(({ range }) => [
    range.first,
    range.last + 1n,
  ])
  const starts = [...new Set([0n, ...borders])].filter((start) => start <= whole.last)
  starts.sort((a, b) => (a < b ? -1 : 1))
  const pieces = starts.map((first, at) => ({
    range: { family, first, last: (starts[at + 1] ?? whole.last + 1n) - 1n },
    before: portsAt(left ?? [], first, none),
    after: portsAt(right ?? [], first, none),
  }))
  return mergeNeighbours(pieces, (a, b) => a.before === b.before && a.after === b.after)
}

function familyOf(list: readonly ListedConnection[]): 4 | 6 | undefined {
  for (const { source, destination } of list)
    for (const peer of [source, destination])
      if (peer.kind === 'addresses') return peer.range.family
  return undefined
}

type RangePorts = { readonly range: IpRange; readonly ports: number }

function portsOfRange({ source, destination, ports }: ListedConnection): RangePorts {
  const peer = source.kind === 'addresses' ? source : destination
  if (peer.kind !== 'addresses') throw new Error('a pair without addresses')
  return { range: peer.range, ports }
}

function portsAt(list: readonly RangePorts[], address: bigint, none: number): number {
  return list.find(({ range }) => range.first <= address && address <= range.last)?.ports ?? none
}

const RANK = { changed: 0, added: 1, removed: 2 } as const

function orderOf({ change, source, destination }: ListedDifference): string {
  return JSON.stringify([RANK[change], source, destination])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
