import type { CheckInput, ScopedWorkload } from '../model/check.ts'
import type { RuleOverlap } from '../model/evaluation.ts'
import type { ScopeRule, SubjectSelector } from '../model/scope.ts'
import { covers } from './organisation/covers.ts'
import { selectsPod } from './scope-of.ts'
import { workloadName } from './scoped-workloads.ts'

/**
 * Pairs of scope rules that both match some workload of the cluster, in the order of the file. A rule for all that an earlier one makes an
 * exception from is no such pair, since that is how exceptions are written, unless it takes out of the CDE what it names. Undefined where there is no
 * scope file.
 */
export function ruleOverlaps(input: CheckInput): readonly RuleOverlap[] | undefined {
  const { scope } = input.organisation
  if (scope === undefined) return undefined
  const decided = Map.groupBy(input.workloads, ({ rule }) => rule)
  return scope.rules.flatMap((first, index) => {
    const members = decided.get(first) ?? []
    if (members.length === 0) return []
    return scope.rules.slice(index + 1).flatMap((later) => overlapOf(input, first, later, members))
  })
}

function overlapOf(
  { cluster }: CheckInput,
  first: ScopeRule,
  later: ScopeRule,
  decided: readonly ScopedWorkload[],
): readonly RuleOverlap[] {
  const both = decided.filter((workload) => matches(later.subjects, cluster.name, workload))
  const names = [...new Set(both.map(workloadName))]
  const [example] = names
  if (example === undefined || isException(first, later)) return []
  return [{ first: first.id, later: later.id, workloads: names.length, example }]
}

function isException(first: ScopeRule, later: ScopeRule): boolean {
  const takesOut = later.class === 'cde' && first.class !== 'cde'
  return !takesOut && covers(writtenOf(later.subjects), writtenOf(first.subjects))
}

/** Whether a selector certainly means pods of a workload. They differ in their labels only, and so one stands for all where it has none. */
function matches(subjects: SubjectSelector, cluster: string, { pods }: ScopedWorkload): boolean {
  const asked = subjects.podLabels === undefined ? pods.slice(0, 1) : pods
  return asked.some((pod) => selectsPod(subjects, cluster, pod) === 'yes')
}

/** Subjects as a file writes them, with what means any name where it leaves a part out. */
function writtenOf({
  clusters = ['*'],
  namespaces = ['*'],
  workloads = ['*/*'],
  podLabels,
}: SubjectSelector) {
  return {
    ...{ clusters: [...clusters], namespaces: [...namespaces], workloads: [...workloads] },
    ...(podLabels === undefined ? {} : { podLabels: JSON.stringify(podLabels) }),
  }
}
