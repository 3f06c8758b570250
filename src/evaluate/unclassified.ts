import type { CheckAnswer, CheckInput, ScopedWorkload } from '../model/check.ts'
import { podEvidence, undetermined } from './answers.ts'
import { missingCde } from './expected-cde.ts'
import { workloadSubject } from './subject.ts'

/** What a check over the cardholder-data environment says of a workload that no scope rule names: nothing can be concluded. */
export function scopeIsSilent(
  { cluster }: CheckInput,
  workload: ScopedWorkload,
  about = 'whether it is in the cardholder-data environment',
): CheckAnswer {
  return undetermined(
    workloadSubject(cluster.name, workload),
    'scope-silent',
    `scope does not say ${about}`,
    workload.pods.slice(0, 1).map(podEvidence),
  )
}

/**
 * One answer per workload of the cardholder-data environment, and `undetermined` for each that the scope does not name, and for a cluster where an
 * environment is expected and missing. Workloads that the scope tells apart by pod labels stand once per rule: of equal subjects the caller merges the
 * answers.
 */
export function overCde(
  input: CheckInput,
  answer: (workload: ScopedWorkload) => CheckAnswer,
): readonly CheckAnswer[] {
  const answers = input.workloads.flatMap((workload) => {
    if (workload.class === 'cde') return [answer(workload)]
    return workload.class === 'unclassified' ? [scopeIsSilent(input, workload)] : []
  })
  return [...missingCde(input), ...answers]
}
