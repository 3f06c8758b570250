import type { Departures, Endpoint } from '../../model/reachability.ts'
import { ALL_PORTS } from '../places/between-parties.ts'
import type { ConnectionSets } from '../engine/connection-sets.ts'
import type { Peers, PodParty } from './listed-peers.ts'
import { addFound } from './may-pass.ts'
import type { Found, MayPass } from './may-pass.ts'
import { meetersAmong } from './meetings.ts'

/** One of the pods' places behind a peer, and what may pass out of it by policies. */
export type Departing = { readonly party: PodParty; readonly to: Departures['to'] }

/** For all that departs from one peer: what may pass to others, by their names; those to which nothing may are not among them. */
export type FoundByName = (departing: readonly Departing[]) => ReadonlyMap<string, Found>

/** Answers for the peers of a list; what passes between a pod and its own node only where it is asked for. */
export function foundByName(
  peers: Peers,
  mayPass: MayPass,
  sets: ConnectionSets,
  nodeTraffic: boolean,
): FoundByName {
  const names = namesOf(peers)
  const meeting = nodeTraffic ? meetingNames(peers, sets) : () => []
  return (departing) => {
    const found = new Map<string, Found>()
    for (const { party, to } of departing) {
      for (const [endpoint, reach] of to) {
        const passing = mayPass(reach)
        if (passing.may === sets.none) continue
        for (const name of names.get(endpoint) ?? []) addFound(found, name, passing, sets)
      }
      for (const [name, open] of meeting(party)) addFound(found, name, open, sets)
    }
    return found
  }
}

/** The peers that each class is behind; by pod these are many. */
function namesOf(peers: Peers): ReadonlyMap<Endpoint, readonly string[]> {
  const all = [...peers].flatMap(([name, parties]) =>
    parties.map(({ endpoint }) => ({ name, endpoint })),
  )
  const groups = Map.groupBy(all, ({ endpoint }) => endpoint)
  return new Map([...groups].map(([endpoint, own]) => [endpoint, own.map(({ name }) => name)]))
}

/** Whom a party meets on a node, where nothing denies: for certain, or perhaps where it is not known on which node one of them runs. */
function meetingNames(
  peers: Peers,
  sets: ConnectionSets,
): (party: PodParty) => Iterable<readonly [name: string, found: Found]> {
  const all = [...peers].flatMap(([name, parties]) => parties.map(({ where }) => ({ name, where })))
  const meeters = meetersAmong(all.map(({ where }) => where))
  const may = sets.of(ALL_PORTS)
  const open = { on: { sure: may, may }, unplaced: { sure: sets.none, may } }
  return function* ({ where }) {
    for (const [position, kind] of meeters(where)) {
      const other = all[position]
      if (other !== undefined) yield [other.name, open[kind]]
    }
  }
}
