import type { Instant } from '../core/clock.ts'
import { printable } from '../core/log.ts'
import type { Catalogue, CheckUse } from '../model/control.ts'
import type { CheckResult, Evaluation } from '../model/evaluation.ts'
import type { Organisation } from '../model/scope.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { undetermined } from './answers.ts'
import { checkMark } from './evaluate.ts'
import { otherOfFamily } from './family.ts'
import { organisationDates } from './organisation-report.ts'
import { rollUp } from './roll-up.ts'
import { clusterSubject } from './subject.ts'

/** So much of a reason is kept: it stands in every result, and in the manifest. */
const LONGEST = 2000

/** When a cluster was to be evaluated, and why that ended in an error. */
export type FailedEvaluation = { readonly evaluatedAt: Instant; readonly why: string }

/**
 * What stands for the evaluation of a cluster that was read and could not be evaluated: every check result is an error with the reason, so that
 * nothing passes, and nothing else is claimed. A benchmark that is not used for the cluster's version says so.
 */
export function failedEvaluation(
  snapshot: Snapshot,
  organisation: Organisation,
  catalogue: Catalogue,
  { evaluatedAt, why }: FailedEvaluation,
): Evaluation {
  const failed = `evaluating the cluster ended in an error: ${shortened(printable(why))}`
  const answer = undetermined(clusterSubject(snapshot.cluster), 'error', failed)
  const resultOf = (use: CheckUse): CheckResult => ({ ...checkMark(use, catalogue), ...answer })
  const asOf = snapshot.takenTo
  return {
    format: 'evaluation/v1',
    cluster: snapshot.cluster,
    snapshot: snapshot.root,
    catalogue: catalogue.digest,
    asOf,
    evaluatedAt,
    controls: catalogue.frameworks.flatMap((framework) => {
      const other = otherOfFamily(framework, catalogue, snapshot)
      const beyond = other === undefined ? undefined : ({ answer: other, unused: true } as const)
      return framework.controls.map((control) => {
        const results = beyond === undefined ? control.checks.map(resultOf) : []
        return rollUp(framework, control, results, () => undefined, beyond)
      })
    }),
    scope: [],
    segmentation: [],
    enforcer: `unknown: ${failed}`,
    assumptions: [],
    blockers: [failed],
    organisation: organisationDates(organisation, { name: snapshot.cluster }, asOf),
    gaps: [],
    failed,
  }
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST).toWellFormed()} (shortened)`
}
