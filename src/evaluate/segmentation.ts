import type { Digest } from '../core/digest.ts'
import type { CheckInput } from '../model/check.ts'
import type { SegmentationCell } from '../model/evaluation.ts'
import type { Member } from './between-members.ts'
import { exampleOf } from './connections.ts'
import { waysBetween } from './segment-borders.ts'
import type { Answered, Segment, Way } from './segment-borders.ts'
import { segmentationDigest } from './segmentation-digest.ts'
import { exampleIn, newTally, tallied } from './segmentation-tally.ts'
import type { Tally } from './segmentation-tally.ts'

const SEGMENTS: readonly Segment[] = [
  'cde',
  'connected',
  'out-of-scope',
  'unclassified',
  'external',
]

/** The matrix and the digest of what it shows. */
export type Segmentation = {
  readonly cells: readonly SegmentationCell[]
  readonly digest: Digest
}

/**
 * The segmentation matrix: for each ordered pair of segments that both have members, how many pairs of members have an allowed or an
 * indeterminate connection, also one that no policy decides because both share a node. A workload whose pods are of several classes is a member of each. Cells row by row, external last; what passes
 * between outside addresses is not ours to say.
 *
 * With the digest (see segmentationDigest), so that each pair is looked at once for both.
 */
export function segmentationOf(input: CheckInput): Segmentation {
  const tallies = new Map<string, Tally>()
  const walk = (way: Way): Iterable<Answered> => {
    const tally = newTally()
    tallies.set(placeOf(way), tally)
    return tallied(input, way, tally)
  }
  const digest = segmentationDigest(input, walk)
  const cells = waysBetween(input, SEGMENTS, SEGMENTS).flatMap((way) => {
    if (!tallies.has(placeOf(way))) walkToItsEnd(walk(way))
    return cellOf(input, way, tallies.get(placeOf(way)))
  })
  return { cells, digest }
}

/** Holds nothing of what is passed: the tally is all that is wanted of ways that the digest does not speak of. */
function walkToItsEnd(answers: Iterable<Answered>): void {
  const steps = answers[Symbol.iterator]()
  while (steps.next().done !== true) continue
}

function placeOf({ from, to }: Way): string {
  return `${from} ${to}`
}

function cellOf(
  input: CheckInput,
  { from, to, sources, destinations }: Way,
  tally: Tally | undefined,
): readonly SegmentationCell[] {
  const pairs = countPairs(sources, destinations)
  if (pairs === 0 || tally === undefined) return []
  const example = exampleIn(tally)
  const cell = { from, to, pairs, ...tally.counts }
  return example === undefined ? [cell] : [{ ...cell, example: exampleOf(input, example) }]
}
/** Pairs of different names. */
function countPairs(from: readonly Member[], to: readonly Member[]): number {
  const names = new Set(to.map(({ name }) => name))
  return from.length * to.length - from.filter(({ name }) => names.has(name)).length
}
