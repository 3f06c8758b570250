import { decidesOpenings } from '../analyse/deciding-kinds.ts'
import { exposureDifferences } from '../analyse/diff/exposure-diff.ts'
import { describeObject } from '../analyse/names.ts'
import { describeUnread } from '../core/unread-lists.ts'
import type { Cluster } from '../model/cluster.ts'
import type { ComparisonSide, OpeningChange } from '../model/comparison.ts'
import type { UnreadKind } from './unread.ts'

/** Both sides, the earlier one first. */
type Both<T> = readonly [T, T]

/** What opened and closed to the outside in one cluster; without openings where that was not compared. */
export type Openings = {
  readonly openings?: readonly OpeningChange[]
  readonly gaps: readonly string[]
}

/** Why openings cannot be compared, for each side: lists that decide them and were not read. */
export function unreadOpenings(unread: Both<readonly UnreadKind[]>): Both<readonly string[]> {
  const said = (lists: readonly UnreadKind[]) =>
    describeUnread(lists.filter(({ kind }) => decidesOpenings(kind)))
  return [said(unread[0]), said(unread[1])]
}

/** Compares what the objects of two clusters open. An object that only one side could read would look like one that opened or closed something. */
export function compareOpenings(
  cluster: string,
  sides: Both<ComparisonSide>,
  [before, after]: Both<Cluster>,
): Openings {
  const [early, late] = [unreadableIn(before), unreadableIn(after)]
  const why = [without(early, late), without(late, early)] as const
  if (why.flat().length > 0) return { gaps: whyNoOpenings(cluster, sides, why) }
  const kinds = [...new Set([...before.unreadExposure, ...after.unreadExposure])].sort()
  return {
    openings: exposureDifferences(before, after).map((each) => ({ cluster, ...each })),
    gaps: [...early, ...kinds.map((kind) => `the kind ${kind} is not read`)].map(
      (said) => `what of this opens pods of ${cluster} to the outside: ${said}`,
    ),
  }
}

/** One sentence for each reason and side. */
export function whyNoOpenings(
  cluster: string,
  sides: Both<ComparisonSide>,
  why: Both<readonly string[]>,
): readonly string[] {
  return sides.flatMap(({ name }, at) =>
    (why[at] ?? []).map(
      (one) => `what is open to the outside in ${cluster}: not certain in ${name}: ${one}`,
    ),
  )
}

function unreadableIn({ unreadable }: Cluster): readonly string[] {
  return unreadable.map(
    ({ key, pointer, why }) => `${describeObject(key)} cannot be read at ${pointer}: ${why}`,
  )
}

function without(list: readonly string[], other: readonly string[]): readonly string[] {
  return list.filter((each) => !other.includes(each))
}
