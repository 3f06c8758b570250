import type { Instant } from '../core/clock.ts'
import type { ControlChange, IncomparableCause } from './comparison.ts'
import type { LedgerState, Period } from './ledger.ts'
import type { SegmentWord } from './period.ts'

/** A period as one side of a comparison. */
export type PeriodSide = {
  readonly period: Period
  /** slots are still to come */
  readonly interim: boolean
  /** ids of its runs, in the order of time */
  readonly runs: readonly string[]
  /** the run that stands for its end: the newest that answers for a slot, else the newest */
  readonly standsFor: string
  /** slots of all clusters by what became of them */
  readonly slots: Readonly<Record<LedgerState, number>>
  /** changes seen in it */
  readonly changes: {
    readonly policies: number
    /** of these, those that no entry of the organisation's file lists */
    readonly unlisted: number
    readonly stated: number
  }
}

/** How a control stood over a part of a period whose results rest on one basis. */
export type StoodPart = {
  readonly word: SegmentWord
  readonly from: Instant
  readonly to: Instant
  /** slots with a result, and slots that were due */
  readonly slots: number
  readonly expected: number
}

/** How one control of one cluster stood over two periods. */
export type PeriodControlChange = {
  readonly cluster: string
  readonly framework: string
  readonly control: string
  readonly title: string
  readonly state: ControlChange['state']
  /** why it is incomparable, one line each; empty where it is not */
  readonly why: readonly string[]
  /** of what kinds these reasons are, each once, in their order */
  readonly because: readonly IncomparableCause[]
  /** empty: it was not there */
  readonly before: readonly StoodPart[]
  readonly after: readonly StoodPart[]
}

/** Two periods side by side; the runs at their ends are compared as runs are. */
export type PeriodComparison = {
  readonly base: PeriodSide
  readonly head: PeriodSide
  /** in the order of the later period, then what only the earlier one has */
  readonly controls: readonly PeriodControlChange[]
}
