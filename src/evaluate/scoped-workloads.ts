import type { ScopedWorkload, SegmentClass } from '../model/check.ts'
import type { ClassifiedWorkload } from '../model/evaluation.ts'
import type { Cluster, Pod } from '../model/cluster.ts'
import type { PodClass, Reachability } from '../model/reachability.ts'
import type { Scope, ScopeRule } from '../model/scope.ts'
import { byText } from './answers.ts'
import { isPlatformNamespace, ruleOfPod } from './scope-of.ts'

type Group = {
  readonly rule: ScopeRule | undefined
  readonly pods: Pod[]
  readonly endpoints: Set<PodClass>
}

/**
 * The workloads of a cluster with their class, sorted by namespace, workload, class and rule. A workload whose pods the scope tells apart
 * stands once per rule.
 */
export function scopedWorkloads(
  cluster: Cluster,
  reachability: Reachability,
  scope: Scope | undefined,
): readonly ScopedWorkload[] {
  const groups = new Map<string, Group>()
  const ruleOf = rules(scope, cluster.name)
  for (const podClass of reachability.podClasses) {
    for (const pod of podClass.pods) addTo(groups, ruleOf(pod), pod, podClass)
  }
  return [...groups.values()].map((group) => workloadOf(group, scope)).sort(byPlace)
}

/** The rule of a pod, remembered per workload unless some rule looks at pod labels. */
function rules(scope: Scope | undefined, cluster: string): (pod: Pod) => ScopeRule | undefined {
  if (scope === undefined) return () => undefined
  if (scope.rules.some(({ subjects }) => subjects.podLabels !== undefined)) {
    return (pod) => ruleOfPod(scope, cluster, pod)
  }
  const known = new Map<string, ScopeRule | undefined>()
  return (pod) => {
    const place = JSON.stringify([pod.namespace, pod.workload])
    if (!known.has(place)) known.set(place, ruleOfPod(scope, cluster, pod))
    return known.get(place)
  }
}

function addTo(
  groups: Map<string, Group>,
  rule: ScopeRule | undefined,
  pod: Pod,
  podClass: PodClass,
): void {
  const place = JSON.stringify([pod.namespace, pod.workload, rule?.id ?? ''])
  const group = groups.get(place) ?? { rule, pods: [], endpoints: new Set() }
  groups.set(place, group)
  group.pods.push(pod)
  group.endpoints.add(podClass)
}

function workloadOf(group: Group, scope: Scope | undefined): ScopedWorkload {
  const [first] = group.pods
  if (first === undefined) throw new Error('a workload without pods')
  return Object.freeze({
    namespace: first.namespace,
    workload: first.workload,
    class: group.rule?.class ?? 'unclassified',
    ...(group.rule === undefined ? {} : { rule: group.rule }),
    platform: isPlatformNamespace(scope, first.namespace),
    pods: group.pods.sort((one, other) => byText(one.key, other.key)),
    endpoints: [...group.endpoints],
  })
}

function byPlace(one: ScopedWorkload, other: ScopedWorkload): number {
  return (
    byText(one.namespace, other.namespace) ||
    byText(one.workload, other.workload) ||
    byText(one.class, other.class) ||
    byText(one.rule?.id ?? '', other.rule?.id ?? '')
  )
}

/** The workloads as the scope pages list them, in the same order. */
export function classifiedWorkloads(
  workloads: readonly ScopedWorkload[],
): readonly ClassifiedWorkload[] {
  return workloads.map((workload) => ({
    namespace: workload.namespace,
    workload: workload.workload,
    class: workload.class,
    pods: workload.pods.length,
    ...(workload.rule === undefined ? {} : { rule: workload.rule.id }),
  }))
}

/** `payments/Deployment/ledger`: a workload's name for people. */
export function workloadName(workload: {
  readonly namespace: string
  readonly workload: string
}): string {
  return `${workload.namespace}/${workload.workload}`
}

/** The workloads of one class, in order. */
export function ofClass(
  workloads: readonly ScopedWorkload[],
  wanted: SegmentClass,
): readonly ScopedWorkload[] {
  return workloads.filter((workload) => workload.class === wanted)
}

/** Whether a workload is a daemon of the platform, which runs on nodes as part of them: a DaemonSet or a static pod, not declared out of scope. */
export function isPlatformDaemon(workload: ScopedWorkload): boolean {
  const { pods, workload: name } = workload
  return (
    isOfPlatform(workload) &&
    (name.startsWith('DaemonSet/') || pods.every(({ mirror }) => mirror === true))
  )
}

/** Whether the platform team runs a workload that nobody declared out of scope. */
export function isOfPlatform(workload: ScopedWorkload): boolean {
  return workload.platform && workload.class !== 'out-of-scope'
}

/** Workloads by the classes of their pods. */
export function workloadsByClass(
  workloads: readonly ScopedWorkload[],
): ReadonlyMap<PodClass, readonly ScopedWorkload[]> {
  const known = byClass.get(workloads)
  if (known !== undefined) return known
  const pairs = workloads.flatMap((workload) =>
    workload.endpoints.map((endpoint) => ({ endpoint, workload })),
  )
  const found = new Map(
    [...Map.groupBy(pairs, ({ endpoint }) => endpoint)].map(([endpoint, of]) => [
      endpoint,
      of.map(({ workload }) => workload),
    ]),
  )
  byClass.set(workloads, found)
  return found
}

/** Each check of a cluster asks the same list. */
const byClass = new WeakMap<
  readonly ScopedWorkload[],
  ReadonlyMap<PodClass, readonly ScopedWorkload[]>
>()
