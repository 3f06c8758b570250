import type { CheckInput } from '../model/check.ts'
import type { Direction, Policy } from '../model/policy.ts'
import type { ObjectKey } from '../model/object.ts'
import type { PodClass } from '../model/reachability.ts'

/** How far policies isolate the pods of one namespace in one direction. Pods on the host network are counted apart: policies cannot. */
export type Coverage = {
  /** pods of the pod network */
  readonly pods: number
  readonly isolated: number
  readonly hostNetwork: number
  /** workloads with pods that nothing isolates, `Deployment/web`, sorted */
  readonly open: readonly string[]
  /** a policy that takes part was not fully understood */
  readonly untranslated: boolean
}

/** The pod classes of each namespace. */
export function classesByNamespace(input: CheckInput): ReadonlyMap<string, readonly PodClass[]> {
  return Map.groupBy(input.reachability.podClasses, (podClass) => podClass.namespace)
}

/** The coverage of pod classes in one direction. */
export function coverageOf(
  input: CheckInput,
  classes: readonly PodClass[],
  direction: Direction,
): Coverage {
  const open = new Set<string>()
  const counts = { pods: 0, isolated: 0, hostNetwork: 0 }
  let untranslated = false
  for (const podClass of classes) {
    if (podClass.hostNetwork) {
      counts.hostNetwork += podClass.pods.length
      continue
    }
    const isolation = input.reachability.isolation(podClass, direction)
    untranslated ||= isolation.untranslated
    counts.pods += podClass.pods.length
    if (isolation.isolated) counts.isolated += podClass.pods.length
    else open.add(podClass.workload)
  }
  return { ...counts, open: [...open].sort(), untranslated }
}

/** Coverage for people: `4 of 5 pods isolated for ingress, 1 on the host network not counted`. */
export function describeCoverage(coverage: Coverage, direction: Direction): string {
  const { pods, isolated, hostNetwork } = coverage
  const apart = hostNetwork === 0 ? '' : `, ${hostNetwork} on the host network not counted`
  return `${isolated} of ${pods} pods isolated for ${direction}${apart}`
}

/**
 * The policies of a namespace that isolate every pod in it, present and future, in one direction: an empty pod selector, and no rule of its
 * own in that direction that lets everyone pass.
 */
export function defaultDenyPolicies(
  input: CheckInput,
  namespace: string,
  direction: Direction,
): readonly ObjectKey[] {
  return input.cluster.policies
    .filter((policy) => isDefaultDeny(policy, namespace, direction))
    .map(({ source }) => source)
}

function isDefaultDeny(policy: Policy, namespace: string, direction: Direction): boolean {
  const { subject, isolates, rules } = policy
  return (
    subject.namespaces.kind === 'name' &&
    subject.namespaces.name === namespace &&
    subject.pods.length === 0 &&
    isolates.includes(direction) &&
    !rules.some((rule) => rule.direction === direction && letsEveryonePass(rule))
  )
}

function letsEveryonePass(rule: Policy['rules'][number]): boolean {
  return rule.action === 'allow' && rule.peers.some((peer) => peer.kind === 'any')
}
