import type { CheckInput, ScopedEndpoint, SegmentClass } from '../model/check.ts'
import type { SegmentationCell } from '../model/evaluation.ts'
import type { ConnectionSet, Endpoint, Explanation } from '../model/reachability.ts'
import { firstPort, rangeToShow, undecided } from './port-ranges.ts'

type Segment = SegmentClass | 'external'

const SEGMENTS: readonly Segment[] = [
  'cde',
  'connected',
  'out-of-scope',
  'unclassified',
  'external',
]

/** One name of one segment: a workload or a range of addresses, with its endpoints there. */
type Member = { readonly name: string; readonly endpoints: readonly Endpoint[] }

/**
 * The segmentation matrix: for each ordered pair of segments that both have members, how many pairs of members have an allowed or an
 * indeterminate connection. A workload whose pods are of several classes is a member of each. Cells row by row, external last; what passes
 * between outside addresses is not ours to say.
 */
export function segmentationOf(input: CheckInput): readonly SegmentationCell[] {
  const members = new Map(SEGMENTS.map((segment) => [segment, membersOf(input, segment)]))
  return SEGMENTS.flatMap((from) =>
    SEGMENTS.flatMap((to) => {
      if (from === 'external' && to === 'external') return []
      const cell = cellOf(input, members.get(from) ?? [], members.get(to) ?? [])
      return cell.pairs === 0 ? [] : [{ from, to, ...cell }]
    }),
  )
}

function membersOf(input: CheckInput, segment: Segment): readonly Member[] {
  const mine = input.endpoints.filter((each) => segmentsOf(each).includes(segment))
  const groups = Map.groupBy(mine, ({ name }) => name)
  return [...groups].map(([name, endpoints]) => ({
    name,
    endpoints: endpoints.map(({ endpoint }) => endpoint),
  }))
}

function segmentsOf({ endpoint, classes }: ScopedEndpoint): readonly Segment[] {
  return endpoint.kind === 'addresses' ? ['external'] : classes
}

type Found = {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly ports: ConnectionSet
}

/** What passes between two members. One is used for all pairs of a cell: there may be millions. */
type PairAnswer = {
  allowed: Found | undefined
  indeterminate: Found | undefined
  /** whether the register lists every connection */
  listed: boolean
}

type Cell = Omit<SegmentationCell, 'from' | 'to'>

function cellOf(input: CheckInput, from: readonly Member[], to: readonly Member[]): Cell {
  const counts = { pairs: 0, allowed: 0, indeterminate: 0, approved: 0 }
  const shown: { unlisted?: Found; listed?: Found } = {}
  const answer: PairAnswer = { allowed: undefined, indeterminate: undefined, listed: true }
  for (const source of from) {
    for (const destination of to) {
      if (source.name === destination.name) continue
      counts.pairs++
      answerPair(input, source, destination, answer)
      const found = answer.allowed ?? answer.indeterminate
      if (found === undefined) continue
      if (answer.allowed === undefined) counts.indeterminate++
      else note(counts, answer.listed)
      shown[answer.listed ? 'listed' : 'unlisted'] ??= found
    }
  }
  const example = shown.unlisted ?? shown.listed
  return example === undefined ? counts : { ...counts, example: explained(input, example) }
}

function note(counts: { allowed: number; approved: number }, listed: boolean): void {
  counts.allowed++
  if (listed) counts.approved++
}

function answerPair(input: CheckInput, from: Member, to: Member, answer: PairAnswer): void {
  answer.allowed = undefined
  answer.indeterminate = undefined
  answer.listed = true
  for (const source of from.endpoints) {
    for (const destination of to.endpoints) {
      const reach = input.reachability.between(source, destination)
      if (reach.allowed.ranges.length > 0) {
        answer.allowed ??= { source, destination, ports: reach.allowed }
        answer.listed &&= isListed(input, source, destination, reach.allowed)
      }
      const perhaps = undecided(reach)
      if (perhaps.ranges.length > 0) {
        answer.indeterminate ??= { source, destination, ports: perhaps }
        answer.listed &&= isListed(input, source, destination, perhaps)
      }
    }
  }
}

function isListed(
  { register }: CheckInput,
  source: Endpoint,
  destination: Endpoint,
  ports: ConnectionSet,
): boolean {
  return register.unapproved(source, destination, ports).length === 0
}

function explained(input: CheckInput, { source, destination, ports }: Found): Explanation {
  const range = rangeToShow(ports.ranges)
  if (range === undefined) throw new Error('a connection without ports')
  return input.reachability.explain(source, destination, range.protocol, firstPort(range))
}
