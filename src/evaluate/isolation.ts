import type { CheckInput } from '../model/check.ts'
import type { Direction, Policy } from '../model/policy.ts'
import type { ObjectKey } from '../model/object.ts'
import type { PodClass } from '../model/reachability.ts'
import { openByDefault } from './open-to-all.ts'

/** How far policies isolate the pods of one namespace in one direction. Pods on the host network are counted apart: policies cannot. */
export type Coverage = {
  /** pods of the pod network */
  readonly pods: number
  readonly isolated: number
  readonly hostNetwork: number
  /** workloads with pods that nothing isolates, `Deployment/web`, sorted */
  readonly open: readonly string[]
  /** the same of pods that only policies not fully understood may isolate */
  readonly unclear: readonly string[]
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
  const unclear = new Set<string>()
  const counts = { pods: 0, isolated: 0, hostNetwork: 0 }
  for (const podClass of classes) {
    const count = podClass.pods.length
    if (podClass.hostNetwork) {
      counts.hostNetwork += count
      continue
    }
    const { isolated, untranslated } = input.reachability.isolation(podClass, direction)
    counts.pods += count
    if (isolated) counts.isolated += count
    else (untranslated ? unclear : open).add(podClass.workload)
  }
  return { ...counts, open: [...open].sort(), unclear: [...unclear].sort() }
}

/** Coverage for people: `4 of 5 pods isolated for ingress, 1 on the host network not counted`. */
export function describeCoverage(coverage: Coverage, direction: Direction): string {
  const { pods, isolated, hostNetwork } = coverage
  const apart = hostNetwork === 0 ? '' : `, ${hostNetwork} on the host network not counted`
  return `${isolated} of ${pods} pods isolated for ${direction}${apart}`
}

/** The policies of a namespace that hold for every pod in one direction: those fully understood, and those of which a part was not. */
export type DefaultDeny = {
  readonly sure: readonly ObjectKey[]
  readonly unclear: readonly ObjectKey[]
  /** what their rules together let pass to or from everyone; empty: nothing */
  readonly open: readonly string[]
}

/** The policies of a namespace that isolate every pod in it, present and future, in one direction: those with an empty pod selector. */
export function defaultDenyOf(
  input: CheckInput,
  namespace: string,
  direction: Direction,
): DefaultDeny {
  const found = input.cluster.policies.filter((policy) => isolatesAll(policy, namespace, direction))
  const [sure, unclear] = [true, false].map((understood) =>
    found.filter(
      ({ untranslated, subject }) =>
        (untranslated.length === 0 && subject.uncertain === undefined) === understood,
    ),
  )
  const keys = (policies: readonly Policy[] = []) => policies.map(({ source }) => source)
  const rules = found.flatMap((policy) => policy.rules)
  return { sure: keys(sure), unclear: keys(unclear), open: openByDefault(input, rules, direction) }
}

function isolatesAll(
  { subject, isolates }: Policy,
  namespace: string,
  direction: Direction,
): boolean {
  return (
    subject.kind === 'pods' &&
    subject.where === undefined &&
    subject.within === undefined &&
    subject.namespaces.kind === 'name' &&
    subject.namespaces.name === namespace &&
    subject.pods.length === 0 &&
    isolates.includes(direction)
  )
}
