import type { Instant } from '../core/clock.ts'
import type { Cluster } from './cluster.ts'
import type { CheckUse } from './control.ts'
import type { CheckResult } from './evaluation.ts'
import type { ResourceName } from './object.ts'
import type { Reachability } from './reachability.ts'
import type { Organisation } from './scope.ts'

/** Everything a check may look at. */
export type CheckInput = {
  readonly cluster: Cluster
  readonly reachability: Reachability
  readonly organisation: Organisation
  readonly asOf: Instant
  readonly parameters: CheckUse['parameters']
}

/** What a check yields; the evaluation adds the check's id, version and waivers. */
export type CheckAnswer = Omit<CheckResult, 'check' | 'checkVersion' | 'waiver'>

/** The code that a control names. Pure; one file in src/evaluate/checks and one line in its registry. */
export type Check = {
  /** never reused, never renumbered */
  readonly id: string
  /** rises with any change of logic; stands in every result */
  readonly version: number
  readonly title: string
  /** what is decided and how, in one or two plain sentences */
  readonly logic: string
  /** a gap in one of these makes the check undetermined before it is called */
  readonly reads: readonly ResourceName[]
  /** whether the organisation's scope or flows are needed; without them: undetermined, scope does not say */
  readonly needs: readonly ('scope' | 'flows')[]
  evaluate(input: CheckInput): readonly CheckAnswer[]
}
