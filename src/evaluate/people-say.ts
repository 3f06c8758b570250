import type { ControlResult } from '../model/evaluation.ts'
import type { NotApplying } from './applies.ts'
import { authorshipWords } from './authorship.ts'
import type { Stated } from './sign-offs.ts'

/** What people have stated of a control; absent: nothing. */
export type PeopleSay = {
  readonly stated?: Stated | undefined
  readonly notApplying?: NotApplying | undefined
}

/**
 * A control's result with what people have stated of it: where checks leave it to a person, a sign-off in force answers, and else the reason says why there
 * is none. No statement lifts a failure, but of a control that is written for others than the organisation is.
 */
export function withStatements(
  result: ControlResult,
  { stated, notApplying }: PeopleSay,
): ControlResult {
  if (notApplying !== undefined) return withoutApplying(result, notApplying)
  if (stated === undefined || result.outcome !== 'needs-sign-off') return result
  return Object.freeze({ ...result, ...answered(result, stated) })
}

function withoutApplying(result: ControlResult, { why, byAudience }: NotApplying): ControlResult {
  const stands = result.outcome === 'fail' && !byAudience
  const said: Pick<ControlResult, 'outcome' | 'reason'> = stands
    ? {
        outcome: 'fail',
        reason: `${result.reason}; stated not to apply (${why}), which lifts no failure`,
      }
    : { outcome: 'not-applicable', reason: why }
  return Object.freeze({ ...result, ...said })
}

/** Waived failures outrank the statement, and are said as well. */
function answered(
  { reason, counts }: ControlResult,
  stated: Stated,
): Partial<Pick<ControlResult, 'outcome' | 'reason' | 'signedOff'>> {
  if (stated.kind === 'missing')
    return stated.why === undefined ? {} : { reason: `${reason}: ${stated.why}` }
  const { signOff, standing } = stated
  const { by, performedOn, period, id, authorship } = signOff
  const until =
    standing.until === undefined ? 'until what it is bound to changes' : `to ${standing.until}`
  const days = period === undefined ? '' : ` of ${period.from} to ${period.to}`
  const said = `${reason.replace(NEEDED, '')}; stated by ${by.name} (${by.role}) on ${performedOn} (${id})${days}, ${authorshipWords(authorship)}, holds ${until}`
  return {
    outcome: counts.waived > 0 ? 'waived' : 'signed-off',
    reason: standing.why === '' ? said : `${said}; ${standing.why}`,
    signedOff: id,
  }
}

/** What the checks' own reason says of a person, which is then answered. */
const NEEDED = "; a person's statement is needed"
