import type { Direction, Policy } from '../../model/policy.ts'
import type { Engine, Side, Sides } from '../engine/engine.ts'
import { groupFor, layerOf } from '../engine/groups.ts'
import type { Applying } from '../engine/groups.ts'
import { answerAt, ownColumns } from '../engine/row.ts'
import type { Row } from '../engine/row.ts'

/** Policies by their position in the cluster's list, each with what stands there instead; undefined: nothing. */
export type Change = ReadonlyMap<number, Policy | undefined>

/** Classes of one group whose row becomes another one. */
export type ChangedRow = {
  readonly direction: Direction
  readonly classes: readonly number[]
  /** absent: nothing restricts them */
  readonly before: Row | undefined
  readonly after: Row | undefined
}

/** An engine of which policies can be changed for the time of one question. */
export type Overlay = {
  /** what answers while a change is laid over */
  readonly changed: Engine
  /** classes to which the policy at a position applies, surely or perhaps, in any direction */
  readonly holders: (policy: number) => readonly number[]
  /** lays a change over, asks what has to be asked, and takes it away again */
  readonly during: <T>(change: Change, ask: (rows: readonly ChangedRow[]) => T) => T
}

/**
 * An overlay over an engine: it copies who is in which group once, O(classes); each change then costs the rows of the groups whose policies
 * it changes, and nothing for all others.
 */
export function overlayOn(engine: Engine): Overlay {
  const policies = [...engine.cluster.policies]
  const parts = DIRECTIONS.flatMap((direction) =>
    engine[direction].map((side) => partOf(engine, direction, side)),
  )
  const sidesOf = (direction: Direction): Sides => {
    const [first, ...more] = parts.filter((part) => part.direction === direction)
    if (first === undefined) throw new Error('an engine without sides')
    return [first.changed, ...more.map(({ changed }) => changed)]
  }
  const changed: Engine = {
    ...engine,
    cluster: { ...engine.cluster, policies },
    egress: sidesOf('egress'),
    ingress: sidesOf('ingress'),
  }
  return {
    changed,
    holders: (policy) => [...new Set(parts.flatMap(({ holders }) => holders[policy] ?? []))],
    during: (change, ask) => {
      try {
        for (const [at, policy] of change) if (policy !== undefined) policies[at] = policy
        return ask(parts.flatMap((part) => lay(engine, part, change)))
      } finally {
        for (const [at] of change) copyItem(engine.cluster.policies, policies, at)
        for (const part of parts) takeAway(part, change)
      }
    },
  }
}

const DIRECTIONS = ['egress', 'ingress'] as const

/** One direction of one layer, with copies of what a change may touch. */
type Part = {
  readonly direction: Direction
  readonly side: Side
  readonly changed: Side
  /** classes that each policy applies to */
  readonly holders: readonly (readonly number[])[]
  /** the program of each policy, without and with a change */
  readonly programs: readonly (number | undefined)[]
  readonly changedPrograms: (number | undefined)[]
  readonly programIn: (policy: Policy | undefined) => number | undefined
  readonly groupOf: number[]
  readonly applying: (readonly Applying[])[]
  /** rows of groups that only a change makes, numbered after the side's own */
  readonly made: (Row | undefined)[]
}

function partOf(engine: Engine, direction: Direction, side: Side): Part {
  const { grouping, rows } = side
  const layer = engine[direction][0] === side ? 'network' : 'mesh'
  const programIn = (policy: Policy | undefined) =>
    policy === undefined || layerOf(policy) !== layer
      ? undefined
      : engine.programs.of(policy, direction)
  const programs = engine.cluster.policies.map(programIn)
  const [groupOf, applying] = [[...grouping.groupOf], [...grouping.applying]]
  const made: (Row | undefined)[] = []
  const own = grouping.groups.length
  const changed: Side = {
    grouping: { groups: grouping.groups, groupOf, applying },
    rows: { ...rows, of: (id) => (id < own ? rows.of(id) : made[id - own]) },
  }
  return {
    direction,
    side,
    changed,
    holders: holdersOf(grouping.applying, programs.length),
    programs,
    changedPrograms: [...programs],
    programIn,
    groupOf,
    applying,
    made,
  }
}

/** Regroups the classes that the changed policies apply to; gives the rows that become others. */
function lay(engine: Engine, part: Part, change: Change): readonly ChangedRow[] {
  const { direction, side, groupOf, changedPrograms, made } = part
  for (const [at, policy] of change) changedPrograms[at] = part.programIn(policy)
  const found = new Map<string, ChangedRow & { classes: number[]; group: number }>()
  for (const at of touchedBy(change, part)) {
    const record = engine.records[at]
    if (record === undefined) continue
    const own = side.grouping.applying[at] ?? []
    const left = own.filter(({ policy }) => changedPrograms[policy] !== undefined)
    part.applying[at] = left
    const was = groupFor(direction, record, own, part.programs, engine.programs)
    const is = groupFor(direction, record, left, changedPrograms, engine.programs)
    if (was.key === is.key) continue
    const key = `${was.key} ${is.key}`
    const row = found.get(key) ?? {
      direction,
      classes: [],
      group: side.grouping.groups.length + made.length,
      before: side.rows.of(side.grouping.groupOf[at] ?? 0),
      after: side.rows.decide(is.make()),
    }
    if (row.classes.length === 0) made.push(row.after)
    found.set(key, row)
    row.classes.push(at)
    groupOf[at] = row.group
  }
  return [...found.values()]
}

function takeAway(part: Part, change: Change): void {
  for (const at of touchedBy(change, part)) {
    copyItem(part.side.grouping.groupOf, part.groupOf, at)
    copyItem(part.side.grouping.applying, part.applying, at)
  }
  for (const at of change.keys()) part.changedPrograms[at] = part.programs[at]
  part.made.length = 0
}

function touchedBy(change: Change, { holders }: Part): ReadonlySet<number> {
  return new Set([...change.keys()].flatMap((policy) => holders[policy] ?? []))
}

function copyItem<T>(from: readonly T[], into: T[], at: number): void {
  const item = from[at]
  if (item !== undefined) into[at] = item
}

function holdersOf(
  applying: readonly (readonly Applying[])[],
  policies: number,
): readonly (readonly number[])[] {
  const holders = Array.from({ length: policies }, () => new Array<number>())
  for (const [at, list] of applying.entries())
    for (const { policy } of list) holders[policy]?.push(at)
  return holders
}

/** The columns that two rows answer differently; absent rows allow everything. */
export function* differingColumns(
  { answers, kin }: Engine,
  { before, after }: ChangedRow,
): Generator<number> {
  const answer = (row: Row | undefined, column: number) =>
    row === undefined ? answers.open : answerAt(row, column)
  const rest = (row: Row | undefined, at: number) => row?.rests[at] ?? answers.open
  for (const column of candidates())
    if (answer(before, column) !== answer(after, column)) yield column

  function* candidates(): Generator<number> {
    const { members, of } = kin()
    const apart = members.map((_, at) => rest(before, at) !== rest(after, at))
    for (const [at, differ] of apart.entries()) if (differ) yield* members[at] ?? []
    const own = new Set<number>()
    for (const row of [before, after])
      if (row !== undefined) for (const column of ownColumns(row)) own.add(column)
    for (const column of own) if (apart[of[column] ?? 0] !== true) yield column
  }
}
