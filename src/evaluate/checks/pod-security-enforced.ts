import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Namespace } from '../../model/cluster.ts'
import { bySubject, fail, notApplicable, pass, undetermined } from '../answers.ts'
import { listOf } from '../baseline.ts'
import { admissionBy } from '../pod-admission.ts'
import { ADMISSION, WORKLOADS } from '../reads.ts'
import { subjectOf } from '../subject.ts'

/** Whether something refuses pods in each namespace. */
export const podSecurityEnforced: Check = {
  id: 'pod-security-enforced',
  version: 1,
  title: 'Each namespace has a mechanism that refuses pods',
  logic:
    'A namespace passes whose label of Pod Security enforces baseline or restricted; warnings, audits and the level privileged refuse nothing. Without a label the default of the API server holds, which is known only where its command line is visible. Listed namespaces are shown and left out.',
  reads: [...new Set([...WORKLOADS, 'nodes', ...ADMISSION])],
  needs: [],
  parameters: { except: 'list' },
  evaluate(input) {
    const except = new Map(listOf(input, 'except').map(({ value, reason }) => [value, reason]))
    return [...input.cluster.namespaces.values()]
      .map((each) => answer(input, each, except.get(each.name)))
      .sort(bySubject)
  },
}

function answer(
  input: CheckInput,
  namespace: Namespace,
  excepted: string | undefined,
): CheckAnswer {
  const subject = subjectOf(input.cluster.name, '', 'Namespace', namespace.name)
  if (!namespace.read)
    return undetermined(subject, 'gap', 'only its pods were read, not the namespace itself')
  const { verdict, cause, said, evidence } = admissionBy(input, namespace, undefined)
  if (verdict === 'held') return pass(subject, said, evidence)
  if (excepted !== undefined)
    return notApplicable(subject, `left out by the baseline: ${excepted}; ${said}`, evidence)
  return verdict === 'open'
    ? fail(subject, `nothing refuses pods: ${said}`, evidence)
    : undetermined(subject, cause, said, evidence)
}
