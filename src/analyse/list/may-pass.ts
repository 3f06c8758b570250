import type { Reach } from '../../model/reachability.ts'
import type { ConnectionSets } from '../engine/connection-sets.ts'
import { withPorts } from '../queries/ports.ts'

/** What passes for certain, and what may pass, of which it is a part; as ids. */
export type Found = { readonly sure: number; readonly may: number }

/** What may pass over TCP, UDP and SCTP by an answer, as ids of a list's sets. */
export type MayPass = (reach: Reach) => Found

/** Each answer is put into the sets once. */
export function mayPassIn(sets: ConnectionSets): MayPass {
  const known = new WeakMap<Reach, Found>()
  return (reach) => {
    const before = known.get(reach)
    if (before !== undefined) return before
    const sure = sets.of(withPorts(reach.allowed))
    const found = { sure, may: sets.union(sure, sets.of(withPorts(reach.indeterminate))) }
    known.set(reach, found)
    return found
  }
}

/** Nothing passes. */
export function nothing({ none }: ConnectionSets): Found {
  return { sure: none, may: none }
}

/** What either lets pass. */
export function joined(a: Found, b: Found, sets: ConnectionSets): Found {
  return { sure: sets.union(a.sure, b.sure), may: sets.union(a.may, b.may) }
}

/** Adds what has been found with one of several others. */
export function addFound<K>(
  all: Map<K, Found>,
  other: K,
  found: Found,
  sets: ConnectionSets,
): void {
  all.set(other, joined(all.get(other) ?? nothing(sets), found, sets))
}
