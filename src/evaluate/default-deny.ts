import { coverageOf, describeCoverage } from '../analyse/queries/coverage.ts'
import type { CheckAnswer, CheckInput } from '../model/check.ts'
import type { Direction } from '../model/policy.ts'
import type { Namespace } from '../model/cluster.ts'
import type { PodClass } from '../model/reachability.ts'
import { fail, namespaceEvidence, objectEvidence, pass, someOf, undetermined } from './answers.ts'
import { defaultDenyOf } from './isolation.ts'
import { isOpenToAllPods, openToAll } from './open-to-all.ts'
import { subjectOf } from './subject.ts'

/** The directions that default-deny checks take as parameter. */
export const DIRECTIONS = ['ingress', 'egress'] as const

/** The same, and both at once: one answer for each subject. */
export const ONE_OR_BOTH = [...DIRECTIONS, 'both'] as const

/** The directions that a word of ONE_OR_BOTH means. */
export function directionsOf(word: (typeof ONE_OR_BOTH)[number]): readonly Direction[] {
  return word === 'both' ? DIRECTIONS : [word]
}

/**
 * Whether a namespace denies by default in one direction: a policy isolates every pod, present and future, and each pod of the pod network is
 * isolated now, and neither lets everyone, or every pod, pass. Fails with the workloads left open.
 */
export function defaultDenyAnswer(
  input: CheckInput,
  namespace: Namespace,
  classes: readonly PodClass[],
  direction: Direction,
): CheckAnswer {
  const subject = subjectOf(input.cluster.name, '', 'Namespace', namespace.name)
  const coverage = coverageOf(input.reachability, classes, direction)
  const policies = defaultDenyOf(input, namespace.name, direction)
  const said = describeCoverage(coverage, direction)
  const keys = [...policies.sure, ...policies.unclear]
  const evidence = [...keys.map(objectEvidence), ...namespaceEvidence(namespace)]
  if (coverage.open.length > 0) {
    const open = `nothing isolates ${someOf(coverage.open)}`
    return fail(subject, `${said}; ${open}`, [...evidence, ...openPods(input, classes, direction)])
  }
  const own = classes.filter(({ hostNetwork }) => !hostNetwork)
  const anyone = openToAll(input, own, direction)
  if (anyone.length > 0) {
    const names = [...new Set(anyone.map(({ workload }) => workload))].sort()
    const open = `policies let everyone ${direction === 'ingress' ? 'in to' : 'out of'} ${someOf(names)}`
    return fail(subject, `${said}; ${open}`, evidence)
  }
  const anyPod = own.filter((each) => isOpenToAllPods(input, each, direction))
  if (anyPod.length > 0 && policies.open.length === 0) {
    const names = [...new Set(anyPod.map(({ workload }) => workload))].sort()
    const open = `policies let every pod ${direction === 'ingress' ? 'in to' : 'be reached from'} ${someOf(names)}`
    return fail(subject, `${said}; ${open}`, evidence)
  }
  if (policies.open.length > 0) {
    const open = `rules for all pods allow ${direction} ${policies.open.join('; ')}`
    return fail(subject, `${said}; ${open}, so that new pods start open`, evidence)
  }
  if (coverage.unclear.length + policies.unclear.length > 0) {
    const why = `${said}; policies not fully understood take part`
    return undetermined(subject, 'untranslated', why, evidence)
  }
  if (policies.sure.length === 0) {
    const missing = `no policy denies ${direction} by default for all pods, so that new pods start open`
    return fail(subject, `${missing}; ${said}`, evidence)
  }
  return pass(subject, `${said}, by default`, evidence)
}

function openPods(input: CheckInput, classes: readonly PodClass[], direction: Direction) {
  return classes
    .filter((each) => !each.hostNetwork && !input.reachability.isolation(each, direction).isolated)
    .flatMap((each) => each.pods.slice(0, 1).map((pod) => objectEvidence(pod.key)))
}
