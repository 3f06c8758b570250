import type { Direction } from '../../model/policy.ts'
import type { ConnectionSets } from '../engine/connection-sets.ts'
import type { Engine, Side } from '../engine/engine.ts'
import type { Applied, Group } from '../engine/groups.ts'
import type { JointColumns } from './joint-columns.ts'
import type { PeerSet } from '../engine/peer-sets.ts'
import type { Step } from '../engine/programs.ts'
import { answerAt } from '../engine/row.ts'

/** What changed for an endpoint that is in one group before and in another after: positions of joint endpoints on the other side. */
export type GroupChange = { readonly others: readonly number[] }

/** The change for groups of one direction and layer, by their numbers; undefined: nothing changed. */
export type GroupChanges = (before: number, after: number) => GroupChange | undefined

/** The ids, in one store for both analyses, of what may pass over TCP, UDP and SCTP by an answer of an engine. */
export type Ported = (answer: number) => number

/** What an answer lets pass, as an id of a store that other engines share. */
export function portedIn({ answers, sets }: Engine, store: ConnectionSets): Ported {
  const ported = store.of([{ protocol: 'SCTP' }, { protocol: 'TCP' }, { protocol: 'UDP' }])
  const known: number[] = []
  return (answer) =>
    (known[answer] ??= store.intersect(ported, store.of(sets.get(answers.mayOf(answer)).ranges)))
}

/** What both analyses are looked up in. */
export type Both = {
  readonly before: Engine
  readonly after: Engine
  readonly columns: JointColumns
  readonly store: ConnectionSets
}

/**
 * Finds changes between the groups of one direction and layer. Groups of which the same programs say the same of the same endpoints are not looked
 * at further, so that the work follows what changed; only for the others rows are made and compared.
 */
export function groupChanges(direction: Direction, layer: number, both: Both): GroupChanges {
  const { before, after, columns } = both
  const sides = [before[direction][layer], after[direction][layer]] as const
  const alike = stepsAlike(both)
  const ported = [portedIn(before, both.store), portedIn(after, both.store)] as const
  const open = [ported[0](before.answers.open), ported[1](after.answers.open)] as const
  const known = new Map<string, GroupChange | undefined>()
  const find = (a: number, b: number): GroupChange | undefined => {
    const [left, right] = [groupOf(sides[0], a), groupOf(sides[1], b)]
    if (saysTheSame(left, right, alike, both)) return undefined
    const [row, other] = [sides[0]?.rows.of(a), sides[1]?.rows.of(b)]
    const others = new Set<number>()
    for (const column of columns.columns) {
      const was = row === undefined ? open[0] : ported[0](answerAt(row, column.before))
      const is = other === undefined ? open[1] : ported[1](answerAt(other, column.after))
      if (was !== is) others.add(column.joint)
    }
    return others.size === 0 ? undefined : { others: [...others] }
  }
  return (a, b) => {
    const key = `${a}/${b}`
    if (!known.has(key)) known.set(key, find(a, b))
    return known.get(key)
  }
}

const NOTHING: Group = { applied: [], profile: 0 }

function groupOf(side: Side | undefined, group: number): Group {
  return side?.grouping.groups[group] ?? NOTHING
}

/** The group of an endpoint; 0, which nothing applies to, for addresses and where there is no such layer. */
export function groupAt(side: Side | undefined, endpoint: number): number {
  return side?.grouping.groupOf[endpoint] ?? 0
}

type Alike = (a: Step, b: Step) => boolean

/** Ports that pods name are the same on both sides here: other endpoints have no joint columns. */
function saysTheSame(a: Group, b: Group, alike: Alike, { before, after }: Both): boolean {
  if (a.applied.length !== b.applied.length) return false
  return inOrder(a, before).every(([text, one], at) => {
    const [otherText, other] = inOrder(b, after)[at] ?? []
    if (text !== otherText || other === undefined) return false
    return one.program.steps.every((step, index) => {
      const match = other.program.steps[index]
      return match !== undefined && alike(step, match)
    })
  })
}

const texts = new WeakMap<Group, readonly (readonly [string, Applied])[]>()

/** What applies to a group with all of it that is not peers as text, in the order of the texts where the tiers and priorities are equal. */
function inOrder(group: Group, engine: Engine): readonly (readonly [string, Applied])[] {
  const known = texts.get(group)
  if (known !== undefined) return known
  const found = group.applied
    .map((applied) => [textOf(applied, engine), applied] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  texts.set(group, found)
  return found
}

function textOf({ program, sure }: Applied, { traffic }: Engine): string {
  const { tier, priority, isolates, steps } = program
  const said = steps.map((step) => [step.action, step.sure, traffic.textOf(step.traffic)])
  return JSON.stringify([tier, priority, isolates, sure, said])
}

/** Whether steps of which all else is the same have the same peers. */
function stepsAlike({ before, after, columns }: Both): Alike {
  const known = new Map<string, boolean>()
  const stamps = new Int32Array(columns.columns.length).fill(-1)
  let stamp = 0
  const sameColumns = (a: Uint32Array, b: Uint32Array): boolean => {
    stamp++
    let left = 0
    for (const column of a)
      for (const joint of columns.ofBefore[column] ?? []) {
        stamps[joint] = stamp
        left++
      }
    for (const column of b)
      for (const joint of columns.ofAfter[column] ?? []) {
        if (stamps[joint] !== stamp) return false
        left--
      }
    return left === 0
  }
  const samePeers = (a: PeerSet, b: PeerSet): boolean =>
    a.everyone === b.everyone && sameColumns(a.sure, b.sure) && sameColumns(a.maybe, b.maybe)
  return (a, b) => {
    const key = `${a.peers}/${b.peers}`
    const same = known.get(key) ?? samePeers(before.peers.get(a.peers), after.peers.get(b.peers))
    known.set(key, same)
    return same
  }
}
