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

/** What passes between two members: the first connection of each kind, and whether the register lists every one of them. */
type PairAnswer = {
  allowed: Found | undefined
  indeterminate: Found | undefined
  listed: boolean
}

type Cell = Omit<SegmentationCell, 'from' | 'to'>

function cellOf(input: CheckInput, from: readonly Member[], to: readonly Member[]): Cell {
  const counts = { pairs: 0, allowed: 0, indeterminate: 0, approved: 0 }
  const shown: { unlisted?: Found; listed?: Found } = {}
  for (const source of from) {
    for (const destination of to) {
      if (source.name === destination.name) continue
      counts.pairs++
      const { allowed, indeterminate, listed } = pairAnswer(input, source, destination)
      const found = allowed ?? indeterminate
      if (found === undefined) continue
      if (allowed === undefined) counts.indeterminate++
      else note(counts, listed)
      shown[listed ? 'listed' : 'unlisted'] ??= found
    }
  }
  const example = shown.unlisted ?? shown.listed
  return example === undefined ? counts : { ...counts, example: explained(input, example) }
}

function note(counts: { allowed: number; approved: number }, listed: boolean): void {
  counts.allowed++
  if (listed) counts.approved++
}

function pairAnswer(input: CheckInput, from: Member, to: Member): PairAnswer {
  const answer: PairAnswer = { allowed: undefined, indeterminate: undefined, listed: true }
  for (const source of from.endpoints) {
    for (const destination of to.endpoints) {
      const reach = input.reachability.between(source, destination)
      const sets = { allowed: reach.allowed, indeterminate: undecided(reach) }
      for (const kind of ['allowed', 'indeterminate'] as const) {
        const ports = sets[kind]
        if (ports.ranges.length === 0) continue
        answer[kind] ??= { source, destination, ports }
        answer.listed &&= input.register.unapproved(source, destination, ports).length === 0
      }
    }
  }
  return answer
}

function explained(input: CheckInput, { source, destination, ports }: Found): Explanation {
  const range = rangeToShow(ports.ranges)
  if (range === undefined) throw new Error('a connection without ports')
  return input.reachability.explain(source, destination, range.protocol, firstPort(range))
}
