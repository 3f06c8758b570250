import type { Direction } from '../model/policy.ts'
import type { Answers } from './answers.ts'
import type { Columns } from './columns.ts'
import type { ConnectionSets } from './connection-sets.ts'
import type { Group } from './groups.ts'
import type { PeerSets } from './peer-sets.ts'
import { slateFor } from './slate.ts'
import { decideRow } from './tiers.ts'
import type { TierWorld } from './tiers.ts'
import type { TrafficSets } from './traffic-sets.ts'

/** One answer per column. */
export type Row = Uint16Array | Uint32Array

/** Rows of one direction, made when first asked for. */
export type Rows = { readonly of: (group: number) => Row | undefined }

/** What rows are made from. */
export type RowWorld = {
  readonly sets: ConnectionSets
  readonly answers: Answers
  readonly peers: PeerSets
  readonly traffic: TrafficSets
  readonly columns: Columns
}

/** Beyond this many bytes the rows that were made first are dropped and made again when needed: slower, never wrong. */
const ROW_BYTES = 256 * 1024 * 1024
const LAST_SHORT_ID = 0xffff

/** The rows of all groups in one direction; undefined for a group that nothing restricts. */
export function rowsOf(direction: Direction, groups: readonly Group[], world: RowWorld): Rows {
  const slate = slateFor(world.columns.count, world.sets)
  const made = new Map<number, Row>()
  let bytes = 0
  const make = (id: number, group: Group): Row => {
    decideRow(group.applied, slate, tierWorld(direction, group, world))
    const row = denseRow(slate, world)
    made.set(id, row)
    bytes += row.byteLength
    for (const [oldest, old] of made) {
      if (bytes <= ROW_BYTES || oldest === id) break
      made.delete(oldest)
      bytes -= old.byteLength
    }
    return row
  }
  return {
    of: (id) => {
      const known = made.get(id)
      if (known !== undefined) return known
      const group = groups[id]
      return group === undefined || group.applied.length === 0 ? undefined : make(id, group)
    },
  }
}

function tierWorld(direction: Direction, { profile }: Group, world: RowWorld): TierWorld {
  const { sets, peers, traffic, columns } = world
  const base = { sets, peers, traffic }
  if (direction === 'ingress')
    return {
      ...base,
      profileOf: () => profile,
      namedColumns: new Uint32Array(),
      restProfile: profile,
    }
  return {
    ...base,
    profileOf: (column) => columns.profiles[column] ?? 0,
    namedColumns: columns.named,
    restProfile: 0,
  }
}

function denseRow(slate: ReturnType<typeof slateFor>, { sets, answers, columns }: RowWorld): Row {
  const answerOf = (slot: number): number => {
    const may = slate.allowed[slot] ?? sets.none
    return answers.of(sets.subtract(may, slate.denied[slot] ?? sets.none), may)
  }
  const slots = Array.from({ length: slate.count() }, (_, slot) => answerOf(slot))
  const largest = slots.reduce((a, b) => (a > b ? a : b), 0)
  const row =
    largest > LAST_SHORT_ID ? new Uint32Array(columns.count) : new Uint16Array(columns.count)
  row.fill(slots[0] ?? 0)
  for (const [at, column] of slate.columns().entries()) row[column] = slots[at + 1] ?? 0
  return row
}
