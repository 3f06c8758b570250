import type { Direction } from '../../model/policy.ts'
import type { Answers } from './answers.ts'
import type { Columns } from './columns.ts'
import type { ConnectionSets } from './connection-sets.ts'
import type { Group } from './groups.ts'
import type { Kin } from './kin.ts'
import type { PeerSets } from './peer-sets.ts'
import { bytesOf, rowOf } from './row.ts'
import type { Row } from './row.ts'
import { slateFor } from './slate.ts'
import type { Slate } from './slate.ts'
import { decideByPlugin } from './by-plugin.ts'
import type { TierWorld } from './tiers.ts'
import type { TrafficSets } from './traffic-sets.ts'

/** Rows of one direction, made when first asked for. */
export type Rows = {
  readonly of: (group: number) => Row | undefined
  /** the row of a group that is none of the direction's own; not kept */
  readonly decide: (group: Group) => Row | undefined
}

/** What rows are made from. */
export type RowWorld = {
  readonly sets: ConnectionSets
  readonly answers: Answers
  readonly peers: PeerSets
  readonly traffic: TrafficSets
  readonly columns: Columns
  /** known when all programs are */
  readonly kin: () => Kin
  /** beyond this many bytes the rows that were made first are dropped, and made again when needed: slower, never wrong */
  readonly rowBytes: number
}

/** What all rows of one direction may take unless the caller says otherwise. */
export const ROW_BYTES = 256 * 1024 * 1024

/** The rows of all groups in one direction; undefined for a group that nothing restricts. */
export function rowsOf(direction: Direction, groups: readonly Group[], world: RowWorld): Rows {
  let slate: Slate | undefined
  const made: (Row | undefined)[] = groups.map(() => undefined)
  const order: number[] = []
  let bytes = 0
  const decide = (group: Group): Row => {
    slate ??= slateFor(world.kin(), world.sets)
    decideByPlugin(group.applied, slate, tierWorld(direction, group, slate.kin, world))
    return rowFrom(slate, world)
  }
  const make = (id: number, group: Group): Row => {
    const row = decide(group)
    made[id] = row
    order.push(id)
    bytes += bytesOf(row)
    while (bytes > world.rowBytes && order.length > 1) drop(order.shift() ?? id)
    return row
  }
  const drop = (id: number): void => {
    const row = made[id]
    if (row !== undefined) bytes -= bytesOf(row)
    made[id] = undefined
  }
  return {
    of: (id) => {
      const known = made[id]
      if (known !== undefined) return known
      const group = groups[id]
      return group === undefined || group.applied.length === 0 ? undefined : make(id, group)
    },
    decide: (group) => (group.applied.length === 0 ? undefined : decide(group)),
  }
}

function tierWorld(
  direction: Direction,
  { profile }: Group,
  kin: Kin,
  { sets, peers, traffic, columns }: RowWorld,
): TierWorld {
  const base = { sets, peers, traffic }
  if (direction === 'ingress')
    return {
      ...base,
      profileOf: () => profile,
      profileOfKin: () => profile,
      namedColumns: NO_COLUMNS,
    }
  const { profiles } = kin
  return {
    ...base,
    profileOf: (column) => columns.profiles[column] ?? 0,
    profileOfKin: (at) => profiles?.[at] ?? 0,
    namedColumns: profiles === undefined ? columns.named : NO_COLUMNS,
  }
}

const NO_COLUMNS = new Uint32Array()

/** Columns that answer as their kin do are not told apart. */
function rowFrom(slate: Slate, { sets, answers }: RowWorld): Row {
  const { kin } = slate
  const answerOf = (slot: number): number => {
    const may = slate.allowed[slot] ?? sets.none
    return answers.of(sets.subtract(may, slate.denied[slot] ?? sets.none), may)
  }
  const rests = new Uint32Array(kin.count)
  for (const at of rests.keys()) rests[at] = answerOf(at)
  const columns = slate.columns()
  const own: number[] = []
  const found: number[] = []
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at] ?? 0
    const answer = answerOf(kin.count + at)
    if (answer === rests[kin.of[column] ?? 0]) continue
    own.push(column)
    found.push(answer)
  }
  return rowOf(kin.of, rests, own, found)
}
