import type { Direction } from '../model/policy.ts'
import { answerBetween, rowsAt } from './engine.ts'
import type { Engine } from './engine.ts'
import type { Row } from './row.ts'

/** Two endpoints by their numbers. */
export type NumberedPair = readonly [source: number, destination: number]

/**
 * The pairs of these sources and destinations, by their numbers, between which anything may pass over TCP, UDP or SCTP; each once, in no
 * particular order.
 *
 * The work follows what policies single out and what is found, not the number of pairs: where all but a few are denied on one side, only
 * those few are looked at.
 */
export function* passingPairs(
  engine: Engine,
  sources: Iterable<number>,
  destinations: Iterable<number>,
): Generator<NumberedPair> {
  const passes = passing(engine)
  const between = (source: number, destination: number): boolean =>
    passes(answerBetween(engine, source, destination))
  const from = new Set(sources)
  const open = new Set<number>()
  const named = namedBy(engine, passes, from)
  for (const destination of new Set(destinations)) {
    const few = named(destination, 'ingress')
    if (few === undefined) open.add(destination)
    else for (const source of few) if (between(source, destination)) yield [source, destination]
  }
  if (open.size === 0) return
  const namedOpen = namedBy(engine, passes, open)
  for (const source of from)
    for (const destination of namedOpen(source, 'egress') ?? open)
      if (between(source, destination)) yield [source, destination]
}

/** Whether an answer lets any connection with ports through; what cannot be decided may pass. */
type Passes = (answer: number) => boolean

function passing({ answers, sets }: Engine): Passes {
  const ported = sets.of([{ protocol: 'SCTP' }, { protocol: 'TCP' }, { protocol: 'UDP' }])
  const known: boolean[] = []
  return (answer) => (known[answer] ??= sets.intersect(answers.mayOf(answer), ported) !== sets.none)
}

/** The only endpoints of those asked for to which one side is not closed; undefined where they are not few. */
type NamedBy = (endpoint: number, direction: Direction) => readonly number[] | undefined

function namedBy(engine: Engine, passes: Passes, among: ReadonlySet<number>): NamedBy {
  const { columns } = engine
  const wanted = Uint8Array.from(columns.endpointOf, (endpoint) => (among.has(endpoint) ? 1 : 0))
  const members = engine.kin().members.map((all) => all.filter((column) => wanted[column] === 1))
  const known = new Map<Row, readonly number[] | undefined>()
  const ofRow = (row: Row): readonly number[] | undefined => {
    if (!known.has(row)) known.set(row, namedInRow(row, members, wanted, engine, passes))
    return known.get(row)
  }
  return (endpoint, direction) => {
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
  return [...found]
}
