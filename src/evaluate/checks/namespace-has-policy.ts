import { classesByNamespace, coverageOf, describeCoverage } from '../../analyse/queries/coverage.ts'
import { objectKeyParts } from '../../core/object-key.ts'
import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Namespace } from '../../model/cluster.ts'
import type { ObjectKey } from '../../model/object.ts'
import {
  bySubject,
  counted,
  fail,
  namespaceEvidence,
  notApplicable,
  objectEvidence,
  pass,
  undetermined,
} from '../answers.ts'
import { listOf } from '../baseline.ts'
import { CONNECTIVITY } from '../reads.ts'
import { subjectOf } from '../subject.ts'

/** Whether each namespace holds a network policy: the benchmark's literal question, with the coverage that it does not ask for. */
export const namespaceHasPolicy: Check = {
  id: 'namespace-has-policy',
  version: 1,
  title: 'Each namespace has a network policy',
  logic:
    'Counts the policies in each namespace. One policy that selects nothing is enough here; the coverage of pods is printed beside it and judged by the default-deny checks.',
  reads: CONNECTIVITY,
  needs: [],
  parameters: { except: 'list' },
  evaluate(input) {
    const context = {
      input,
      except: new Map(listOf(input, 'except').map(({ value, reason }) => [value, reason])),
      policies: Map.groupBy(
        input.cluster.policies.map(({ source }) => source),
        (key) => objectKeyParts(key).namespace,
      ),
      classes: classesByNamespace(input.reachability),
    }
    const namespaces = [...input.cluster.namespaces.values()]
    return namespaces.map((namespace) => answer(namespace, context)).sort(bySubject)
  },
}

type Context = {
  readonly input: CheckInput
  readonly except: ReadonlyMap<string, string>
  readonly policies: ReadonlyMap<string, readonly ObjectKey[]>
  readonly classes: ReturnType<typeof classesByNamespace>
}

function answer(namespace: Namespace, context: Context): CheckAnswer {
  const { input, except } = context
  const subject = subjectOf(input.cluster.name, '', 'Namespace', namespace.name)
  const policies = [...new Set(context.policies.get(namespace.name) ?? [])]
  const excepted = except.get(namespace.name)
  if (policies.length > 0) {
    const said = `${counted(policies.length, 'policy', 'policies')}; ${coverage(namespace, context)}`
    return pass(subject, said, policies.map(objectEvidence))
  }
  const evidence = namespaceEvidence(namespace)
  if (excepted !== undefined)
    return notApplicable(subject, `left out by the baseline: ${excepted}`, evidence)
  const [blocker] = input.reachability.blockers
  if (blocker !== undefined) {
    const why = blocker.replace(/^segmentation undetermined: /, '')
    return undetermined(subject, 'untranslated', `no NetworkPolicy here, but ${why}`, evidence)
  }
  return fail(subject, `no policy; ${coverage(namespace, context)}`, evidence)
}

function coverage(namespace: Namespace, { input, classes }: Context): string {
  const mine = classes.get(namespace.name) ?? []
  return (['ingress', 'egress'] as const)
    .map((direction) =>
      describeCoverage(coverageOf(input.reachability, mine, direction), direction),
    )
    .join('; ')
}
