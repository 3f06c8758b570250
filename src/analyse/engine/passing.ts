import type { Direction } from '../../model/policy.ts'
import type { Arrivals, Endpoint, Reach, Reachability } from '../../model/reachability.ts'
import { isDoubted, isEdge } from './doubts.ts'
import { answerBetween, rowsAt } from './engine.ts'
import type { Engine } from './engine.ts'
import { withPorts } from '../queries/ports.ts'
import type { Row } from './row.ts'

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
  const passes = passing(engine)
  const candidates = candidatesFor(engine, passes, numbersOf(sources), numbersOf(destinations))
  for (const destination of destinations) {
    const from: (readonly [Endpoint, Reach])[] = []
    for (const number of candidates(destination.index)) {
      const answer = answerBetween(engine, number, destination.index)
      const source = endpoints[number]
      if (source !== undefined && passes(answer))
        from.push([source, engine.answers.reachOf(answer)])
    }
    yield { destination, from }
  }
}

function numbersOf(endpoints: readonly Endpoint[]): ReadonlySet<number> {
  return new Set(endpoints.map(({ index }) => index))
}

/** For each destination the only sources from which anything may pass, ascending. */
function candidatesFor(
  engine: Engine,
  passes: Passes,
  sources: ReadonlySet<number>,
  destinations: ReadonlySet<number>,
): (destination: number) => readonly number[] {
  const named = namedBy(engine, passes, sources, 'ingress')
  const open = new Set([...destinations].filter((each) => named(each) === undefined))
  const naming = sourcesNaming(sources, namedBy(engine, passes, open, 'egress'))
  const all = [...sources].sort(ascending)
  const doubtedTo = doubtedSources(engine, all)
  return (destination) => {
    const few = named(destination) ?? naming(destination)
    const doubted = doubtedTo(destination)
    return doubted.length === 0 ? few : [...new Set([...few, ...doubted])].sort(ascending)
  }
}

/** For each destination the sources of which a denial is doubted: the same for all destinations at the edge of the pod network, and for all others. */
function doubtedSources(
  engine: Engine,
  sources: readonly number[],
): (destination: number) => readonly number[] {
  const known = new Map<boolean, readonly number[]>()
  return (destination) => {
    const edge = isEdge(engine.records, destination)
    const found =
      known.get(edge) ?? sources.filter((source) => isDoubted(engine, source, destination))
    known.set(edge, found)
    return found
  }
}

/** Whether an answer, of one side or of both, lets something through; what cannot be decided may pass. */
type Passes = (answer: number) => boolean

/** Protocols without ports count where they are certain: NetworkPolicy does not define them, so that for whoever it isolates they never are. */
function passing({ answers: { mayOf, mustOf }, sets }: Engine): Passes {
  const ported = sets.of([{ protocol: 'SCTP' }, { protocol: 'TCP' }, { protocol: 'UDP' }])
  const known: boolean[] = []
  return (answer) =>
    (known[answer] ??=
      mustOf(answer) !== sets.none || sets.intersect(mayOf(answer), ported) !== sets.none)
}

/** The only endpoints of those asked for to which one side is not closed, ascending; undefined where they are not few. The same list for the same row. */
type NamedBy = (endpoint: number) => readonly number[] | undefined

/** So few are asked one by one: naming some of them saves nothing. */
const FEW = 4

function namedBy(
  engine: Engine,
  passes: Passes,
  among: ReadonlySet<number>,
  direction: Direction,
): NamedBy {
  if (among.size <= FEW) return () => undefined
  const { columns } = engine
  const wanted = Uint8Array.from(columns.endpointOf, (endpoint) => (among.has(endpoint) ? 1 : 0))
  const members = engine.kin().members.map((all) => all.filter((column) => wanted[column] === 1))
  const known = new WeakMap<Row, readonly number[] | undefined>()
  const ofRow = (row: Row): readonly number[] | undefined => {
    if (!known.has(row)) known.set(row, namedInRow(row, members, wanted, engine, passes))
    return known.get(row)
  }
  return (endpoint) => {
    for (const row of rowsAt(engine[direction], endpoint)) {
      const few = ofRow(row)
      if (few !== undefined) return few
    }
    return undefined
  }
}

/** Where more than one in so many endpoints is passed to, naming them saves nothing. */
const FEW_SHARE = 8

function namedInRow(
  { rests, keys, answers, dense }: Row,
  members: readonly (readonly number[])[],
  wanted: Uint8Array,
  { columns }: Engine,
  passes: Passes,
): readonly number[] | undefined {
  if (dense !== undefined) return undefined
  const found = new Set<number>()
  const add = (column: number) => found.add(columns.endpointOf[column] ?? -1)
  for (const [kin, rest] of rests.entries()) {
    if (!passes(rest)) continue
    const own = members[kin] ?? []
    if ((found.size + own.length) * FEW_SHARE > columns.count) return undefined
    for (const column of own) add(column)
  }
  for (const [place, key] of keys.entries())
    if (wanted[key - 1] === 1 && passes(answers[place] ?? 0)) add(key - 1)
  return [...found].sort(ascending)
}

/** For each destination the sources, ascending, whose own side names it or does not name a few. */
function sourcesNaming(
  sources: ReadonlySet<number>,
  named: NamedBy,
): (destination: number) => readonly number[] {
  const bound = Map.groupBy([...sources].sort(ascending), named)
  const unbound = bound.get(undefined) ?? []
  const naming = new Map<number, (readonly number[])[]>()
  for (const [few = [], own] of bound)
    for (const destination of few) {
      const lists = naming.get(destination)
      if (lists === undefined) naming.set(destination, [own])
      else lists.push(own)
    }
  return (destination) => {
    const lists = naming.get(destination)
    return lists === undefined ? unbound : [...unbound, ...lists.flat()].sort(ascending)
  }
}

/** The same by asking for each pair: where nodes count, whom policies single out does not tell who may be reached. */
export function* askedOneByOne(
  between: Reachability['between'],
  sources: readonly Endpoint[],
  destinations: readonly Endpoint[],
): Generator<Arrivals> {
  const ordered = [...new Set(sources)].sort((a, b) => a.index - b.index)
  for (const destination of destinations) {
    const from = ordered.map((source) => [source, between(source, destination)] as const)
    yield { destination, from: from.filter(([, reach]) => mayPass(reach)) }
  }
}

function mayPass({ allowed, indeterminate }: Reach): boolean {
  return allowed.ranges.length > 0 || withPorts(indeterminate).length > 0
}

function ascending(a: number, b: number): number {
  return a - b
}
