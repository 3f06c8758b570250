import type { Check, CheckAnswer, CheckInput } from '../model/check.ts'
import type { UndeterminedCause } from '../model/evaluation.ts'
import { undetermined } from './answers.ts'

/**
 * Answers of a check, where it passes by what policies deny (`passesBy`): a denial that nothing is known to enforce lets no subject pass. Failures
 * stand: what policies allow passes with and without them.
 *
 * A mesh enforces its own policies and is known by itself, so that only those of the network plug-in count here.
 */
export function heldToEnforcer(
  check: Check,
  { cluster, organisation }: CheckInput,
  answers: readonly CheckAnswer[],
): readonly CheckAnswer[] {
  const { enforcer, policies } = cluster
  if (check.passesBy !== 'denial' || enforcer.kind !== 'unknown') return answers
  if (policies.every(({ tier }) => tier.layer === 'mesh')) return answers
  const cause: UndeterminedCause =
    organisation.scope === undefined ? 'scope-silent' : (enforcer.cause ?? 'out-of-reach')
  return answers.map((answer) =>
    answer.verdict === 'pass'
      ? undetermined(
          answer.subject,
          cause,
          `holds where policies are enforced, which is not known (${enforcer.why}): ${answer.reason}`,
          answer.evidence,
        )
      : answer,
  )
}
