import { POD_FIELDS } from '../../analyse/facts/admission/pod-fields.ts'
import { controlsOf, NEWEST_STANDARD } from '../../analyse/queries/pod-standards.ts'
import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Namespace } from '../../model/cluster.ts'
import { bySubject, fail, notApplicable, pass, undetermined } from '../answers.ts'
import { listOf, wordOf } from '../baseline.ts'
import { PLACES, namespacePlaces, placeIsSilent } from '../places.ts'
import { admissionBy } from '../pod-admission.ts'
import type { Refused } from '../pod-admission.ts'
import { ADMISSION, WORKLOADS } from '../reads.ts'
import { subjectOf } from '../subject.ts'

/** What must be refused: anything that lets pods out of their bounds, or all that a level of the Pod Security Standards forbids. */
const WHAT = ['anything', 'baseline'] as const

/** Whether something refuses pods in each namespace. */
export const podSecurityEnforced: Check = {
  id: 'pod-security-enforced',
  version: 7,
  title: 'Each namespace has a mechanism that refuses pods',
  logic:
    'A namespace passes whose label of Pod Security enforces baseline or restricted in Kubernetes 1.23 or newer, or where a policy of Kyverno or a ValidatingAdmissionPolicy refuses, of all pods, those that break a level of the Pod Security Standards (podSecurity) or set a field of pod security, where that is written in a form that is read; warnings, audits, the level privileged and webhooks of anything else refuse nothing. That a policy, or a template of Gatekeeper, only names such a field leaves it undetermined, as does what it leaves to labels or conditions, a namespace that Kyverno leaves out as it comes, and an exclusion or PolicyException that may mean any pod of the namespace: who makes it, its labels, its annotations. One that certainly means all of them takes the policy out, and one for pods of some names is said. Asked for a level, only that level or a stricter one will do. Without any of these the default of the API server holds, which is known only where its command line is visible. Listed namespaces are shown and left out; those elsewhere than asked for are not looked at.',
  reads: [...new Set([...WORKLOADS, 'nodes', ...ADMISSION])],
  needs: [],
  parameters: { what: WHAT, where: PLACES, except: 'list' },
  evaluate(input) {
    const except = new Map(listOf(input, 'except').map(({ value, reason }) => [value, reason]))
    const placeOf = namespacePlaces(input, wordOf(input, 'where', PLACES))
    return [...input.cluster.namespaces.values()]
      .flatMap((each) => {
        const place = placeOf(each)
        if (place === 'out') return []
        return place === 'silent'
          ? [placeIsSilent(subjectOf(input.cluster.name, '', 'Namespace', each.name))]
          : [answer(input, each, except.get(each.name))]
      })
      .sort(bySubject)
  },
}

function refusedBy(what: (typeof WHAT)[number]): Refused | undefined {
  if (what === 'anything') return undefined
  return { controls: controlsOf(what, NEWEST_STANDARD), fields: POD_FIELDS, level: what }
}

function answer(
  input: CheckInput,
  namespace: Namespace,
  excepted: string | undefined,
): CheckAnswer {
  const subject = subjectOf(input.cluster.name, '', 'Namespace', namespace.name)
  if (!namespace.read)
    return undetermined(subject, 'gap', 'only its pods were read, not the namespace itself')
  const { verdict, cause, said, evidence } = admissionBy(
    input,
    namespace,
    refusedBy(wordOf(input, 'what', WHAT)),
  )
  if (verdict === 'held') return pass(subject, said, evidence)
  if (excepted !== undefined)
    return notApplicable(subject, `left out by the baseline: ${excepted}; ${said}`, evidence)
  return verdict === 'open'
    ? fail(subject, `nothing refuses pods: ${said}`, evidence)
    : undetermined(subject, cause, said, evidence)
}
