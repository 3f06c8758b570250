import type { ControlOutcome } from '../../model/evaluation.ts'
import { OUTCOME_LETTERS } from '../../model/outcome-letters.ts'
import { OUTCOMES, shortOutcomeWord } from '../words.ts'
import type { PeriodControl, PeriodFramework } from './schema.ts'

/** One column of slots; a result with the letter that histories have for it. */
export type SlotColumn = {
  readonly word: string
  readonly outcome?: ControlOutcome
  readonly letter?: string
}

/** The slots of a framework's controls in columns: `cells` of each control in their order; its slots that were due are the sum of all others. */
export type SlotColumns = {
  readonly heads: readonly SlotColumn[]
  readonly rows: readonly { readonly control: PeriodControl; readonly cells: readonly number[] }[]
}

/** Due, in clusters never read, without a result, and each result. A column that is empty for the whole framework is left out; due and without a result stay. */
export function slotColumns({ controls }: Pick<PeriodFramework, 'controls'>): SlotColumns {
  const slotsOf = (outcome: ControlOutcome) => (control: PeriodControl) =>
    control.outcomes.find((one) => one.outcome === outcome)?.slots ?? 0
  const columns = [
    { head: { word: 'due' }, of: ({ expected }: PeriodControl) => expected, stays: true },
    { head: { word: 'never read' }, of: ({ neverRead }: PeriodControl) => neverRead, stays: false },
    { head: { word: 'no result' }, of: ({ without }: PeriodControl) => without, stays: true },
    ...OUTCOMES.map((outcome) => ({
      head: { word: shortOutcomeWord(outcome), outcome, letter: OUTCOME_LETTERS[outcome] },
      ...{ of: slotsOf(outcome), stays: false },
    })),
  ].filter(({ of, stays }) => stays || controls.some((control) => of(control) > 0))
  return {
    heads: columns.map(({ head }) => head),
    rows: controls.map((control) => ({ control, cells: columns.map(({ of }) => of(control)) })),
  }
}
