import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { PodGroup, TokenShape } from '../../model/service-accounts.ts'
import { bySubject, fail, pass } from '../answers.ts'
import { accountsOf, mountedOf } from '../mounted-tokens.ts'
import { noBinding } from '../no-binding.ts'
import { RIGHTS, WORKLOADS } from '../reads.ts'
import { workloadSubject } from '../subject.ts'
import { bondsTo, describeBonds } from '../unbound.ts'
import type { Bond } from '../unbound.ts'

/** Whether pods carry tokens that are of no use to them. */
export const serviceAccountTokensNeeded: Check = {
  id: 'service-account-tokens-needed',
  version: 2,
  title: 'Pods carry a token only where their service account holds rights',
  logic:
    'A workload fails where its pods get the token of a service account that no binding names, itself or all of its namespace: the token opens nothing that is needed. A token volume in a running pod decides, else the pod says, else the service account, else the default of Kubernetes, which is yes. Workloads without pods are judged by their template.',
  reads: [...WORKLOADS, 'serviceaccounts', ...RIGHTS],
  needs: [],
  parameters: {},
  evaluate(input) {
    const accountOf = accountsOf(input)
    const bonds = bondsTo(input.cluster.facts.rights)
    return input.cluster.facts.tokens
      .map((group) => answer(input, group, accountOf, bonds))
      .sort(bySubject)
  },
}

function answer(
  { cluster }: CheckInput,
  group: PodGroup<TokenShape>,
  accountOf: ReturnType<typeof accountsOf>,
  bonds: (namespace: string, name: string) => readonly Bond[],
): CheckAnswer {
  const subject = workloadSubject(cluster.name, group)
  const { serviceAccount: name } = group.shape
  const { mounted, because, evidence } = mountedOf(group, accountOf(group.namespace, name))
  if (!mounted) return pass(subject, `no token: ${because}`, evidence)
  if (cluster.facts.rights.bindings.length === 0) return noBinding(cluster.name, subject)
  const held = bonds(group.namespace, name)
  const whose = `the token of ServiceAccount ${group.namespace}/${name}`
  if (held.length === 0)
    return fail(subject, `${whose}, which no binding names, is mounted: ${because}`, evidence)
  const said = `${whose} is of use: it is bound to ${describeBonds(held)}`
  return pass(subject, said, [...evidence, ...held.map((each) => each.evidence)])
}
