import type { CheckAnswer } from '../../model/check.ts'
import type { CustomCheck } from '../../model/custom-check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import { fail, notApplicable, pass, undetermined } from '../answers.ts'
import type { Outcome } from './asked.ts'
import type { FactValue } from './facts.ts'

/** A subject that was asked, and what may be told of it. */
export type Told = {
  readonly subject: string
  readonly evidence: readonly Evidence[]
  /** the facts that are not known of it, by name */
  readonly unknown: ReadonlyMap<string, Extract<FactValue, { readonly kind: 'unknown' }>>
}

/** Longer words of an error are cut: they may hold text of the object. */
const LONGEST = 300

/** What an outcome says of a subject. */
export function answerOf(
  { message }: Pick<CustomCheck, 'message'>,
  outcome: Outcome,
  { subject, evidence, unknown }: Told,
): CheckAnswer {
  switch (outcome.kind) {
    case 'pass':
      return pass(subject, 'what is asserted holds', evidence)
    case 'fail':
      return fail(subject, message, evidence)
    case 'not-applicable':
      return notApplicable(subject, 'its condition does not hold here', evidence)
    case 'unknown': {
      const fact = unknown.get(outcome.what.replace(/^facts\./, ''))
      const cause = fact?.cause ?? 'untranslated'
      const why = `${outcome.what}, ${fact === undefined ? 'which was redacted' : `which is not known: ${fact.why}`}`
      return undetermined(subject, cause, `it hangs on ${why}`, evidence)
    }
    case 'error':
      return undetermined(subject, 'error', errorWords(outcome.why), evidence)
    case 'stopped':
      return undetermined(subject, 'error', STOPPED, evidence)
  }
}

const STOPPED =
  'its expressions did not end within 2 seconds and 256 MB and were stopped: let them walk over fewer lists inside of each other'

/** Why a subject was not asked any more. */
export function notAsked({ subject, evidence }: Told, why: string): CheckAnswer {
  return undetermined(subject, 'error', `it was not asked: ${why}`, evidence)
}

function errorWords(why: string): string {
  const short = why.length <= LONGEST ? why : `${why.slice(0, LONGEST).toWellFormed()} (shortened)`
  return `its expressions ended in an error: ${short}${hintFor(why)}`
}

function hintFor(why: string): string {
  if (/not found|no such key|out of bounds/.test(why))
    return '; ask has() before what may be missing'
  if (/overload|mismatch/.test(why))
    return '; both sides need the same type: whole numbers are int, all others double'
  return ''
}
