import type { RunPoint } from '../../../model/history.ts'
import type { PeriodSource } from '../../../model/period.ts'
import type { EvidenceBook } from '../../view/evidence.ts'
import { visible } from '../../text.ts'
import type { PointView } from '../schema.ts'
import { isOutside, OUTSIDE } from '../times.ts'

/** Names runs by their evidence numbers: every run of the period has one, in the order of time, before anything else is numbered. */
export type RunNumbers = {
  /** absent: the run is none of the period */
  numberOf(run: string): string | undefined
  point(point: RunPoint): PointView
}

/** Numbers the runs of a period in a book: a run is observed by the digest of everything in its folder. */
export function runNumbers(
  { runs, period }: Pick<PeriodSource, 'runs' | 'period'>,
  book: EvidenceBook,
): RunNumbers {
  const numbers = new Map(
    runs.map(({ id, sumsDigest }) => {
      const object = `runs/${id}/SHA256SUMS`
      return [id, book.entry('', { object, pointer: '', value: sumsDigest }).number]
    }),
  )
  const numberOf = (run: string) => numbers.get(run)
  return {
    numberOf,
    point: ({ run, asOf }) => {
      const number = numberOf(run)
      if (number === undefined) return { run: visible(run), at: asOf }
      const outside = isOutside(asOf, period) ? { outside: true as const } : {}
      return { run: visible(run), at: asOf, number, ...outside }
    },
  }
}

/** `2026-10-05T02:00:06Z (7c1f09e2-0002)`; a run before the period by its id, and a time outside of it as such. */
export function pointWords({ run, at, number, outside }: PointView): string {
  return `${at} (${number ?? run}${outside === undefined ? '' : `, ${OUTSIDE}`})`
}
