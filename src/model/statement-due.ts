import type { SignOffReport } from './evaluation.ts'

/** How a statement stands that a control asks for, the most urgent first. `not-asked`: the control has no subjects, or its benchmark is not used. */
export type DueState = 'invalidated' | 'overdue' | 'due-soon' | 'missing' | 'in-force' | 'not-asked'

/** How what a control asks of people stands in one cluster. */
export type StatementDue = {
  readonly state: DueState
  /** the statement that answers it, or that says why nothing does; absent: there is none */
  readonly stated?: SignOffReport
}
