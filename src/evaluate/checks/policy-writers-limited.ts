import { grants } from '../../analyse/queries/who-can.ts'
import { servedPolicyKinds } from '../../analyse/queries/served-policy-kinds.ts'
import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { RightsRule, RightsSubject } from '../../model/rights.ts'
import { bySubject, fail, pass, someOf, undetermined } from '../answers.ts'
import { accountClasses, cdeNamespaces } from '../cde-namespaces.ts'
import { indirectly } from '../indirect-writers.ts'
import { noBinding } from '../no-binding.ts'
import { namespacePlaces, placeIsSilent } from '../places.ts'
import { RIGHTS, WORKLOADS } from '../reads.ts'
import { describeHoldings, holdingsEvidence } from '../rights-held.ts'
import type { Holding } from '../rights-held.ts'
import { describeHolder, holderSubject, holdersOf } from '../rights-holders.ts'
import type { Holder } from '../rights-holders.ts'
import { rightsInto } from '../rights-into.ts'
import { subjectOf } from '../subject.ts'

/** Whether only those change policies of the cardholder-data environment whom the scope file lists for it. */
export const policyWritersLimited: Check = {
  id: 'policy-writers-limited',
  version: 3,
  title: 'Only listed holders of rights may change policies of the cardholder-data environment',
  logic:
    'Everybody whom a binding names is asked whether he may create, change or delete objects of any policy API that is served, in namespaces of the environment or in the whole cluster, and whether he may get or give that right: by bind or escalate together with writing roles or bindings, or by impersonating one who has it. Passes: who may not, what Kubernetes itself binds, and whom policyEditors of the scope file lists. Without that list, service accounts of workloads and groups that everybody is in fail, and others are left open.',
  reads: [...RIGHTS, ...WORKLOADS],
  needs: ['scope'],
  parameters: {},
  evaluate(input) {
    const { cluster } = input
    const placeOf = namespacePlaces(input, 'cde')
    const silent = [...cluster.namespaces.values()]
      .filter((each) => placeOf(each) === 'silent')
      .map(({ name }) => placeIsSilent(subjectOf(cluster.name, '', 'Namespace', name)))
    const inside = cdeNamespaces(input)
    if (inside.size === 0) return silent
    if (cluster.facts.rights.bindings.length === 0) return [noBinding(cluster.name), ...silent]
    const kinds = servedPolicyKinds(cluster.snapshot.resources)
    const held = rightsInto(input, inside)
    const indirect = indirectly(input, inside, (rule) => kinds.some((kind) => writes(rule, kind)))
    const judge = judgeOf(input)
    const answers = holdersOf(cluster.facts.rights).map((holder) => {
      const subject = holderSubject(cluster.name, holder.subject)
      const direct = writesAmong(held.get(subject) ?? [], kinds)
      return judge(subject, holder, direct.length > 0 ? direct : (indirect.get(subject) ?? []))
    })
    return [...answers, ...silent].sort(bySubject)
  },
}

const VERBS = ['create', 'update', 'patch', 'delete', 'deletecollection'] as const

/** Of what somebody holds, what lets him write policies, named by their kinds. */
function writesAmong(held: readonly Holding[], kinds: readonly string[]): readonly Holding[] {
  return held.flatMap(({ grant }) => {
    const written = kinds.filter((kind) => writes(grant.rule, kind))
    const what = written.length === kinds.length ? 'policies of every API' : someOf(written)
    return written.length === 0 ? [] : [{ right: `write ${what}`, grant }]
  })
}

function writes(rule: RightsRule, kind: string): boolean {
  const cut = kind.indexOf('.')
  const [resource, group] = [kind.slice(0, cut), kind.slice(cut + 1)]
  return VERBS.some((verb) => grants(rule, { verb, group, resource, anyName: true }))
}

/** Whoever reaches a cluster, or enters it, or runs in it. */
const EVERYBODY = /^system:(?:anonymous|unauthenticated|authenticated|serviceaccounts(?::.*)?)$/

function judgeOf(input: CheckInput) {
  const { scope } = input.organisation
  const classOf = accountClasses(input)
  const isWorkloads = ({ kind, namespace = '', name }: RightsSubject) =>
    kind === 'ServiceAccount' && classOf(namespace, name) !== 'platform'
  return (
    subject: string,
    { subject: who, evidence }: Holder,
    held: readonly Holding[],
  ): CheckAnswer => {
    if (held.length === 0)
      return pass(
        subject,
        'may write no policy there, nor give itself the right to, beyond what Kubernetes itself binds',
        [evidence],
      )
    const seen = holdingsEvidence(held)
    const may = `may ${describeHoldings(held)}`
    if (scope?.policyEditors?.includes(describeHolder(who)) === true)
      return pass(subject, `listed as editor of policies; ${may}`, seen)
    if (scope?.policyEditors !== undefined)
      return fail(subject, `not listed as editor of policies; ${may}`, seen)
    if (EVERYBODY.test(who.name)) return fail(subject, `everybody, or anybody, ${may}`, seen)
    if (isWorkloads(who)) return fail(subject, `service account of workloads; ${may}`, seen)
    return undetermined(
      subject,
      'scope-silent',
      `scope does not list who edits policies; it ${may}`,
      seen,
    )
  }
}
