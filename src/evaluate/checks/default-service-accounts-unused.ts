import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { RightsSubject } from '../../model/rights.ts'
import type { PodGroup, ServiceAccount, TokenShape } from '../../model/service-accounts.ts'
import { bySubject, counted, fail, objectEvidence, pass, someOf } from '../answers.ts'
import { wordOf } from '../baseline.ts'
import { accountsOf, mountedOf } from '../mounted-tokens.ts'
import { noBinding } from '../no-binding.ts'
import { PLACES, namespacePlaces, placeIsSilent } from '../places.ts'
import { RIGHTS, WORKLOADS } from '../reads.ts'
import { subjectOf } from '../subject.ts'
import { bondsOf, describeBonds } from '../unbound.ts'
import type { Bond } from '../unbound.ts'

/** Whether anything relies on the service account that every pod gets when nobody chose one. */
export const defaultServiceAccountsUnused: Check = {
  id: 'default-service-accounts-unused',
  version: 3,
  title: 'The service accounts named default hold no rights and lend no tokens',
  logic:
    'The service account default of each namespace fails where a binding names it, or a group of all service accounts, and where a workload that runs as it gets its token. Both halves are needed: a flag alone says little, and so does the absence of bindings. Namespaces elsewhere than asked for are not looked at.',
  reads: [...WORKLOADS, 'serviceaccounts', ...RIGHTS],
  needs: [],
  parameters: { where: PLACES },
  evaluate(input) {
    const { facts } = input.cluster
    const users = Map.groupBy(
      facts.tokens.filter(({ shape }) => shape.serviceAccount === 'default' && !shape.mirror),
      ({ namespace }) => namespace,
    )
    const bonds = Map.groupBy(bondsOf(input, isDefault), ({ subject }) => placeOf(subject))
    const namespaces = new Set([
      ...facts.serviceAccounts
        .filter(({ name }) => name === 'default')
        .map(({ namespace }) => namespace),
      ...users.keys(),
      ...[...bonds.keys()].filter((each) => each !== ''),
    ])
    const accountOf = accountsOf(input)
    const ofAll = bonds.get('') ?? []
    const placed = namespacePlaces(input, wordOf(input, 'where', PLACES))
    return [...namespaces]
      .flatMap((each) => {
        const place = placed({ name: each })
        if (place === 'out') return []
        if (place === 'silent')
          return [placeIsSilent(subjectOf(input.cluster.name, each, 'ServiceAccount', 'default'))]
        const own = [...(bonds.get(each) ?? []), ...ofAll]
        return [answer(input, each, accountOf(each, 'default'), users.get(each) ?? [], own)]
      })
      .sort(bySubject)
  },
}

/** The group of all service accounts, and with a namespace after it that of its own. */
const GROUP = 'system:serviceaccounts'

function isDefault({ kind, name }: RightsSubject): boolean {
  if (kind === 'ServiceAccount') return name === 'default'
  return kind === 'Group' && (name === GROUP || name.startsWith(`${GROUP}:`))
}

/** The namespace whose default service account is meant; empty: every one. */
function placeOf({ kind, namespace = '', name }: RightsSubject): string {
  return kind === 'ServiceAccount' ? namespace : name.slice(GROUP.length + 1)
}

function answer(
  { cluster }: CheckInput,
  namespace: string,
  account: ServiceAccount | undefined,
  users: readonly PodGroup<TokenShape>[],
  bonds: readonly Bond[],
): CheckAnswer {
  const subject = subjectOf(cluster.name, namespace, 'ServiceAccount', 'default')
  const seen = account === undefined ? [] : [objectEvidence(account.key)]
  const lent = users.filter((group) => mountedOf(group, account).mounted)
  const said = [
    ...(bonds.length === 0 ? [] : [`bound to ${describeBonds(bonds)}`]),
    ...(lent.length === 0 ? [] : [`token mounted by ${describeUsers(lent)}`]),
  ]
  if (said.length === 0) {
    if (cluster.facts.rights.bindings.length === 0) return noBinding(cluster.name, subject)
    const flag =
      account?.automount === false ? '' : '; automountServiceAccountToken is not false, though'
    return pass(subject, `no binding names it, and no workload gets its token${flag}`, [
      ...seen,
      ...users.flatMap((group) => mountedOf(group, account).evidence),
    ])
  }
  const evidence = [
    ...bonds.map((each) => each.evidence),
    ...lent.flatMap((group) => mountedOf(group, account).evidence),
  ]
  return fail(subject, said.join('; '), evidence)
}

function describeUsers(users: readonly PodGroup<TokenShape>[]): string {
  const names = [...new Set(users.map(({ workload }) => workload))]
  return `${counted(names.length, 'workload')} (${someOf(names)})`
}
