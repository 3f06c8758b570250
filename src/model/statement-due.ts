import type { Interval } from './control.ts'
import type { SignOffReport } from './evaluation.ts'

/** How a statement stands that a control asks for, the most urgent first. `not-asked`: the control has no subjects, or its benchmark is not used. */
export type DueState = 'invalidated' | 'overdue' | 'due-soon' | 'missing' | 'in-force' | 'not-asked'

/** How what a control asks of people stands in one cluster. */
export type StatementDue = {
  readonly state: DueState
  /** the statement that answers it, or that says why nothing does; absent: there is none */
  readonly stated?: SignOffReport
}

/** The same of one control by its name. */
export type ControlDue = StatementDue & { readonly framework: string; readonly control: string }

/** By which day a statement is due in one cluster, as of the newest run, and what that is counted from. Days as `YYYY-MM-DD`. */
export type DueDay = {
  /**
   * `statement`: from the day of the newest one that counts; `change`: one was made, and something that ends it happened since; `first-seen`: none that
   * counts is known, and what is to be reviewed is in the archive since `since`; `nothing`: each list that it is bound to is empty
   */
  readonly from: 'statement' | 'change' | 'first-seen' | 'nothing'
  /** of the statement; of the newest change that ended it; of the oldest evidence. Absent: not known */
  readonly since?: string
  /** the last day; absent: no interval is given */
  readonly day?: string
  /** how often at the least; absent: no interval is given */
  readonly cadence?: Interval
  /** since which day it is overdue; absent: it is not, or there is no last day */
  readonly overdueSince?: string
}
