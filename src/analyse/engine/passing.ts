import type { Direction } from '../../model/policy.ts'
import type { Arrivals, Departures, Endpoint, Reach } from '../../model/reachability.ts'
import { isDoubted, isEdge } from './doubts.ts'
import { answerBetween } from './engine.ts'
import type { Engine } from './engine.ts'
import { namedBy } from './named-few.ts'
import type { NamedBy, Passes } from './named-few.ts'
import { waysBetween } from './waypoints.ts'

/**
 * What `Reachability.passing` promises, by the tables.
 *
 * The work follows what policies single out and what is found, not the number of pairs: where all but a few are denied on one side, only
 * those few are looked at. Memory for the pairs of one destination, and for the few of each row.
 */
export function* passingInto(
  engine: Engine,
  endpoints: readonly Endpoint[],
  sources: readonly Endpoint[],
  destinations: readonly Endpoint[],
): Generator<Arrivals> {
  const found = passingAt('ingress', engine, endpoints, destinations, sources)
  for (const [destination, from] of found) yield { destination, from }
}

/** What `Reachability.passingFrom` promises, in the same way. */
export function* passingOutOf(
  engine: Engine,
  endpoints: readonly Endpoint[],
  sources: readonly Endpoint[],
  destinations: readonly Endpoint[],
): Generator<Departures> {
  const found = passingAt('egress', engine, endpoints, sources, destinations)
  for (const [source, to] of found) yield { source, to }
}

/** For each subject, those of the others with which something may pass in a direction, as seen by the subject. */
function* passingAt(
  direction: Direction,
  engine: Engine,
  endpoints: readonly Endpoint[],
  subjects: readonly Endpoint[],
  others: readonly Endpoint[],
): Generator<readonly [Endpoint, readonly (readonly [Endpoint, Reach])[]]> {
  const view = VIEWS[direction]
  const passes = passing(engine)
  const candidates = candidatesFor(view, engine, passes, numbersOf(subjects), numbersOf(others))
  for (const subject of subjects) {
    const found: (readonly [Endpoint, Reach])[] = []
    for (const number of candidates(subject.index)) {
      const answer = answerBetween(engine, ...view.pair(subject.index, number))
      const other = endpoints[number]
      if (other !== undefined && passes(answer)) found.push([other, engine.answers.reachOf(answer)])
    }
    yield [subject, found]
  }
}

/** How connections look from one of their ends. */
type View = {
  /** the side of policies that restricts the subject, and the one that restricts the others */
  readonly own: Direction
  readonly theirs: Direction
  readonly pair: (subject: number, other: number) => readonly [source: number, destination: number]
}

const VIEWS: Readonly<Record<Direction, View>> = {
  ingress: { own: 'ingress', theirs: 'egress', pair: (subject, other) => [other, subject] },
  egress: { own: 'egress', theirs: 'ingress', pair: (subject, other) => [subject, other] },
}

function numbersOf(endpoints: readonly Endpoint[]): ReadonlySet<number> {
  return new Set(endpoints.map(({ index }) => index))
}

/** For each subject the only others with which anything may pass, ascending. */
function candidatesFor(
  view: View,
  engine: Engine,
  passes: Passes,
  subjects: ReadonlySet<number>,
  others: ReadonlySet<number>,
): (subject: number) => readonly number[] {
  const named = namedBy(engine, passes, others, view.own)
  const open = new Set([...subjects].filter((each) => named(each) === undefined))
  const naming = othersNaming(others, namedBy(engine, passes, open, view.theirs))
  const all = [...others].sort(ascending)
  const doubtedWith = doubtedOthers(view, engine, all)
  return (subject) => {
    const few = named(subject) ?? naming(subject)
    const doubted = doubtedWith(subject)
    return doubted.length === 0 ? few : [...new Set([...few, ...doubted])].sort(ascending)
  }
}

/**
 * For each subject the others with which a denial is doubted, the same for all subjects at the edge of the pod network, and for the rest of them; and those
 * with which it speaks through waypoints, of which the rules of both say nothing.
 */
function doubtedOthers(
  view: View,
  engine: Engine,
  others: readonly number[],
): (subject: number) => readonly number[] {
  const known = new Map<boolean, readonly number[]>()
  const isBehind = (number: number) => engine.records[number]?.sample.waypoints !== undefined
  const behind = others.filter(isBehind)
  return (subject) => {
    const edge = isEdge(engine.records, subject)
    const found =
      known.get(edge) ?? others.filter((other) => isDoubted(engine, ...view.pair(subject, other)))
    known.set(edge, found)
    const among = isBehind(subject) ? others : behind
    const round = among.filter(
      (other) => waysBetween(engine, ...view.pair(subject, other)).length > 0,
    )
    return round.length === 0 ? found : [...found, ...round]
  }
}

/** Protocols without ports count where they are certain: NetworkPolicy does not define them, so that for whoever it isolates they never are. */
function passing({ answers: { mayOf, mustOf }, sets }: Engine): Passes {
  const ported = sets.of([{ protocol: 'SCTP' }, { protocol: 'TCP' }, { protocol: 'UDP' }])
  const known: boolean[] = []
  return (answer) =>
    (known[answer] ??=
      mustOf(answer) !== sets.none || sets.intersect(mayOf(answer), ported) !== sets.none)
}

/** For each subject the others, ascending, whose own side names it or does not name a few. */
function othersNaming(
  others: ReadonlySet<number>,
  named: NamedBy,
): (subject: number) => readonly number[] {
  const bound = Map.groupBy([...others].sort(ascending), named)
  const unbound = bound.get(undefined) ?? []
  const naming = new Map<number, (readonly number[])[]>()
  for (const [few = [], own] of bound)
    for (const subject of few) {
      const lists = naming.get(subject)
      if (lists === undefined) naming.set(subject, [own])
      else lists.push(own)
    }
  return (subject) => {
    const lists = naming.get(subject)
    return lists === undefined ? unbound : [...unbound, ...lists.flat()].sort(ascending)
  }
}

function ascending(a: number, b: number): number {
  return a - b
}
