import type { ClusterView, SegmentationView } from '../../report-schema.ts'
import { grouped } from '../../text.ts'

/** A zone: a class of the scope, or what is outside of the cluster. */
export type Zone = SegmentationView['from']

/** What a line says by its style and a letter: all is listed, some is not, or nothing is unlisted but some is not decided. */
export type ZoneLetter = 'L' | 'N' | 'U'

/** One arrow of the picture, and its line in the table beside it. */
export type ZoneArrow = {
  readonly number: number
  readonly letter: ZoneLetter
  readonly from: Zone
  readonly to: Zone
  readonly fromWord: string
  readonly toWord: string
  readonly pairs: number
  readonly listed: number
  readonly unlisted: number
  readonly undecided: number
  /** `12 listed, 3 not listed` */
  readonly said: string
}

/** The arrows between zones of a cluster, numbered in the order of its segmentation: where something is allowed or cannot be decided. */
export function zoneArrows({ segmentation }: ClusterView): readonly ZoneArrow[] {
  return segmentation
    .filter(({ from, to, allowed, indeterminate }) => from !== to && allowed + indeterminate > 0)
    .map((cell, index) => {
      const { from, to, fromWord, toWord, pairs, allowed, approved, indeterminate } = cell
      const counts = { listed: approved, unlisted: allowed - approved, undecided: indeterminate }
      return {
        number: index + 1,
        letter: letterOf(counts),
        ...{ from, to, fromWord, toWord, pairs },
        ...counts,
        said: wordsOf(counts),
      }
    })
}

type Counts = Pick<ZoneArrow, 'listed' | 'unlisted' | 'undecided'>

function letterOf({ unlisted, undecided }: Counts): ZoneLetter {
  if (unlisted > 0) return 'N'
  return undecided > 0 ? 'U' : 'L'
}

function wordsOf({ listed, unlisted, undecided }: Counts): string {
  return [
    ...(listed === 0 ? [] : [`${grouped(listed)} listed`]),
    ...(unlisted === 0 ? [] : [`${grouped(unlisted)} not listed`]),
    ...(undecided === 0 ? [] : [`${grouped(undecided)} not decided`]),
  ].join(', ')
}

/** More arrows than these cannot be told apart: both directions between two zones are one line then. */
const MOST_ARROWS = 8

/** One line of the picture: its arrows, of which the second leads back, and the letter that needs a reader most. */
export type ZoneLine = {
  readonly letter: ZoneLetter
  readonly arrows: readonly [ZoneArrow, ...ZoneArrow[]]
}

/** Whether both directions between two zones are one line. */
export function areMerged(arrows: readonly ZoneArrow[]): boolean {
  return arrows.length > MOST_ARROWS
}

/** The lines that stand for arrows, in the order of their first ones. */
export function zoneLines(arrows: readonly ZoneArrow[]): readonly ZoneLine[] {
  const key = ({ number, from, to }: ZoneArrow) =>
    areMerged(arrows) ? [from, to].sort().join(' ') : String(number)
  return Array.from(Map.groupBy(arrows, key).values()).flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const letters = [first, ...others].map(({ letter }) => letter)
    const letter = (['N', 'U'] as const).find((one) => letters.includes(one)) ?? 'L'
    return [{ letter, arrows: [first, ...others] }]
  })
}
