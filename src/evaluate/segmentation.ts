import { explainNodeLocal } from '../analyse/node-traffic.ts'
import type { CheckInput, ScopedEndpoint, SegmentClass } from '../model/check.ts'
import type { SegmentationCell } from '../model/evaluation.ts'
import type { ConnectionSet, Endpoint, Explanation } from '../model/reachability.ts'
import { NODE_LOCAL, nodeMeeting } from './node-local.ts'
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
type Member = { readonly name: string; readonly endpoints: readonly ScopedEndpoint[] }

/**
 * The segmentation matrix: for each ordered pair of segments that both have members, how many pairs of members have an allowed or an
 * indeterminate connection, also one that no policy decides because both share a node. A workload whose pods are of several classes is a member of each. Cells row by row, external last; what passes
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
  return [...groups].map(([name, endpoints]) => ({ name, endpoints }))
}

function segmentsOf({ endpoint, classes }: ScopedEndpoint): readonly Segment[] {
  return endpoint.kind === 'addresses' ? ['external'] : classes
}

type Found = {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly ports: ConnectionSet
  /** the node that both share, where no policy decides */
  readonly node?: string
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
  for (const source of from.endpoints)
    for (const destination of to.endpoints) answerClasses(input, source, destination, answer)
}

function answerClasses(
  input: CheckInput,
  from: ScopedEndpoint,
  to: ScopedEndpoint,
  answer: PairAnswer,
): void {
  const [source, destination] = [from.endpoint, to.endpoint]
  const reach = input.reachability.between(source, destination)
  const meeting = nodeMeeting(from, to)
  const take = (kind: 'allowed' | 'indeterminate', ports: ConnectionSet, node?: string) => {
    if (ports.ranges.length === 0) return
    answer[kind] ??= { source, destination, ports, ...(node === undefined ? {} : { node }) }
    answer.listed &&= isListed(input, source, destination, ports)
  }
  take('allowed', reach.allowed)
  if (meeting?.kind === 'on') take('allowed', NODE_LOCAL, meeting.node)
  take('indeterminate', undecided(reach))
  if (meeting?.kind === 'unplaced') take('indeterminate', NODE_LOCAL)
}

function isListed(
  { register }: CheckInput,
  source: Endpoint,
  destination: Endpoint,
  ports: ConnectionSet,
): boolean {
  return register.unapproved(source, destination, ports).length === 0
}

function explained(input: CheckInput, { source, destination, ports, node }: Found): Explanation {
  const range = rangeToShow(ports.ranges)
  if (range === undefined) throw new Error('a connection without ports')
  const { protocol } = range
  return node === undefined
    ? input.reachability.explain(source, destination, protocol, firstPort(range))
    : explainNodeLocal(source, destination, node, protocol, firstPort(range))
}
