import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Namespace } from '../../model/cluster.ts'
import {
  bySubject,
  fail,
  namespaceEvidence,
  notApplicable,
  pass,
  undetermined,
} from '../answers.ts'
import { listOf } from '../baseline.ts'
import { claimedOwner } from '../claimed-owner.ts'
import { WORKLOADS } from '../reads.ts'
import { ruleOfNamespace } from '../scope-of.ts'
import { subjectOf } from '../subject.ts'

/** Whether somebody answers for each namespace: the inventory that a reviewer of namespace boundaries starts from. */
export const namespaceHasOwner: Check = {
  id: 'namespace-has-owner',
  version: 2,
  title: 'Each namespace names who answers for it',
  logic:
    'An owner in the scope file, or one of the listed labels or annotations, which are printed as claimed by the object. Whether the boundaries are right is for a person to say. A namespace that only a workload or a policy mentions is undetermined.',
  reads: [...WORKLOADS, 'networkpolicies.networking.k8s.io'],
  needs: [],
  parameters: { keys: 'list', except: 'list' },
  evaluate(input) {
    const keys = listOf(input, 'keys').map(({ value }) => value)
    const except = new Map(listOf(input, 'except').map(({ value, reason }) => [value, reason]))
    const namespaces = [...input.cluster.namespaces.values()]
    return namespaces
      .map((namespace) => answer(input, namespace, keys, except.get(namespace.name)))
      .sort(bySubject)
  },
}

function answer(
  input: CheckInput,
  namespace: Namespace,
  keys: readonly string[],
  excepted: string | undefined,
): CheckAnswer {
  const subject = subjectOf(input.cluster.name, '', 'Namespace', namespace.name)
  const { scope } = input.organisation
  const rule = scope && ruleOfNamespace(scope, input.cluster.name, namespace.name)
  const seen = namespaceEvidence(namespace)
  if (rule?.owner !== undefined)
    return pass(subject, `owner ${rule.owner}, as scope rule ${rule.id} says`, seen)
  if (!namespace.read)
    return undetermined(subject, 'gap', 'only its pods were read, not the namespace itself')
  const claim = claimedOwner(namespace, keys)
  if (claim !== undefined)
    return pass(subject, `owner ${claim.value}, claimed by the object`, [claim])
  if (excepted !== undefined)
    return notApplicable(subject, `left out by the baseline: ${excepted}`, seen)
  return fail(subject, `no owner in the scope file, and none of ${keys.join(', ')} is set`, seen)
}
