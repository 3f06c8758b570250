import type { Direction } from '../../model/policy.ts'
import type { ConnectionSets } from '../engine/connection-sets.ts'
import { doubtAlike } from '../engine/doubts.ts'
import { groupAt, groupChanges } from './group-changes.ts'
import type { Both, GroupChange } from './group-changes.ts'
import { jointColumns } from './joint-columns.ts'
import type { JointEndpoint } from './joint-endpoints.ts'
import { onlyPodOf } from '../places/party.ts'
import type { Analysis } from '../reachability.ts'

/** Two joint endpoints, in the direction of the connection. */
export type JointPair = readonly [source: JointEndpoint, destination: JointEndpoint]

/**
 * The pairs of joint endpoints whose answers may differ between two analyses; all others answer alike. Each once.
 *
 * A pair is named where the egress of its source or the ingress of its destination changed towards the other, or where one of both is not one class
 * on both sides.
 */
export function* changedPairs(
  before: Analysis,
  after: Analysis,
  joint: readonly JointEndpoint[],
  store: ConnectionSets,
): Generator<JointPair> {
  if (alikeInDoubt(before, after)) yield* pairsOfRows(before, after, joint, store)
  else for (const source of joint) for (const destination of joint) yield [source, destination]
}

function* pairsOfRows(
  before: Analysis,
  after: Analysis,
  joint: readonly JointEndpoint[],
  store: ConnectionSets,
): Generator<JointPair> {
  const columns = jointColumns(before, after, joint)
  const both: Both = { before: before.engine, after: after.engine, columns, store }
  const whole = [...joint.keys()].filter((at) => !columns.isRegular[at])
  const egress = sideChanges('egress', joint, both)
  const ingress = inverted(sideChanges('ingress', joint, both))
  const taken = new Int32Array(joint.length).fill(-1)
  for (const [at, source] of joint.entries()) {
    const isWhole = !columns.isRegular[at]
    const lists = isWhole
      ? [joint.keys()]
      : [
          ...(egress[at] ?? []).map(({ others }) => others),
          ...(ingress.bySource.get(at) ?? []).map((change) => ingress.members.get(change) ?? []),
          whole,
          isAlone(source, 'before') === isAlone(source, 'after') ? [] : [at],
        ]
    for (const list of lists)
      for (const to of list) {
        const destination = joint[to]
        if (destination === undefined || taken[to] === at) continue
        taken[to] = at
        yield [source, destination]
      }
  }
}

/** What may allow whatever policies deny changes answers, and no row. */
function alikeInDoubt(before: Analysis, after: Analysis): boolean {
  return doubtAlike(before.engine.cluster.doubts, after.engine.cluster.doubts)
}

/** A pod alone is no pair with itself. */
function isAlone(endpoint: JointEndpoint, side: 'before' | 'after'): boolean {
  const [only, ...more] = endpoint[side]
  return only?.kind === 'pods' && more.length === 0 && onlyPodOf(only) !== undefined
}

/** By position of a joint endpoint, what changed for it in a direction, in each layer. */
function sideChanges(
  direction: Direction,
  joint: readonly JointEndpoint[],
  both: Both,
): readonly (readonly GroupChange[])[] {
  const { before, after, columns } = both
  const layers = Math.max(before[direction].length, after[direction].length)
  const found = joint.map((): GroupChange[] => [])
  for (let layer = 0; layer < layers; layer++) {
    const changes = groupChanges(direction, layer, both)
    const sides = [before[direction][layer], after[direction][layer]] as const
    for (const [at, endpoint] of joint.entries()) {
      const [a, b] = [endpoint.before[0], endpoint.after[0]]
      if (!columns.isRegular[at] || a === undefined || b === undefined) continue
      const change = changes(groupAt(sides[0], a.index), groupAt(sides[1], b.index))
      if (change !== undefined) found[at]?.push(change)
    }
  }
  return found
}

/** Changes of destinations as their sources see them: which changes name a source, and the destinations of each change. */
function inverted(changes: readonly (readonly GroupChange[])[]) {
  const members = new Map<GroupChange, number[]>()
  for (const [destination, all] of changes.entries())
    for (const change of all) push(members, change, destination)
  const bySource = new Map<number, GroupChange[]>()
  for (const change of members.keys())
    for (const source of change.others) push(bySource, source, change)
  return { members, bySource }
}

function push<K, V>(lists: Map<K, V[]>, key: K, item: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}
