import type { Check, CheckAnswer, CheckInput, ScopedWorkload } from '../../model/check.ts'
import { bySubject, fail, pass, podEvidence } from '../answers.ts'
import { listOf } from '../baseline.ts'
import { claimedOwner } from '../claimed-owner.ts'
import { WORKLOADS } from '../reads.ts'
import { workloadSubject } from '../subject.ts'

/** Whether the inventory says of each component in scope what it is for and who answers for it. */
export const componentsDescribed: Check = {
  id: 'components-described',
  version: 1,
  title: 'The scope file says of each workload in scope what it is for and who answers for it',
  logic:
    'Each workload that is in scope, or that no rule of the scope file names, which counts as in scope, passes where its rule says what it is for (justification) and an owner stands in the rule or, printed as claimed by the object, in one of the listed labels or annotations of its namespace. What a workload is for is read from the scope file alone.',
  reads: WORKLOADS,
  needs: ['scope'],
  parameters: { keys: 'list' },
  evaluate(input) {
    const keys = listOf(input, 'keys').map(({ value }) => value)
    return input.workloads
      .filter((workload) => workload.class !== 'out-of-scope')
      .map((workload) => answer(input, workload, keys))
      .sort(bySubject)
  },
}

function answer(
  { cluster }: CheckInput,
  workload: ScopedWorkload,
  keys: readonly string[],
): CheckAnswer {
  const subject = workloadSubject(cluster.name, workload)
  const { rule } = workload
  const seen = workload.pods.slice(0, 1).map(podEvidence)
  if (rule === undefined)
    return fail(
      subject,
      'in no rule of the scope file: neither what it is for nor who answers for it',
      seen,
    )
  const claim = claimedOwner(cluster.namespaces.get(workload.namespace), keys)
  const owner = rule.owner ?? (claim && `${claim.value}, claimed by the namespace`)
  const missing = [
    ...(rule.justification === undefined ? ['what it is for'] : []),
    ...(owner === undefined ? ['who answers for it'] : []),
  ]
  const evidence = [...seen, ...(rule.owner === undefined && claim !== undefined ? [claim] : [])]
  if (missing.length > 0)
    return fail(subject, `scope rule ${rule.id} does not say ${missing.join(', nor ')}`, evidence)
  return pass(
    subject,
    `${rule.justification ?? ''}; owner ${owner ?? ''} (scope rule ${rule.id})`,
    evidence,
  )
}
