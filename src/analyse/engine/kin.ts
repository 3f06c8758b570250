import type { Columns } from './columns.ts'
import type { PeerSet, PeerSets } from './peer-sets.ts'

/**
 * Columns that no long list of peers tells apart: a rule for half of the cluster is then applied to a few kin instead of thousands of columns.
 */
export type Kin = {
  /** at least 1 */
  readonly count: number
  /** the kin of each column */
  readonly of: Uint16Array
  /** the columns of each kin, ascending; at least one each unless there are none at all */
  readonly members: readonly (readonly number[])[]
  /** the port profile that all columns of a kin have; undefined where there are too many profiles to be told apart so */
  readonly profiles?: Uint32Array
  /** which kin a peer set holds; undefined where it divides some of them */
  readonly holding: (peers: number) => KinHeld | undefined
}

/** The kin that a peer set holds: surely, and perhaps; and the same by kin. */
export type KinHeld = {
  readonly sure: readonly number[]
  readonly maybe: readonly number[]
  readonly state: Uint8Array
}

/** States of a kin in a peer set. */
export const HELD = { no: 0, sure: 1, maybe: 2 } as const

/** Peer sets with fewer columns are applied column by column; in small clusters, one eighth of all columns is many. */
const LONG = 64
const LONG_SHARE = 8
/** So many kin at most, since each row has an answer for each of them; in small clusters, no more than half of the columns. */
const MOST_KIN = 256
const KIN_SHARE = 2
const MOST_PROFILES = 32

/** Divides the columns by port profile and by the peer sets that are long, as long as there are few kin. */
export function kinOf(columns: Columns, peers: PeerSets): Kin {
  const { of, profiles } = byProfile(columns)
  const state = { of, sizes: sizesOf(of) }
  const dividing = new Set<number>()
  const long = Math.min(LONG, columns.count / LONG_SHARE)
  const most = Math.max(state.sizes.length, Math.min(MOST_KIN, columns.count / KIN_SHARE))
  for (let id = 0; id < peers.count(); id++) {
    const set = peers.get(id)
    if (set.sure.length + set.maybe.length >= long && divide(state, set, most)) dividing.add(id)
  }
  const count = state.sizes.length
  const members = state.sizes.map((): number[] => [])
  for (const [column, kin] of of.entries()) members[kin]?.push(column)
  const held = new Map<number, KinHeld>()
  return {
    count,
    of,
    members,
    ...(profiles === undefined
      ? {}
      : { profiles: Uint32Array.from(members, ([first]) => profiles[first ?? 0] ?? 0) }),
    holding: (id) => {
      if (!dividing.has(id)) return undefined
      const known = held.get(id) ?? heldBy(peers.get(id), of, count)
      held.set(id, known)
      return known
    },
  }
}

function byProfile({ count, profiles }: Columns): { of: Uint16Array; profiles?: Uint32Array } {
  const ids = new Map<number, number>()
  const of = new Uint16Array(count)
  for (const [column, profile] of profiles.entries()) {
    const kin = ids.get(profile) ?? ids.size
    ids.set(profile, kin)
    if (ids.size > MOST_PROFILES) return { of: new Uint16Array(count) }
    of[column] = kin
  }
  return { of, profiles }
}

function sizesOf(of: Uint16Array): number[] {
  const sizes = [0]
  for (const kin of of) sizes[kin] = (sizes[kin] ?? 0) + 1
  return sizes
}

type Division = { readonly of: Uint16Array; readonly sizes: number[] }

/** Divides kin so that each is wholly in a peer set or not at all; false, and nothing done, where that would make too many. */
function divide(state: Division, { sure, maybe }: PeerSet, most: number): boolean {
  const { sizes } = state
  const parts = [sure, maybe].map((columns) => ({ columns, counts: countsIn(columns, state) }))
  const left = [...sizes]
  let next = sizes.length
  const moves = parts.map(({ columns, counts }) => {
    const moved = new Map<number, number>()
    for (const [kin, size] of counts) {
      if (size === left[kin]) continue
      left[kin] = (left[kin] ?? 0) - size
      moved.set(kin, next++)
    }
    return { columns, counts, moved }
  })
  if (next > most) return false
  for (const { columns, counts, moved } of moves) {
    for (const [kin, to] of moved) sizes[to] = counts.get(kin) ?? 0
    for (const column of columns) move(column, moved, state)
  }
  for (const [kin, size] of left.entries()) sizes[kin] = size
  return true
}

/** How many of some columns are of each kin, for those that have any. */
function countsIn(columns: Uint32Array, { of }: Division): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const column of columns) {
    const kin = of[column] ?? 0
    counts.set(kin, (counts.get(kin) ?? 0) + 1)
  }
  return counts
}

function move(column: number, moved: ReadonlyMap<number, number>, { of }: Division): void {
  const to = moved.get(of[column] ?? 0)
  if (to !== undefined) of[column] = to
}

function heldBy({ sure, maybe }: PeerSet, of: Uint16Array, count: number): KinHeld {
  const state = new Uint8Array(count)
  for (const column of sure) state[of[column] ?? 0] = HELD.sure
  for (const column of maybe) state[of[column] ?? 0] = HELD.maybe
  const kin = [...state.keys()]
  return {
    sure: kin.filter((each) => state[each] === HELD.sure),
    maybe: kin.filter((each) => state[each] === HELD.maybe),
    state,
  }
}
