import type { Policy } from '../../model/policy.ts'
import type { ConnectionSets } from './connection-sets.ts'
import type { Applied } from './groups.ts'
import type { Slate } from './slate.ts'
import { decideRow } from './tiers.ts'
import type { TierWorld } from './tiers.ts'

/**
 * Decides a row. Where policies are those of one of several network plugins, each of them decides on its own: what any of them may allow may be
 * allowed, and what any of them may deny may be denied.
 */
export function decideByPlugin(applied: readonly Applied[], slate: Slate, world: TierWorld): void {
  const plugins = applied.find(({ program }) => program.under !== undefined)?.program.under?.of
  if (plugins === undefined) {
    decideRow(applied, slate, world)
    return
  }
  let before: Decided | undefined
  for (const plugin of plugins) {
    const own = applied.filter(({ program }) => isUnder(program, plugin))
    decideRow(own, slate, world)
    if (before !== undefined) add(before, slate, world.sets)
    before = decidedIn(slate)
  }
}

/** Whether a policy is there where a network plugin enforces. */
export function isUnder({ under }: Pick<Policy, 'under'>, plugin: string): boolean {
  return under === undefined || under.plugin === plugin
}

/** What a slate holds when a row is decided, to be kept beyond its next reset. */
type Decided = {
  readonly allowed: Uint32Array
  readonly denied: Uint32Array
  /** slots of the columns that have their own */
  readonly slots: ReadonlyMap<number, number>
}

function decidedIn(slate: Slate): Decided {
  const first = slate.kin.count
  return {
    allowed: slate.allowed.slice(0, slate.count()),
    denied: slate.denied.slice(0, slate.count()),
    slots: new Map([...slate.columns()].map((column, at) => [column, first + at])),
  }
}

function add({ allowed, denied, slots }: Decided, slate: Slate, sets: ConnectionSets): void {
  for (const column of slots.keys()) slate.slotOf(column)
  const columns = slate.columns()
  for (let slot = 0; slot < slate.count(); slot++) {
    const column = columns[slot - slate.kin.count] ?? -1
    const was = slots.get(column) ?? slate.parentOf(slot)
    slate.allowed[slot] = sets.union(slate.allowed[slot] ?? 0, allowed[was] ?? 0)
    slate.denied[slot] = sets.union(slate.denied[slot] ?? 0, denied[was] ?? 0)
  }
}
