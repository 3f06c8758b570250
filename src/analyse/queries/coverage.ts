import type { AllowedBy } from '../../model/bypass.ts'
import type { Direction } from '../../model/policy.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { PodClass, Reachability } from '../../model/reachability.ts'
import { allowedBy } from '../explain/allowed-by.ts'
import { engineOf } from '../reachability.ts'

/** How far policies isolate pods in one direction. Pods on the host network are counted apart: policies cannot. */
export type Coverage = {
  /** pods of the pod network */
  readonly pods: number
  readonly isolated: number
  readonly hostNetwork: number
  /** workloads with pods that nothing isolates, `Deployment/web`, sorted: what no rule decides is allowed to them */
  readonly open: readonly string[]
  /** the same of pods that only policies not fully understood may isolate */
  readonly unclear: readonly string[]
  /** policies that apply to isolated pods, sorted */
  readonly policies: readonly ObjectKey[]
}

/** The coverage of pod classes in one direction. */
export function coverageOf(
  reachability: Reachability,
  classes: readonly PodClass[],
  direction: Direction,
): Coverage {
  const open = new Set<string>()
  const unclear = new Set<string>()
  const policies = new Set<ObjectKey>()
  const counts = { pods: 0, isolated: 0, hostNetwork: 0 }
  for (const podClass of classes) {
    const count = podClass.pods.length
    if (podClass.hostNetwork) {
      counts.hostNetwork += count
      continue
    }
    const isolation = reachability.isolation(podClass, direction)
    counts.pods += count
    if (isolation.isolated) {
      counts.isolated += count
      for (const each of isolation.policies) policies.add(each)
    } else (isolation.untranslated ? unclear : open).add(podClass.workload)
  }
  return {
    ...counts,
    open: [...open].sort(),
    unclear: [...unclear].sort(),
    policies: [...policies].sort(),
  }
}

/** The coverage of one namespace in both directions. */
export type NamespaceCoverage = {
  readonly namespace: string
  readonly ingress: Coverage
  readonly egress: Coverage
  /** what allows the open workloads in each direction what no rule decides */
  readonly allowedBy: Readonly<Record<Direction, AllowedBy>>
}

/** The coverage of every namespace that has pods, sorted by name. O(classes). */
export function coverageByNamespace(reachability: Reachability): readonly NamespaceCoverage[] {
  const { cluster } = engineOf(reachability)
  return [...classesByNamespace(reachability)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([namespace, classes]) => ({
      namespace,
      ingress: coverageOf(reachability, classes, 'ingress'),
      egress: coverageOf(reachability, classes, 'egress'),
      allowedBy: {
        ingress: allowedBy(cluster, namespace, 'ingress'),
        egress: allowedBy(cluster, namespace, 'egress'),
      },
    }))
}

/** The pod classes of each namespace. */
export function classesByNamespace({
  podClasses,
}: Reachability): ReadonlyMap<string, readonly PodClass[]> {
  return Map.groupBy(podClasses, ({ namespace }) => namespace)
}

/** Coverage for people: `4 of 5 pods isolated for ingress, 1 on the host network not counted`. */
export function describeCoverage(coverage: Coverage, direction: Direction): string {
  const { pods, isolated, hostNetwork } = coverage
  const apart = hostNetwork === 0 ? '' : `, ${hostNetwork} on the host network not counted`
  return `${isolated} of ${pods} pods isolated for ${direction}${apart}`
}
