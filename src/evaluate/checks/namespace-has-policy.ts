import { classesByNamespace, coverageOf, describeCoverage } from '../../analyse/queries/coverage.ts'
import { foreignPolicy } from '../../analyse/queries/foreign-policies.ts'
import { objectKeyParts } from '../../core/object-key.ts'
import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Namespace } from '../../model/cluster.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { Policy } from '../../model/policy.ts'
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
  version: 2,
  title: 'Each namespace has a network policy',
  logic:
    'Counts the policies in each namespace; those that settings switch off or the network plug-in does not enforce do not count, and those of another plug-in, which nothing is known to enforce, leave it undetermined. One policy that selects nothing is enough here; the coverage of pods is printed beside it and judged by the default-deny checks.',
  reads: CONNECTIVITY,
  needs: [],
  parameters: { except: 'list' },
  evaluate(input) {
    const { policies, stated, namespaces } = input.cluster
    const context = {
      input,
      except: new Map(listOf(input, 'except').map(({ value, reason }) => [value, reason])),
      policies: byNamespace(policies),
      stated: byNamespace(stated.policies),
      classes: classesByNamespace(input.reachability),
    }
    return [...namespaces.values()].map((namespace) => answer(namespace, context)).sort(bySubject)
  },
}

type ByNamespace = ReadonlyMap<string | undefined, readonly Policy[]>

type Context = {
  readonly input: CheckInput
  readonly except: ReadonlyMap<string, string>
  /** that the analysis counts on */
  readonly policies: ByNamespace
  /** that are there, in force or not */
  readonly stated: ByNamespace
  readonly classes: ReturnType<typeof classesByNamespace>
}

function byNamespace(policies: readonly Policy[]): ByNamespace {
  return Map.groupBy(policies, ({ source }) => objectKeyParts(source).namespace)
}

function answer(namespace: Namespace, context: Context): CheckAnswer {
  const { cluster } = context.input
  const subject = subjectOf(cluster.name, '', 'Namespace', namespace.name)
  const found = context.policies.get(namespace.name) ?? []
  const counting = keysOf(found.filter((each) => foreignPolicy(cluster, each) === undefined))
  if (counting.length === 0) return without(subject, namespace, context)
  const said = `${counted(counting.length, 'policy', 'policies')}; ${coverage(namespace, context)}`
  return pass(subject, said, counting.map(objectEvidence))
}

/** Of a namespace without a policy that counts. */
function without(subject: string, namespace: Namespace, context: Context): CheckAnswer {
  const { input, except, policies, stated } = context
  const [foreign] = policies.get(namespace.name) ?? []
  const idle = keysOf(stated.get(namespace.name) ?? [])
  const evidence = idle.length > 0 ? idle.map(objectEvidence) : namespaceEvidence(namespace)
  const excepted = except.get(namespace.name)
  if (excepted !== undefined)
    return notApplicable(subject, `left out by the baseline: ${excepted}`, evidence)
  const why = foreign === undefined ? undefined : foreignPolicy(input.cluster, foreign)
  if (why !== undefined) {
    const said = `${counted(idle.length, 'policy', 'policies')} here, but ${why}`
    return undetermined(subject, 'out-of-reach', said, evidence)
  }
  const [blocker] = input.reachability.blockers
  if (blocker !== undefined) {
    const because = blocker.replace(/^segmentation undetermined: /, '')
    return undetermined(subject, 'untranslated', `no NetworkPolicy here, but ${because}`, evidence)
  }
  const what =
    idle.length === 0
      ? 'no policy'
      : `no policy in force: ${counted(idle.length, 'is', 'are')} not enforced`
  return fail(subject, `${what}; ${coverage(namespace, context)}`, evidence)
}

function keysOf(policies: readonly Policy[]): readonly ObjectKey[] {
  return [...new Set(policies.map(({ source }) => source))]
}

function coverage(namespace: Namespace, { input, classes }: Context): string {
  const mine = classes.get(namespace.name) ?? []
  return (['ingress', 'egress'] as const)
    .map((direction) =>
      describeCoverage(coverageOf(input.reachability, mine, direction), direction),
    )
    .join('; ')
}
