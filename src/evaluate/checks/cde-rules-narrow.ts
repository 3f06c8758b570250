import { selectedBy } from '../../analyse/queries/selected.ts'
import { remarksOn } from '../../analyse/queries/wide.ts'
import type { Remark } from '../../analyse/queries/wide.ts'
import type { Check, CheckAnswer, CheckInput, ScopedWorkload } from '../../model/check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import type { Direction, Policy, Rule } from '../../model/policy.ts'
import type { PodClass } from '../../model/reachability.ts'
import { fail, objectEvidence, pass, undetermined } from '../answers.ts'
import { wordOf } from '../baseline.ts'
import { isDeclaredPublic } from '../declared-public.ts'
import { ONE_OR_BOTH, directionsOf } from '../default-deny.ts'
import { CONNECTIVITY, EXPOSURES } from '../reads.ts'
import { objectSubject } from '../subject.ts'
import { together } from '../together.ts'
import { workloadsByClass } from '../scoped-workloads.ts'

/** Whether the rules that let traffic into or out of the cardholder-data environment name their peers. */
export const cdeRulesNarrow: Check = {
  id: 'cde-rules-narrow',
  version: 6,
  title: 'Rules of the cardholder-data environment name their peers',
  logic:
    'Each policy that selects CDE pods fails when a rule in the direction asked for allows anyone, most addresses of a family, or pods of namespaces that nobody named, however it is written, but for declared public services. Selectors on labels that others may set are shown.',
  reads: [...new Set([...CONNECTIVITY, ...EXPOSURES])],
  needs: ['scope'],
  parameters: { direction: ONE_OR_BOTH },
  evaluate(input) {
    const directions = directionsOf(wordOf(input, 'direction', ONE_OR_BOTH))
    return together(
      input.cluster.policies.flatMap((policy) =>
        directions.flatMap((each) => answer(input, policy, each)),
      ),
    )
  },
}

function answer(input: CheckInput, policy: Policy, direction: Direction): CheckAnswer[] {
  const rules = policy.rules.filter(
    ({ direction: of, action, conditional }) =>
      of === direction && action === 'allow' && conditional === undefined,
  )
  const subject = objectSubject(input.cluster.name, policy.source)
  if (rules.length + policy.untranslated.length === 0) return []
  const { sure, maybe } = selected(input, policy)
  const workloads = [...sure, ...maybe].filter((workload) => workload.class === 'cde')
  const silent = [...sure, ...maybe].some((workload) => workload.class === 'unclassified')
  if (workloads.length === 0) return silent ? [scopeSilent(subject, policy)] : []
  if (!sure.some((workload) => workload.class === 'cde')) {
    const why =
      'a redacted label decides whether it selects pods of the cardholder-data environment'
    return [undetermined(subject, 'gap', why, [objectEvidence(policy.source)])]
  }
  const remarks = rules.map((rule) => ({ rule, remarks: remarksOf(rule, input, workloads) }))
  const all = remarks.flatMap((each) => each.remarks)
  const evidence = remarks.flatMap((each) => evidenceOf(policy, each.rule, each.remarks))
  const wide = textOf(all, 'wide')
  if (wide !== '') return [fail(subject, `allows ${direction} ${wide}`, evidence)]
  if (policy.untranslated.length > 0) {
    const why = policy.untranslated.map((each) => `${each.pointer}: ${each.why}`).join('; ')
    return [undetermined(subject, 'untranslated', `not fully understood (${why})`, evidence)]
  }
  const shown = textOf(all, 'shown')
  const seen = evidence.length > 0 ? evidence : [objectEvidence(policy.source)]
  return [
    pass(subject, shown === '' ? 'names its peers' : `names its peers; shown: ${shown}`, seen),
  ]
}

function scopeSilent(subject: string, { source }: Policy): CheckAnswer {
  const said = 'scope does not say whether what it selects is in the cardholder-data environment'
  return undetermined(subject, 'scope-silent', said, [objectEvidence(source)])
}

type Selected = {
  readonly sure: readonly ScopedWorkload[]
  readonly maybe: readonly ScopedWorkload[]
}

/**
 * Workloads of which a policy for pods selects any, and may select any. One of which it is not certain that it applies counts as applying: what
 * is not understood of it is said after what it allows.
 */
function selected({ reachability, workloads }: CheckInput, policy: Policy): Selected {
  const { kind, uncertain } = policy.subject
  if (kind !== 'pods') return { sure: [], maybe: [] }
  const found = selectedBy(reachability, policy)
  const certain = uncertain === undefined ? found.sure : found.maybe
  const byClass = workloadsByClass(workloads)
  const some = (of: readonly PodClass[]) => new Set(of.flatMap((each) => byClass.get(each) ?? []))
  const sure = some(certain)
  const maybe = [...some(found.maybe)].filter((each) => !sure.has(each))
  return { sure: [...sure], maybe }
}

function remarksOf(
  rule: Rule,
  { cluster }: CheckInput,
  workloads: readonly ScopedWorkload[],
): readonly Remark[] {
  const remarks = remarksOn(rule, cluster)
  if (
    !remarks.some(({ kind }) => kind === 'wide') ||
    !isDeclaredPublic(rule, workloads, cluster.exposures)
  )
    return remarks
  return remarks.map(({ what }) => ({ kind: 'shown', what: `${what}, a declared public service` }))
}

function evidenceOf(policy: Policy, rule: Rule, remarks: readonly Remark[]): readonly Evidence[] {
  return remarks.map(({ what }) => ({ object: policy.source, pointer: rule.pointer, value: what }))
}

function textOf(remarks: readonly Remark[], wanted: Remark['kind']): string {
  const texts = remarks.filter(({ kind }) => kind === wanted).map(({ what }) => what)
  return [...new Set(texts)].join('; ')
}
