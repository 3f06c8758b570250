import type { RunPoint } from '../../../model/history.ts'
import type { PeriodRun } from '../../../model/ledger.ts'
import type { EvidenceBook } from '../../view/evidence.ts'
import { visible } from '../../text.ts'
import type { PointView } from '../schema.ts'

/** Names runs by their evidence numbers: every run of the period has one, in the order of time, before anything else is numbered. */
export type RunNumbers = {
  /** absent: the run is none of the period */
  numberOf(run: string): string | undefined
  point(point: RunPoint): PointView
}

/** Numbers the runs of a period in a book: a run is observed by the digest of everything in its folder. */
export function runNumbers(runs: readonly PeriodRun[], book: EvidenceBook): RunNumbers {
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
      return { run: visible(run), at: asOf, ...(number === undefined ? {} : { number }) }
    },
  }
}

/** `2026-10-05T02:00:06Z (7c1f09e2-0002)`; a run before the period by its id. */
export function pointWords({ run, at, number }: PointView): string {
  return `${at} (${number ?? run})`
}
