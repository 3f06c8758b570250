import { messageOf } from '../core/fault.ts'
import { printable } from '../core/log.ts'
import type { Check, CheckAnswer, CheckInput } from '../model/check.ts'
import type { CheckResult, Verdict } from '../model/evaluation.ts'
import { bySubject, notApplicable, undetermined } from './answers.ts'
import { gateOf } from './gate.ts'
import { heldToEnforcer } from './on-denial.ts'
import { clusterSubject } from './subject.ts'

/** Verdicts of several answers about one subject: the worst stands. */
const WORST_FIRST: readonly Verdict[] = ['fail', 'undetermined', 'pass', 'not-applicable']

/**
 * The results of one check over one cluster: frozen, sorted by subject, one per subject, at least one.
 *
 * Names come from clusters: in reasons, control characters and bidirectional marks are visible escapes; subjects and evidence keep them.
 * A check that may not be called, or that throws, is `undetermined`; so is what passes by denials that nothing is known to enforce. One that finds no subject is
 * `not-applicable`.
 */
export function runCheck(check: Check, input: CheckInput): readonly CheckResult[] {
  const answers = gated(check, input)
  return Object.freeze(
    onePerSubject(answers).map((answer) =>
      Object.freeze({
        check: check.id,
        checkVersion: check.version,
        ...answer,
        reason: printable(answer.reason),
      }),
    ),
  )
}

function gated(check: Check, input: CheckInput): readonly CheckAnswer[] {
  const gate = gateOf(check, input)
  if (gate !== undefined) return [gate]
  const answers = heldToEnforcer(check, input, called(check, input))
  return answers.length > 0
    ? answers
    : [notApplicable(clusterSubject(input.cluster.name), 'no subjects')]
}

/** An error of a check is neither a pass nor the end of the run: it is a result that says so. */
function called(check: Check, input: CheckInput): readonly CheckAnswer[] {
  try {
    return check.evaluate(input)
  } catch (error) {
    const said = `the check ended in an error: ${messageOf(error)}`
    return [undetermined(clusterSubject(input.cluster.name), 'error', said)]
  }
}

/** The answers with the worst one of each subject alone, sorted by subject. */
export function onePerSubject(answers: Iterable<CheckAnswer>): readonly CheckAnswer[] {
  const worst = new Map<string, CheckAnswer>()
  for (const answer of answers) {
    const known = worst.get(answer.subject)
    if (known === undefined || rank(answer) < rank(known)) worst.set(answer.subject, answer)
  }
  return [...worst.values()].sort(bySubject)
}

function rank({ verdict }: CheckAnswer): number {
  return WORST_FIRST.indexOf(verdict)
}
