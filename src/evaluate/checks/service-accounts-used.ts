import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { PodGroup, ServiceAccount, TokenShape } from '../../model/service-accounts.ts'
import {
  bySubject,
  counted,
  fail,
  notApplicable,
  objectEvidence,
  pass,
  someOf,
} from '../answers.ts'
import { accountsOf } from '../mounted-tokens.ts'
import { RIGHTS, WORKLOADS } from '../reads.ts'
import { isPlatformNamespace } from '../scope-of.ts'
import { subjectOf } from '../subject.ts'
import { bondsOf, describeBonds } from '../unbound.ts'
import type { Bond } from '../unbound.ts'

/** Whether service accounts that hold rights are used. */
export const serviceAccountsUsed: Check = {
  id: 'service-accounts-used',
  version: 1,
  title: 'Service accounts that a binding names exist and are run as',
  logic:
    'A service account that a binding names, beyond the bindings of Kubernetes itself, fails where no workload of its namespace runs as it, or where it does not exist, so that whoever makes it gets its rights. Use from outside of pods is not seen; accounts of platform namespaces are left out, since components outside of pods run as some.',
  reads: [...RIGHTS, ...WORKLOADS, 'serviceaccounts'],
  needs: [],
  parameters: {},
  evaluate(input) {
    const bonds = bondsOf(input, ({ kind }) => kind === 'ServiceAccount')
    const byAccount = Map.groupBy(bonds, ({ subject: { namespace = '', name } }) =>
      JSON.stringify([namespace, name]),
    )
    const users = Map.groupBy(input.cluster.facts.tokens, ({ namespace, shape }) =>
      JSON.stringify([namespace, shape.serviceAccount]),
    )
    const accountOf = accountsOf(input)
    return [...byAccount]
      .map(([place, own]) => answer(input, own, users.get(place) ?? [], accountOf))
      .sort(bySubject)
  },
}

function answer(
  { cluster, organisation }: CheckInput,
  bonds: readonly Bond[],
  users: readonly PodGroup<TokenShape>[],
  accountOf: (namespace: string, name: string) => ServiceAccount | undefined,
): CheckAnswer {
  const { namespace = '', name = '' } = bonds[0]?.subject ?? {}
  const subject = subjectOf(cluster.name, namespace, 'ServiceAccount', name)
  const evidence = bonds.map((each) => each.evidence)
  const bound = `bound to ${describeBonds(bonds)}`
  if (isPlatformNamespace(organisation.scope, namespace))
    return notApplicable(subject, `of a platform namespace; ${bound}`, evidence)
  if (users.length > 0) {
    const names = [...new Set(users.map(({ workload }) => workload))]
    const said = `used by ${counted(names.length, 'workload')} (${someOf(names)}); ${bound}`
    return pass(subject, said, [...evidence, ...users.map(({ key }) => objectEvidence(key))])
  }
  const account = accountOf(namespace, name)
  if (account === undefined) return fail(subject, `${bound}, and it does not exist`, evidence)
  return fail(subject, `${bound}, and no workload runs as it`, [
    ...evidence,
    objectEvidence(account.key),
  ])
}
