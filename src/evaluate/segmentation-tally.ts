import type { Meeting } from '../analyse/node-traffic.ts'
import type { CheckInput, Register } from '../model/check.ts'
import type { ConnectionSet } from '../model/reachability.ts'
import { foundBetween } from './between-members.ts'
import type { Between, Connection, Member } from './between-members.ts'
import { NODE_LOCAL } from './node-local.ts'
import { noted } from './noted-answers.ts'
import type { Noted } from './noted-answers.ts'
import type { OffendingPair } from './offenders.ts'
import { undecided } from './port-ranges.ts'
import type { Answered, Way } from './segment-borders.ts'

/** What was counted of the pairs of one cell of the matrix. */
export type Tally = {
  readonly counts: { allowed: number; indeterminate: number; approved: number }
  /** of the pairs with a connection that the register does not list, and of the others, the first in the order of the analysis */
  readonly shown: { unlisted?: Shown; listed?: Shown }
}

type Shown = { readonly between: Between<unknown>; readonly example: OffendingPair }

/** What passes between two members. */
type PairAnswer = {
  /** what passes by policies; absent: nothing does */
  noted?: Noted | undefined
  allowed?: OffendingPair
  indeterminate?: OffendingPair
  /** whether the register lists every connection */
  listed: boolean
}

/** A tally of nothing. */
export function newTally(): Tally {
  return { counts: { allowed: 0, indeterminate: 0, approved: 0 }, shown: {} }
}

/** A connection to show for a cell, one that the register does not list before any other; undefined: there is none. */
export function exampleIn({ shown }: Tally): OffendingPair | undefined {
  return (shown.unlisted ?? shown.listed)?.example
}

/** Walks a way as `walkOf` does and counts its pairs, those too that meet on a node alone; the tally is whole when the walk has ended. */
export function* tallied(
  input: CheckInput,
  { sources, destinations }: Way,
  tally: Tally,
): Iterable<Answered> {
  const take = (known: PairAnswer | undefined, connection: Connection) =>
    answered(input, known ?? { listed: true }, connection)
  for (const between of foundBetween(input, sources, destinations, take)) {
    const { source, destination, found } = between
    if (source.name === destination.name) continue
    count(tally, between)
    if (found.noted !== undefined) yield { source, destination, found: found.noted }
  }
}

function count({ counts, shown }: Tally, between: Between<PairAnswer>): void {
  const { allowed, indeterminate, listed } = between.found
  if (allowed === undefined) counts.indeterminate++
  else counts.allowed++
  if (allowed !== undefined && listed) counts.approved++
  const example = allowed ?? indeterminate
  if (example === undefined) return
  const kind = listed ? 'listed' : 'unlisted'
  const before = shown[kind]?.between
  if (before === undefined || isBefore(between, before)) shown[kind] = { between, example }
}

/** Whether a pair comes first in the order of the analysis, by destination, then by source. */
function isBefore(one: Between<unknown>, other: Between<unknown>): boolean {
  const into = placeOf(one.destination) - placeOf(other.destination)
  return into < 0 || (into === 0 && placeOf(one.source) < placeOf(other.source))
}

function placeOf({ endpoints: [first] }: Member): number {
  return first?.endpoint.index ?? 0
}

function answered(
  { register }: CheckInput,
  answer: PairAnswer,
  connection: Connection,
): PairAnswer {
  const { reach, meeting } = connection
  answer.noted = noted(answer.noted, connection)
  note(register, answer, 'allowed', connection, reach.allowed)
  if (meeting?.kind === 'on') note(register, answer, 'allowed', connection, NODE_LOCAL, meeting)
  note(register, answer, 'indeterminate', connection, undecided(reach))
  if (meeting?.kind === 'unplaced')
    note(register, answer, 'indeterminate', connection, NODE_LOCAL, meeting)
  return answer
}

function note(
  register: Register,
  answer: PairAnswer,
  kind: 'allowed' | 'indeterminate',
  { source, destination }: Connection,
  set: ConnectionSet,
  meeting?: Meeting,
): void {
  if (set.ranges.length === 0) return
  answer[kind] ??= {
    source,
    destination,
    ports: set.ranges,
    ...(meeting === undefined ? {} : { meeting }),
  }
  answer.listed &&= register.unapproved(source.endpoint, destination.endpoint, set).length === 0
}
