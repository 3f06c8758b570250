import type { CheckInput, ScopedEndpoint } from '../model/check.ts'
import { isNoPair, membersOf } from './between-members.ts'
import type { Member } from './between-members.ts'
import { offendersBetween } from './offenders.ts'
import type { Offence, Offender, OffendingPair } from './offenders.ts'

/** Offending pairs, counted by the names of both sides. */
export type Tally = {
  readonly count: number
  /** absent when the count is 0 */
  readonly first?: OffendingPair
}

/** What was found over pairs: for certain, and where a part of a policy was not understood. */
export type Examined<T extends Tally = Tally> = {
  /** pairs of names (workloads, address ranges) examined */
  readonly pairs: number
  readonly certain: T
  readonly uncertain: T
}

/** A tally with the names that are on either side. */
export type NamedTally = Tally & {
  readonly sources: ReadonlySet<string>
  readonly destinations: ReadonlySet<string>
}

/**
 * Examines every source with every destination, counting pairs of names and not of pods or classes. What is allowed for certain offends for
 * certain; what may be allowed is kept apart and lets no subject pass.
 */
export function examine(
  input: CheckInput,
  sources: readonly ScopedEndpoint[],
  destinations: readonly ScopedEndpoint[],
  offence: Offence,
): Examined<NamedTally> {
  const named = () => ({ count: 0, sources: new Set<string>(), destinations: new Set<string>() })
  const found = { certain: named(), uncertain: named() }
  const [from, into] = [membersOf(sources), membersOf(destinations)]
  for (const each of offendersBetween(input, from, into, offence)) {
    const tally = note(found, each.found)
    tally.sources.add(each.source.name)
    tally.destinations.add(each.destination.name)
  }
  const pairsOf = pairsWith(from)
  return { ...found, pairs: into.reduce((sum, each) => sum + pairsOf(each), 0) }
}

/**
 * The same for each member of one side by itself: `destinations`: what comes to it; `sources`: what leaves it. One walk, however many there are.
 * The answer throws for members that were not given.
 */
export function examineEach(
  input: CheckInput,
  sources: readonly Member[],
  destinations: readonly Member[],
  side: 'sources' | 'destinations',
  offence: Offence,
): (member: Member) => Examined {
  const [own, others] = side === 'sources' ? [sources, destinations] : [destinations, sources]
  const pairsOf = pairsWith(others)
  const nothing = (each: Member) => ({
    pairs: pairsOf(each),
    certain: { count: 0 },
    uncertain: { count: 0 },
  })
  const all = new Map(own.map((each) => [each, nothing(each)]))
  const required = (member: Member) => {
    const examined = all.get(member)
    if (examined === undefined) throw new Error(`${member.name} was not examined`)
    return examined
  }
  for (const each of offendersBetween(input, sources, destinations, offence))
    note(required(side === 'sources' ? each.source : each.destination), each.found)
  return required
}

type Counting = { count: number; first?: OffendingPair }

function note<T extends Counting>(
  into: { readonly certain: T; readonly uncertain: T },
  { certain, pair }: Offender,
): T {
  const tally = into[certain ? 'certain' : 'uncertain']
  tally.count++
  tally.first ??= pair
  return tally
}

/** How many pairs members make with one; a name that is one pod alone on both sides makes none with itself. */
function pairsWith(members: readonly Member[]): (one: Member) => number {
  const named = new Map(members.map(({ name, endpoints }) => [name, endpoints]))
  return ({ name, endpoints }) => {
    const own = named.get(name)
    const alone = own?.every((one) =>
      endpoints.every((other) => isNoPair(one.endpoint, other.endpoint)),
    )
    return members.length - (alone === true ? 1 : 0)
  }
}
