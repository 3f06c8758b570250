import { objectKeyParts } from '../core/object-key.ts'
import type { CheckAnswer } from '../model/check.ts'
import type { Namespace, Node, Pod } from '../model/cluster.ts'
import type { Evidence, UndeterminedCause } from '../model/evaluation.ts'
import type { ObjectKey } from '../model/object.ts'
import type { Explanation } from '../model/reachability.ts'

/** A subject that passes. */
export function pass(subject: string, reason: string, evidence: readonly Evidence[]): CheckAnswer {
  return Object.freeze({ subject, verdict: 'pass', reason, evidence: Object.freeze([...evidence]) })
}

/** A subject that fails, with the allowed connection that shows it where there is one. */
export function fail(
  subject: string,
  reason: string,
  evidence: readonly Evidence[],
  example?: Explanation,
): CheckAnswer {
  return Object.freeze({
    subject,
    verdict: 'fail',
    reason,
    evidence: Object.freeze([...evidence]),
    ...(example === undefined ? {} : { example }),
  })
}

/** A subject of which nothing can be concluded, and why. */
export function undetermined(
  subject: string,
  cause: UndeterminedCause,
  reason: string,
  evidence: readonly Evidence[] = [],
): CheckAnswer {
  return Object.freeze({
    subject,
    verdict: 'undetermined',
    cause,
    reason,
    evidence: Object.freeze([...evidence]),
  })
}

/** A subject that the check does not speak of, listed all the same. */
export function notApplicable(
  subject: string,
  reason: string,
  evidence: readonly Evidence[] = [],
): CheckAnswer {
  return Object.freeze({
    subject,
    verdict: 'not-applicable',
    reason,
    evidence: Object.freeze([...evidence]),
  })
}

/** That an object is there. */
export function objectEvidence(object: ObjectKey): Evidence {
  return { object, pointer: '/metadata/name', value: objectKeyParts(object).name }
}

/** That a pod is there. */
export function podEvidence(pod: Pod): Evidence {
  return { object: pod.key, pointer: '/metadata/name', value: pod.name }
}

/** On which node a pod runs; for a stand-in, that its workload is there. */
export function placementEvidence(pod: Pod): Evidence {
  if (pod.standIn) return podEvidence(pod)
  return { object: pod.key, pointer: '/spec/nodeName', value: pod.node ?? '' }
}

/** That a namespace is there; nothing where only its pods were read. */
export function namespaceEvidence(namespace: Namespace | undefined): readonly Evidence[] {
  if (namespace?.read !== true) return []
  return [{ object: namespace.key, pointer: '/metadata/name', value: namespace.name }]
}

/** That a node is there. */
export function nodeEvidence(node: Node): Evidence {
  return { object: node.key, pointer: '/metadata/name', value: node.name }
}

/** The rules that decide a connection, on both sides, without repetition. */
export function explanationEvidence(explanation: Explanation): readonly Evidence[] {
  const seen = new Map<string, Evidence>()
  for (const rule of [...explanation.egress.rules, ...explanation.ingress.rules]) {
    const evidence = { object: rule.policy, pointer: rule.pointer, value: rule.effect }
    seen.set(`${rule.policy} ${rule.pointer} ${rule.effect}`, evidence)
  }
  return [...seen.values()]
}

/** Up to three names and how many more: `a, b, c and 2 more`; the complete list is in the evidence. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
}

/** `1 workload`, `3 workloads`; `2 policies` where the plural is given. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}

/** Compares texts by code unit. */
export function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** Answers in the order in which reports and archives keep them: by subject, by code unit. */
export function bySubject(one: CheckAnswer, other: CheckAnswer): number {
  return byText(one.subject, other.subject)
}
