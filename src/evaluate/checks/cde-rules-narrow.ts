import type {
  Check,
  CheckAnswer,
  CheckInput,
  ScopedWorkload,
  SegmentClass,
} from '../../model/check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import type { Direction, Policy, Rule } from '../../model/policy.ts'
import { bySubject, fail, objectEvidence, pass, undetermined } from '../answers.ts'
import { wordOf } from '../baseline.ts'
import { DIRECTIONS } from '../default-deny.ts'
import { CONNECTIVITY, EXPOSURES } from '../reads.ts'
import { selects } from '../selects.ts'
import { objectSubject } from '../subject.ts'
import { isDeclaredPublic, remarksOn } from '../wide-rules.ts'
import type { Remark } from '../wide-rules.ts'

/** Whether the rules that let traffic into or out of the cardholder-data environment name their peers. */
export const cdeRulesNarrow: Check = {
  id: 'cde-rules-narrow',
  version: 1,
  title: 'Rules of the cardholder-data environment name their peers',
  logic:
    'Each policy that selects CDE pods fails when a rule in this direction allows anyone, every address or every pod of every namespace, but for declared public services. Selectors on labels that others may set are shown.',
  reads: [...new Set([...CONNECTIVITY, ...EXPOSURES])],
  needs: ['scope'],
  parameters: { direction: DIRECTIONS },
  evaluate(input) {
    const direction = wordOf(input, 'direction', DIRECTIONS)
    return input.cluster.policies
      .flatMap((policy) => answer(input, policy, direction))
      .sort(bySubject)
  },
}

function answer(input: CheckInput, policy: Policy, direction: Direction): CheckAnswer[] {
  const workloads = selected(input, policy, 'cde')
  const silent = selected(input, policy, 'unclassified')
  const rules = policy.rules.filter(
    ({ direction: of, action, conditional }) =>
      of === direction && action === 'allow' && conditional === undefined,
  )
  const subject = objectSubject(input.cluster.name, policy.source)
  if (rules.length + policy.untranslated.length === 0) return []
  if (workloads.length === 0) return silent.length === 0 ? [] : [scopeSilent(subject, policy)]
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

function selected(
  input: CheckInput,
  { subject }: Policy,
  wanted: SegmentClass,
): readonly ScopedWorkload[] {
  const { namespaces, pods } = subject
  return input.workloads.filter(
    (workload) =>
      workload.class === wanted &&
      (namespaces.kind === 'name'
        ? namespaces.name === workload.namespace
        : selects(
            namespaces.selector,
            input.cluster.namespaces.get(workload.namespace)?.labels ?? {},
          )) &&
      workload.pods.some(({ labels }) => selects(pods, labels)),
  )
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
