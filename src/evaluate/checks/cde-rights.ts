import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import { bySubject, fail, namespaceEvidence, pass, undetermined } from '../answers.ts'
import { wordOf } from '../baseline.ts'
import { accountClasses, cdeNamespaces } from '../cde-namespaces.ts'
import type { AccountClass } from '../cde-namespaces.ts'
import { noBinding } from '../no-binding.ts'
import { RIGHTS, WORKLOADS } from '../reads.ts'
import { describeHoldings, holdingsEvidence } from '../rights-held.ts'
import type { Holding } from '../rights-held.ts'
import { accountNamespace, holderSubject, holdersOf } from '../rights-holders.ts'
import type { Holder } from '../rights-holders.ts'
import { isEverything, rightsInto } from '../rights-into.ts'
import { subjectOf } from '../subject.ts'

/** Users and groups, or service accounts. */
const HOLDERS = ['people', 'accounts'] as const

/** Whoever reaches a cluster, or enters it, or runs in it: rights of these are nobody's job. */
const EVERYBODY = /^system:(?:anonymous|unauthenticated|authenticated|serviceaccounts)$/

/** Who may do what in the namespaces of the cardholder-data environment. */
export const cdeRights: Check = {
  id: 'cde-rights',
  version: 2,
  title: 'Nobody holds rights in the cardholder-data environment who plainly needs none',
  logic:
    'Every user and group, or every service account, that a binding names is listed with what it may do in namespaces of the environment, beyond the bindings of Kubernetes itself, rights over the whole cluster included. Fails: groups that everybody is in, service accounts of workloads out of scope, and service accounts beside those of the platform that may do everything. Whether the rights of the others are needed is for a person to say.',
  reads: [...RIGHTS, ...WORKLOADS],
  needs: ['scope'],
  parameters: { holders: HOLDERS },
  evaluate(input) {
    const { cluster } = input
    const inside = cdeNamespaces(input)
    const silent = silentNamespaces(input, inside)
    if (inside.size === 0) return silent
    if (cluster.facts.rights.bindings.length === 0) return [noBinding(cluster.name), ...silent]
    const isAccounts = wordOf(input, 'holders', HOLDERS) === 'accounts'
    const held = rightsInto(input, inside)
    const classOf = accountClasses(input)
    const holders = holdersOf(cluster.facts.rights).filter(
      ({ subject }) => (accountNamespace(subject) !== undefined) === isAccounts,
    )
    const answers = holders.map((holder) => {
      const subject = holderSubject(cluster.name, holder.subject)
      const namespace = accountNamespace(holder.subject)
      const place = namespace === undefined ? undefined : classOf(namespace, holder.subject.name)
      return answer(subject, holder, held.get(subject) ?? [], place)
    })
    return [...answers, ...silent].sort(bySubject)
  },
}

/** The class is that of a service account; people have none. */
function answer(
  subject: string,
  { subject: who, evidence }: Holder,
  held: readonly Holding[],
  place: AccountClass | undefined,
): CheckAnswer {
  if (held.length === 0)
    return pass(subject, 'no rights there, but for what Kubernetes itself binds', [evidence])
  const seen = holdingsEvidence(held)
  const may = `may ${describeHoldings(held)}`
  if (who.kind === 'Group' && EVERYBODY.test(who.name))
    return fail(subject, `${may}; everybody is in this group`, seen)
  if (who.name === 'system:anonymous') return fail(subject, `${may}, without any identity`, seen)
  if (place === 'out-of-scope') return fail(subject, `declared out of scope, and ${may}`, seen)
  if (place !== undefined && place !== 'platform' && held.some(({ grant }) => isEverything(grant)))
    return fail(subject, may, seen)
  if (place === 'unclassified')
    return undetermined(
      subject,
      'scope-silent',
      `scope does not say what it belongs to; it ${may}`,
      seen,
    )
  return pass(subject, `${may}; whether that is needed is for a person to say`, seen)
}

/** Namespaces of which the scope says nothing may belong to the environment. */
function silentNamespaces(
  { cluster, workloads }: CheckInput,
  inside: ReadonlySet<string>,
): readonly CheckAnswer[] {
  const silent = workloads.filter(({ class: each }) => each === 'unclassified')
  const names = [...new Set(silent.map(({ namespace }) => namespace))]
  return names
    .filter((name) => !inside.has(name))
    .map((name) =>
      undetermined(
        subjectOf(cluster.name, '', 'Namespace', name),
        'scope-silent',
        'scope does not say whether it is in the cardholder-data environment',
        namespaceEvidence(cluster.namespaces.get(name)),
      ),
    )
}
