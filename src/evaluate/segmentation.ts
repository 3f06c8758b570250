import type { Meeting } from '../analyse/node-traffic.ts'
import type { CheckInput, Register, ScopedEndpoint, SegmentClass } from '../model/check.ts'
import type { SegmentationCell } from '../model/evaluation.ts'
import type { ConnectionSet } from '../model/reachability.ts'
import { foundBetween, membersOf } from './between-members.ts'
import type { Connection, Member } from './between-members.ts'
import { exampleOf } from './connections.ts'
import { NODE_LOCAL } from './node-local.ts'
import type { OffendingPair } from './offenders.ts'
import { undecided } from './port-ranges.ts'

type Segment = SegmentClass | 'external'

const SEGMENTS: readonly Segment[] = [
  'cde',
  'connected',
  'out-of-scope',
  'unclassified',
  'external',
]

/**
 * The segmentation matrix: for each ordered pair of segments that both have members, how many pairs of members have an allowed or an
 * indeterminate connection, also one that no policy decides because both share a node. A workload whose pods are of several classes is a member of each. Cells row by row, external last; what passes
 * between outside addresses is not ours to say.
 */
export function segmentationOf(input: CheckInput): readonly SegmentationCell[] {
  const members = new Map(
    SEGMENTS.map((segment) => [
      segment,
      membersOf(input.endpoints.filter((each) => segmentsOf(each).includes(segment))),
    ]),
  )
  const tallies = talliesOf(input, members)
  return SEGMENTS.flatMap((from) =>
    SEGMENTS.flatMap((to) => {
      if (from === 'external' && to === 'external') return []
      const pairs = countPairs(members.get(from) ?? [], members.get(to) ?? [])
      if (pairs === 0) return []
      const { counts, shown } = tallies(from, to)
      const example = shown.unlisted ?? shown.listed
      const cell = { from, to, pairs, ...counts }
      return example === undefined ? [cell] : [{ ...cell, example: exampleOf(input, example) }]
    }),
  )
}

function segmentsOf({ endpoint, classes }: ScopedEndpoint): readonly Segment[] {
  return endpoint.kind === 'addresses' ? ['external'] : classes
}

/** What passes between two members. */
type PairAnswer = {
  allowed?: OffendingPair
  indeterminate?: OffendingPair
  /** whether the register lists every connection */
  listed: boolean
}

/** What was found of the pairs of one cell. */
type Tally = {
  readonly counts: { allowed: number; indeterminate: number; approved: number }
  readonly shown: { unlisted?: OffendingPair; listed?: OffendingPair }
}

/** The tallies of all cells, from one walk over what may pass between any two members, and one over what leaves the cluster. */
function talliesOf(
  input: CheckInput,
  members: ReadonlyMap<Segment, readonly Member[]>,
): (from: Segment, to: Segment) => Tally {
  const segmentOf = new Map(
    [...members].flatMap(([segment, own]) => own.map((member) => [member, segment] as const)),
  )
  const tallies = new Map<string, Tally>()
  const tallyOf = (from: Segment | undefined, to: Segment | undefined): Tally => {
    const place = `${from ?? ''} ${to ?? ''}`
    const counts = { allowed: 0, indeterminate: 0, approved: 0 }
    const known = tallies.get(place) ?? { counts, shown: {} }
    tallies.set(place, known)
    return known
  }
  const take = (known: PairAnswer | undefined, connection: Connection) =>
    noted(input, known ?? { listed: true }, connection)
  const outside = members.get('external') ?? []
  const inside = [...segmentOf.keys()].filter((member) => segmentOf.get(member) !== 'external')
  for (const [from, to] of [
    [[...inside, ...outside], inside],
    [inside, outside],
  ] as const)
    for (const { source, destination, found } of foundBetween(input, from, to, take))
      if (source.name !== destination.name)
        count(tallyOf(segmentOf.get(source), segmentOf.get(destination)), found)
  return tallyOf
}

function count({ counts, shown }: Tally, { allowed, indeterminate, listed }: PairAnswer): void {
  if (allowed === undefined) counts.indeterminate++
  else counts.allowed++
  if (allowed !== undefined && listed) counts.approved++
  const example = allowed ?? indeterminate
  if (example !== undefined) shown[listed ? 'listed' : 'unlisted'] ??= example
}

/** Pairs of different names. */
function countPairs(from: readonly Member[], to: readonly Member[]): number {
  const names = new Set(to.map(({ name }) => name))
  return from.length * to.length - from.filter(({ name }) => names.has(name)).length
}

function noted({ register }: CheckInput, answer: PairAnswer, connection: Connection): PairAnswer {
  const { reach, meeting } = connection
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
