import { selects } from '../analyse/objects/label-match.ts'
import type { Ternary } from '../analyse/objects/label-match.ts'
import type { Pod } from '../model/cluster.ts'
import type { SegmentClass } from '../model/check.ts'
import type { Scope, ScopeRule, SubjectSelector } from '../model/scope.ts'
import { matchesAnyGlob } from './glob.ts'

/** Classes as they bind: what nobody classified may be anything but the environment that is known. */
export const STRICTEST_FIRST: readonly SegmentClass[] = [
  'cde',
  'unclassified',
  'connected',
  'out-of-scope',
]

/** The strictest of some classes; of none `unclassified`. */
export function strictestClass(classes: readonly SegmentClass[]): SegmentClass {
  return STRICTEST_FIRST.find((each) => classes.includes(each)) ?? 'unclassified'
}

/** Whether a selector of the organisation's files means a pod of a cluster. An absent part means any. */
export function selectsPod(subjects: SubjectSelector, cluster: string, pod: Pod): Ternary {
  const named =
    matchesAnyGlob(subjects.clusters, cluster) &&
    matchesAnyGlob(subjects.namespaces, pod.namespace) &&
    matchesAnyGlob(subjects.workloads, pod.workload)
  return named ? selects(subjects.podLabels ?? [], pod.labels) : 'no'
}

/** The first rule of the scope that means a pod; undefined when none does, or when a redacted label leaves open which one it is. */
export function ruleOfPod(scope: Scope, cluster: string, pod: Pod): ScopeRule | undefined {
  for (const rule of scope.rules) {
    const answer = selectsPod(rule.subjects, cluster, pod)
    if (answer !== 'no') return answer === 'yes' ? rule : undefined
  }
  return undefined
}

/**
 * The first rule of the scope that means a namespace as a whole: rules that name workloads or pod labels speak of a part only.
 * Undefined when none does.
 */
export function ruleOfNamespace(
  scope: Scope,
  cluster: string,
  namespace: string,
): ScopeRule | undefined {
  return scope.rules.find(
    ({ subjects }) =>
      subjects.workloads === undefined &&
      subjects.podLabels === undefined &&
      matchesAnyGlob(subjects.clusters, cluster) &&
      matchesAnyGlob(subjects.namespaces, namespace),
  )
}

/** The class of a node by the first line of the scope that names it. */
export function classOfNode(scope: Scope | undefined, cluster: string, node: string): SegmentClass {
  const line = scope?.nodes.find(
    (each) => matchesAnyGlob(each.clusters, cluster) && matchesAnyGlob(each.nodes, node),
  )
  return line?.class ?? 'unclassified'
}

/** Whether the organisation declares a namespace as run by the platform team. */
export function isPlatformNamespace(scope: Scope | undefined, namespace: string): boolean {
  return scope?.platformNamespaces.includes(namespace) === true
}
