import { isDeepStrictEqual } from 'node:util'
import type { Cluster } from '../../model/cluster.ts'
import type { ObjectKey } from '../../model/object.ts'

/** A cluster together with how it was analysed: what a hypothetical one between two others is made of. */
export type Hypothesis = {
  readonly cluster: Cluster
  readonly podsByAddress: boolean | 'unknown'
  /** policy objects that are as they are in the later cluster */
  readonly changed: ReadonlySet<ObjectKey>
  /** of which cluster what gives policies their meaning is */
  readonly settings: 'before' | 'after'
}

/** One thing that changed between two clusters: what it is called, and how the earlier one becomes one that has the change. */
export type ChangeItem = {
  readonly text: string
  readonly apply: (world: Hypothesis) => Hypothesis
}

/** Lays some fields over the cluster of a hypothesis. */
export function withCluster(world: Hypothesis, changes: Partial<Cluster>): Hypothesis {
  return { ...world, cluster: { ...world.cluster, ...changes } }
}

/** What happened to a keyed thing: added, removed or changed. */
export type Changed = { readonly key: ObjectKey; readonly verb: string }

/** Keys whose values differ, sorted, and what happened to them. */
export function changedKeys(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  wanted: (key: string) => boolean = () => true,
): readonly Changed[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => wanted(key) && !isDeepStrictEqual(before.get(key), after.get(key)))
    .sort()
    .map((key) => ({
      key,
      verb: !after.has(key) ? 'removed' : before.has(key) ? 'changed' : 'added',
    }))
}

/** Equal values have equal texts; keys of objects in any order. */
export function textOf(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, sortedMembers)
}

function sortedMembers(_: string, member: unknown): unknown {
  return typeof member === 'object' && member !== null && !Array.isArray(member)
    ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
    : member
}
