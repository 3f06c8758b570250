/** Results in one letter each: as runs remember them (history/v1), and as histories in reports show them. */
import type { ControlOutcome } from './evaluation.ts'

/** The letter of each result. Stored: a letter is never given to another. */
export const OUTCOME_LETTERS = {
  fail: 'F',
  undetermined: 'U',
  'needs-sign-off': 'N',
  waived: 'W',
  'signed-off': 'S',
  pass: 'P',
  'not-applicable': '-',
} as const satisfies Record<ControlOutcome, string>

/** The letter of a slot or run without a result. */
export const NO_RESULT = '.'
