import type { Reach } from '../../model/reachability.ts'
import type { ConnectionSets } from './connection-sets.ts'
import { memoTable } from './memo-table.ts'

/**
 * Answers of one side or of a whole connection, each kept once and named by a small id: what is surely allowed (`must`) and what
 * may be allowed (`may`); what is in `may` only is indeterminate, what is in neither is denied.
 */
export type Answers = {
  /** everything allowed */
  readonly open: number
  /** nothing allowed */
  readonly closed: number
  /** `must` is part of `may` */
  readonly of: (must: number, may: number) => number
  /** both sides allow: what an egress and an ingress answer make together */
  readonly meet: (a: number, b: number) => number
  /** either way allows: what two address families make together */
  readonly join: (a: number, b: number) => number
  readonly mustOf: (id: number) => number
  readonly mayOf: (id: number) => number
  /** as the model says it; the same object for the same answer */
  readonly reachOf: (id: number) => Reach
}

/** An empty store over the given sets. */
export function answersOver(sets: ConnectionSets): Answers {
  const musts: number[] = []
  const mays: number[] = []
  const reaches: (Reach | undefined)[] = []
  const of = memoTable(
    (must, may) => {
      mays.push(may)
      return musts.push(must) - 1
    },
    { forgets: false },
  )
  const mustOf = (id: number): number => musts[id] ?? sets.none
  const mayOf = (id: number): number => mays[id] ?? sets.none
  const both = (operation: (a: number, b: number) => number) =>
    memoTable((a, b) => of(operation(mustOf(a), mustOf(b)), operation(mayOf(a), mayOf(b))))
  const makeReach = (id: number): Reach =>
    Object.freeze({
      allowed: sets.get(mustOf(id)),
      indeterminate: sets.get(sets.subtract(mayOf(id), mustOf(id))),
    })
  return {
    open: of(sets.all, sets.all),
    closed: of(sets.none, sets.none),
    of,
    meet: both(sets.intersect),
    join: both(sets.union),
    mustOf,
    mayOf,
    reachOf: (id) => (reaches[id] ??= makeReach(id)),
  }
}
