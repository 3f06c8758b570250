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
  return SEGMENTS.flatMap((from) =>
    SEGMENTS.flatMap((to) => {
      if (from === 'external' && to === 'external') return []
      const cell = cellOf(input, members.get(from) ?? [], members.get(to) ?? [])
      return cell.pairs === 0 ? [] : [{ from, to, ...cell }]
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

type Cell = Omit<SegmentationCell, 'from' | 'to'>

function cellOf(input: CheckInput, from: readonly Member[], to: readonly Member[]): Cell {
  const counts = { pairs: countPairs(from, to), allowed: 0, indeterminate: 0, approved: 0 }
  const shown: { unlisted?: OffendingPair; listed?: OffendingPair } = {}
  const take = (known: PairAnswer | undefined, connection: Connection) =>
    noted(input, known ?? { listed: true }, connection)
  for (const { source, destination, found } of foundBetween(input, from, to, take)) {
    if (source.name === destination.name) continue
    const { allowed, indeterminate, listed } = found
    if (allowed === undefined) counts.indeterminate++
    else counts.allowed++
    if (allowed !== undefined && listed) counts.approved++
    const example = allowed ?? indeterminate
    if (example !== undefined) shown[listed ? 'listed' : 'unlisted'] ??= example
  }
  const example = shown.unlisted ?? shown.listed
  return example === undefined ? counts : { ...counts, example: exampleOf(input, example) }
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
