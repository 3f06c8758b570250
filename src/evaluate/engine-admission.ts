import { ANY_FIELD } from '../analyse/facts/admission/pod-fields.ts'
import { refusalsIn } from '../analyse/queries/pod-refusals.ts'
import type { Refusal } from '../analyse/queries/pod-refusals.ts'
import { enforcesLevel } from '../analyse/queries/pod-standards.ts'
import type { Cluster, Namespace } from '../model/cluster.ts'
import type { Evidence } from '../model/evaluation.ts'
import { someOf } from './answers.ts'
import { disabledIn } from './label-admission.ts'
import type { Admission, Refused } from './pod-admission.ts'
import { fieldsOf, leftOpen, refusingTogether, waysOf } from './refused-ways.ts'

/** Whether the policies of engines refuse pods; see admissionBy. `said` is empty where none of them has to do with it. */
export function byEngines(
  cluster: Cluster,
  namespace: Namespace,
  refused: Refused | undefined,
): Pick<Admission, 'verdict' | 'said' | 'evidence'> {
  const known = refusalsIn(cluster.facts.podAdmission, namespace)
    .filter((each) => speaksOf(each, refused) && !isOff(cluster, each))
    .map((each) => (isOfFiles(cluster) ? withoutWebhooks(each) : each))
  const holding = known.filter((each) => isCertain(each, refused))
  if (holding.length > 0) return answer('held', holding, refused)
  const together = refusingTogether(known, refused?.ways ?? [])
  if (together.length > 0) return answer('held', together, refused)
  const open = known.filter(({ effect }) => effect === 'refuses' || effect === 'perhaps')
  if (open.length > 0) return answer('unknown', open, refused)
  if (hasConstraints(cluster))
    return {
      verdict: 'unknown',
      said: 'what SecurityContextConstraints refuse is not read',
      evidence: [],
    }
  return answer('open', known, refused)
}

/** Whether a rule names what is asked; a part of it that cannot be read may name anything. */
function speaksOf({ rule }: Refusal, refused: Refused | undefined): boolean {
  const { controls, fields } = rule
  if (fields.includes(ANY_FIELD)) return true
  if (refused === undefined) return controls.length > 0 || fields.length > 0
  return (
    refused.controls.some((each) => controls.includes(each)) ||
    refused.fields.some((each) => fields.includes(each))
  )
}

/** Whether pods are refused for it beyond doubt. Where anything will do, a field of pods that it asks for is enough, never that it names one, and it may spare pods of some names. */
function isCertain(refusal: Refusal, refused: Refused | undefined): boolean {
  if (refusal.effect !== 'refuses' || !isRead(refusal, refused)) return false
  return refused === undefined ? !refusal.sparesAny : refusal.spared.length === 0
}

/** Whether what a rule asks of pods is known to be what is asked here. That it refuses what only an init or ephemeral container does is no control of pods. */
function isRead({ rule, refuses }: Refusal, refused: Refused | undefined): boolean {
  const { controls } = rule
  if (refused !== undefined) return isIn(controls, refused)
  return controls.length > 0 || waysOf(refuses).length > 0
}

/** Whether controls that a rule enforces are what is asked: any one, or a whole level. */
function isIn(controls: readonly string[], refused: Refused): boolean {
  return refused.level === undefined
    ? refused.controls.some((each) => controls.includes(each))
    : enforcesLevel(controls, refused.level)
}

/** Whether the API server runs without the plug-in that would ask the rule. */
function isOff(cluster: Cluster, { rule }: Refusal): boolean {
  const plugIn =
    rule.webhooks === undefined ? 'ValidatingAdmissionPolicy' : 'ValidatingAdmissionWebhook'
  return disabledIn(cluster, plugIn) !== undefined
}

/** Whether objects come from files: engines make their webhooks themselves, when they run. */
function isOfFiles({ snapshot }: Cluster): boolean {
  return snapshot.source.kind !== 'live'
}

function withoutWebhooks(each: Refusal): Refusal {
  return each.effect === 'unasked'
    ? { ...each, effect: 'perhaps', limits: [...each.limits, 'its webhook is not among the files'] }
    : each
}

function hasConstraints({ counts }: Cluster): boolean {
  return (counts.get('securitycontextconstraints.security.openshift.io') ?? 0) > 0
}

function answer(
  verdict: Admission['verdict'],
  refusals: readonly Refusal[],
  refused: Refused | undefined,
): Pick<Admission, 'verdict' | 'said' | 'evidence'> {
  const words = refusals.map((each) => wordsOf(each, verdict, refused))
  return { verdict, said: someOf(words), evidence: refusals.flatMap(evidenceOf) }
}

function wordsOf(
  refusal: Refusal,
  verdict: Admission['verdict'],
  refused: Refused | undefined,
): string {
  const { rule, effect } = refusal
  const name =
    rule.engine === 'ValidatingAdmissionPolicy' ? rule.name : `${rule.engine} ${rule.name}`
  if (verdict === 'open')
    return effect === 'unasked'
      ? `${name} is brought no pods by any webhook`
      : `${name} only reports`
  const what = refused === undefined ? 'pods' : 'it'
  const verb =
    verdict === 'held' ? `refuses ${what} by ${meansOf(refusal, refused)}` : `may refuse ${what}`
  const notes = [
    ...(verdict === 'held' ? [] : doubtsOf(refusal, refused)),
    ...weakPointsOf(refusal),
  ]
  return `${name} ${verb}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`
}

function meansOf({ rule, refuses }: Refusal, refused: Refused | undefined): string {
  if (rule.controls.length > 0) return 'the Pod Security Standards'
  const ways = refused?.ways ?? []
  return fieldsOf(
    refused === undefined
      ? waysOf(refuses)
      : ways.filter((way) => refuses.some((each) => each.way === way)),
  ).join(', ')
}

function doubtsOf(refusal: Refusal, refused: Refused | undefined): readonly string[] {
  const { limits, refuses } = refusal
  return isRead(refusal, refused) ? limits : [...limits, ...leftOpen(refuses, refused?.ways ?? [])]
}

function weakPointsOf({ spared, ignores }: Refusal): readonly string[] {
  return [
    ...spared.map((each) => `it spares ${each}`),
    ...(ignores ? ['failurePolicy Ignore: pods pass when it fails'] : []),
  ]
}

function evidenceOf({ rule, webhook }: Refusal): readonly Evidence[] {
  return [
    { object: rule.key, pointer: rule.pointer, value: rule.name },
    ...(webhook === undefined
      ? []
      : [{ object: webhook.key, pointer: webhook.pointer, value: webhook.name }]),
  ]
}
