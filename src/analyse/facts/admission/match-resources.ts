import type { AdmissionException, NamespaceCondition } from '../../../model/pod-admission.ts'
import { at, itemsOf, textOf, textsOf } from '../../objects/fields.ts'
import type { Field } from '../../objects/fields.ts'
import { isSelective, selectedBy } from './namespace-conditions.ts'

/** What of the making of pods something looks at. */
export type PodMatch = {
  readonly where: readonly NamespaceCondition[]
  readonly exceptions: readonly AdmissionException[]
  /** it looks at some pods only, for people */
  readonly limits: readonly string[]
  /** it looks at ephemeral containers, too, when they are added to pods that run */
  readonly ephemeral: boolean
}

/**
 * What a MatchResources of admissionregistration.k8s.io/v1 has to do with the making of pods; undefined: nothing. Absent, and without rules, it
 * matches everything (k8s.io/apiserver, pkg/admission/plugin/policy/matching).
 */
export function podMatchOf(resources: Field): PodMatch | undefined {
  const rules = itemsOf(at(resources, 'resourceRules'))
  const mine = rules.filter(isOfPods)
  const excluded = itemsOf(at(resources, 'excludeResourceRules')).filter(isOfPods)
  if (rules.length > 0 && mine.length === 0) return undefined
  if (excluded.some((each) => namesOf(each).length === 0)) return undefined
  const isWhole = rules.length === 0 || mine.some((each) => namesOf(each).length === 0)
  return {
    where: selectedBy(at(resources, 'namespaceSelector')),
    exceptions: excluded.map((each) => ({
      where: [],
      pods: `pods named ${namesOf(each).join(', ')}`,
      named: true,
    })),
    limits: [
      ...(isWhole ? [] : [`it looks at pods named ${mine.flatMap(namesOf).join(', ')} only`]),
      ...objectLimits(resources),
    ],
    ephemeral: isOfEphemeral(resources),
  }
}

function isOfEphemeral(resources: Field): boolean {
  const rules = itemsOf(at(resources, 'resourceRules'))
  const isMeant = (each: Field) => addsContainers(each) && namesOf(each).length === 0
  return (
    (rules.length === 0 || rules.some(isMeant)) &&
    !itemsOf(at(resources, 'excludeResourceRules')).some(addsContainers)
  )
}

/** That an objectSelector leaves it to the labels of pods whether they are looked at. */
export function objectLimits(of: Field): readonly string[] {
  return isSelective(at(of, 'objectSelector'))
    ? ['it looks at pods that its objectSelector selects only']
    : []
}

/** That conditions in CEL, which are not read, leave it open which pods are looked at. */
export function conditionLimits(conditions: Field): readonly string[] {
  return itemsOf(conditions).length === 0 ? [] : ['what its matchConditions leave out is not read']
}

/** Whether a rule of a webhook or policy is about the making of pods (k8s.io/apiserver, pkg/admission/plugin/webhook/predicates/rules). */
export function isOfPods(rule: Field): boolean {
  return means(rule, 'CREATE', ['pods', 'pods/*', '*', '*/*'])
}

/** Whether a rule of a webhook or policy is about ephemeral containers, which are added to pods by an update of a subresource. */
export function addsContainers(rule: Field): boolean {
  return means(rule, 'UPDATE', [
    'pods/ephemeralcontainers',
    '*/ephemeralcontainers',
    'pods/*',
    '*/*',
  ])
}

function means(rule: Field, operation: string, resources: readonly string[]): boolean {
  const has = (name: string, words: readonly string[]) =>
    itemsOf(at(rule, name)).some((each) => words.includes(textOf(each) ?? ''))
  return (
    has('operations', [operation, '*']) &&
    has('apiGroups', ['', '*']) &&
    has('apiVersions', ['v1', '*']) &&
    has('resources', resources) &&
    textOf(at(rule, 'scope')) !== 'Cluster'
  )
}

function namesOf(rule: Field): readonly string[] {
  return textsOf(at(rule, 'resourceNames'))
}
