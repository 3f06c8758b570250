import type { Direction } from '../../model/policy.ts'
import { rowsAt } from './engine.ts'
import type { Engine } from './engine.ts'
import type { Row } from './row.ts'

/** Whether an answer, of one side or of both, lets something through; what cannot be decided may pass. */
export type Passes = (answer: number) => boolean

/** The only endpoints of those asked for to which one side is not closed, ascending; undefined where they are not few. The same list for the same row. */
export type NamedBy = (endpoint: number) => readonly number[] | undefined

/** So few are asked one by one: naming some of them saves nothing. */
const FEW = 4

/** Finds them in one direction, each row looked through once. */
export function namedBy(
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

function ascending(a: number, b: number): number {
  return a - b
}
