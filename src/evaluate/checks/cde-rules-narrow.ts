import { selects, selectsPartlyKnown } from '../../analyse/label-match.ts'
import type { Ternary } from '../../analyse/label-match.ts'
import { remarksOn } from '../../analyse/queries/wide.ts'
import type { Remark } from '../../analyse/queries/wide.ts'
import type {
  Check,
  CheckAnswer,
  CheckInput,
  ScopedWorkload,
  SegmentClass,
} from '../../model/check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import type { Namespace } from '../../model/cluster.ts'
import type { Direction, NamespaceChoice, Policy, Rule } from '../../model/policy.ts'
import { bySubject, fail, objectEvidence, pass, undetermined } from '../answers.ts'
import { wordOf } from '../baseline.ts'
import { isDeclaredPublic } from '../declared-public.ts'
import { DIRECTIONS } from '../default-deny.ts'
import { CONNECTIVITY, EXPOSURES } from '../reads.ts'
import { objectSubject } from '../subject.ts'

/** Whether the rules that let traffic into or out of the cardholder-data environment name their peers. */
export const cdeRulesNarrow: Check = {
  id: 'cde-rules-narrow',
  version: 3,
  title: 'Rules of the cardholder-data environment name their peers',
  logic:
    'Each policy that selects CDE pods fails when a rule in this direction allows anyone, most addresses of a family, or pods of namespaces that nobody named, however it is written, but for declared public services. Selectors on labels that others may set are shown.',
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
  if (!workloads.some((workload) => selection(input, policy, workload) === 'yes')) {
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

/** Workloads of a class that the policy selects, or may select. */
function selected(
  input: CheckInput,
  policy: Policy,
  wanted: SegmentClass,
): readonly ScopedWorkload[] {
  return input.workloads.filter(
    (workload) => workload.class === wanted && selection(input, policy, workload) !== 'no',
  )
}

/** Whether a policy selects any pod of a workload. */
function selection(
  { cluster }: CheckInput,
  { subject }: Policy,
  workload: ScopedWorkload,
): Ternary {
  if (subject.kind !== 'pods') return 'no'
  const { namespaces, pods } = subject
  const home = cluster.namespaces.get(workload.namespace)
  const where = namespaceChosen(namespaces, home, workload.namespace)
  const who = workload.pods.map((pod) => selects(pods, pod.labels))
  if (where === 'no' || who.every((answer) => answer === 'no')) return 'no'
  return where === 'yes' && who.includes('yes') ? 'yes' : 'maybe'
}

function namespaceChosen(
  choice: NamespaceChoice,
  home: Namespace | undefined,
  name: string,
): Ternary {
  if (choice.kind === 'name') return choice.name === name ? 'yes' : 'no'
  return home?.read === true
    ? selects(choice.selector, home.labels)
    : selectsPartlyKnown(choice.selector, home?.labels ?? {})
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
