import type { ControlMethod } from '../../model/control.ts'
import type { ControlOutcome, Counts } from '../../model/evaluation.ts'

/** Of a control in one cluster what tells whether it is open for what lies beyond the API alone; without counts the cluster was not read. */
export type Undecided = {
  readonly outcome: ControlOutcome
  readonly method: ControlMethod
  readonly counts?: Pick<Counts, 'undetermined' | 'outOfReach'>
}

/**
 * Whether a control is undetermined for what no reading of the API could show: nothing but such subjects is undetermined, or the control itself is out of
 * reach, read or not. Summaries count these apart.
 */
export function isBeyondReach({ outcome, method, counts }: Undecided): boolean {
  if (outcome !== 'undetermined') return false
  const { undetermined = 0, outOfReach = 0 } = counts ?? {}
  return undetermined === 0 ? method === 'out-of-reach' : undetermined === outOfReach
}

/** ` (45 out of reach)`, as it stands behind a count of undetermined; empty for none. */
export function beyondReachWords(count: number): string {
  return count === 0 ? '' : ` (${count} out of reach)`
}
