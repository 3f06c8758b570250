import type { PodClass, Reach, Reachability } from '../../model/reachability.ts'
import { ALL_PORTS } from './between-parties.ts'
import type { ConnectionSets } from '../engine/connection-sets.ts'
import { meetingAt } from '../node-traffic.ts'
import type { Party } from './party.ts'
import { withPorts } from '../queries/ports.ts'

/** All pods of a class, or one of them. */
export type PodParty = Party & { readonly endpoint: PodClass }

/** What passes for certain, and what may pass, of which it is a part; as ids. */
export type Found = { readonly sure: number; readonly may: number }

/** What may pass between pods, as ids of a list's sets. */
export type MayPass = {
  readonly between: (sources: readonly PodParty[], destinations: readonly PodParty[]) => Found
  readonly of: (reach: Reach) => Found
}

/** Answers pairs of one analysis; what passes between a pod and its own node only where it is asked for. */
export function mayPassOver(
  reachability: Reachability,
  sets: ConnectionSets,
  nodeTraffic: boolean,
): MayPass {
  const known = new WeakMap<Reach, Found>()
  const all = sets.of(ALL_PORTS)
  const of = (reach: Reach): Found => {
    const before = known.get(reach)
    if (before !== undefined) return before
    const sure = sets.of(withPorts(reach.allowed))
    const found = { sure, may: sets.union(sure, sets.of(withPorts(reach.indeterminate))) }
    known.set(reach, found)
    return found
  }
  const ofPair = (source: PodParty, destination: PodParty): Found => {
    const meeting = nodeTraffic ? meetingAt(source.where, destination.where) : undefined
    if (meeting?.kind === 'on') return { sure: all, may: all }
    const found = of(reachability.between(source.endpoint, destination.endpoint))
    return meeting === undefined ? found : { sure: found.sure, may: all }
  }
  return {
    of,
    between: (sources, destinations) =>
      sources
        .flatMap((source) => destinations.map((destination) => ofPair(source, destination)))
        .reduce((a, b) => joined(a, b, sets), nothing(sets)),
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
