import type { Meeting } from '../analyse/node-traffic.ts'
import type { CheckInput } from '../model/check.ts'
import type { ConnectionSet, PortRange } from '../model/reachability.ts'
import { foundBetween } from './between-members.ts'
import type { Between, Connection, Member, Pair } from './between-members.ts'
import { NODE_LOCAL } from './node-local.ts'
import { undecided } from './port-ranges.ts'

/** A pair with the ports that offend. */
export type OffendingPair = Pair & {
  readonly ports: readonly PortRange[]
  /** both meet on a node, or may: no policy decides; absent: policies do */
  readonly meeting?: Meeting
}

/** The ports of a connection that offend; empty: none. */
export type Offence = (pair: Pair, ports: ConnectionSet) => readonly PortRange[]

/** Every connection offends. */
export const anyConnection: Offence = (_pair, ports) => ports.ranges

/** What offends between two names: a certain connection, or one that could not be decided. */
export type Offender = { readonly certain: boolean; readonly pair: OffendingPair }

/** The members between which a connection offends, with the first that does for certain, else the first that could not be decided. */
export function offendersBetween(
  input: CheckInput,
  sources: readonly Member[],
  destinations: readonly Member[],
  offence: Offence,
): Generator<Between<Offender>> {
  const take = (known: Offender | undefined, connection: Connection): Offender | undefined => {
    if (known?.certain === true) return known
    const found = offenderOf(connection, offence)
    return found?.certain === true ? found : (known ?? found)
  }
  return foundBetween(input, sources, destinations, take)
}

/** What offends between two classes: by what policies allow, else because both meet on a node, else by what is not decidable. */
function offenderOf(connection: Connection, offence: Offence): Offender | undefined {
  const { reach, meeting } = connection
  const sure = offending(connection, reach.allowed, offence)
  if (sure !== undefined) return { certain: true, pair: sure }
  const local = meeting && offending(connection, NODE_LOCAL, offence, meeting)
  if (local !== undefined && meeting?.kind === 'on') return { certain: true, pair: local }
  const unsure = local ?? offending(connection, undecided(reach), offence)
  return unsure === undefined ? undefined : { certain: false, pair: unsure }
}

function offending(
  pair: Pair,
  set: ConnectionSet,
  offence: Offence,
  meeting?: Meeting,
): OffendingPair | undefined {
  if (set.ranges.length === 0) return undefined
  const ports = offence(pair, set)
  if (ports.length === 0) return undefined
  const { source, destination } = pair
  return meeting === undefined
    ? { source, destination, ports }
    : { source, destination, ports, meeting }
}
