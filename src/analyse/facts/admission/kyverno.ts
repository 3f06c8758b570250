import { objectKeyOf } from '../../../core/object-key.ts'
import type { KubeObject } from '../../../model/object.ts'
import type { PodRefusal, PodRule } from '../../../model/pod-admission.ts'
import { at, flagOf, itemsOf, pointerOf, textOf, wholeOf } from '../../objects/fields.ts'
import type { Field } from '../../objects/fields.ts'
import type { FactReader } from '../fact-reader.ts'
import { hasValue } from '../security-context.ts'
import { excludedBy, matchFilters, meansEphemeral } from './kyverno-match.ts'
import { refusedByPatterns } from './kyverno-pattern.ts'
import { standardControls } from './kyverno-standards.ts'
import { homeOf, namedIn, selectedBy } from './namespace-conditions.ts'
import { ANY_FIELD, podFieldsIn } from './pod-fields.ts'
import { withoutEphemeral } from './pod-ways.ts'
import { refusedIn } from './validating-policies.ts'

/** Reads the rules of Kyverno's ClusterPolicies and Policies that validate pods when they are made. */
export function kyvernoReader(): FactReader<readonly PodRule[]> {
  const rules: PodRule[] = []
  return {
    kinds: ['kyverno.io/ClusterPolicy', 'kyverno.io/Policy'],
    take: (object) => rules.push(...rulesOf(object)),
    done: () => rules,
  }
}

/** What all rules of a policy have in common. */
type Policy = {
  readonly object: KubeObject
  readonly spec: Field
  readonly common: Pick<PodRule, 'key' | 'policy' | 'ignores'>
  /** it may not be at work, for people */
  readonly limits: readonly string[]
}

function rulesOf(object: KubeObject): readonly PodRule[] {
  const whole = wholeOf(object)
  const spec = at(whole, 'spec')
  if (hasValue(at(spec, 'admission')) && !flagOf(at(spec, 'admission'))) return []
  const failure = at(spec, 'webhookConfiguration', 'failurePolicy')
  const policy: Policy = {
    object,
    spec,
    common: {
      key: objectKeyOf(object),
      policy: object.metadata.name,
      ignores: [failure, at(spec, 'failurePolicy')].some((each) => textOf(each) === 'Ignore'),
    },
    limits: [
      ...(isNotReady(at(whole, 'status', 'conditions'))
        ? ['its status says that it is not ready']
        : []),
      ...(textOf(at(spec, 'applyRules')) === 'One'
        ? ['only its first rule that matches counts']
        : []),
      ...(itemsOf(at(spec, 'webhookConfiguration', 'matchConditions')).length === 0
        ? []
        : ['what its matchConditions leave out is not read']),
    ],
  }
  return itemsOf(at(spec, 'rules')).flatMap((rule) =>
    hasValue(at(rule, 'validate')) ? podRulesOf(policy, rule) : [],
  )
}

function isNotReady(conditions: Field): boolean {
  return itemsOf(conditions).some(
    (each) => textOf(at(each, 'type')) === 'Ready' && textOf(at(each, 'status')) !== 'True',
  )
}

function podRulesOf(policy: Policy, rule: Field): readonly PodRule[] {
  const { object, spec, common, limits } = policy
  const validate = at(rule, 'validate')
  const { whole, partly } = standardControls(at(validate, 'podSecurity'))
  const subrules = ['pattern', 'anyPattern', 'deny', 'foreach', 'cel', 'assert', 'manifests']
  const ruleName = textOf(at(rule, 'name')) ?? ''
  const refuses = refusedBy(validate)
  const sparesEphemeral = meansEphemeral(at(rule, 'exclude'))
  return matchFilters(at(rule, 'match')).map((filter) => ({
    ...common,
    engine: 'Kyverno',
    pointer: pointerOf(validate),
    name: `${object.kind} ${object.metadata.name}, rule ${ruleName}`,
    rule: ruleName,
    where: [...homeOf(object.metadata.namespace), ...filter.where],
    exceptions: excludedBy(at(rule, 'exclude')),
    actions: actionsOf(spec, validate),
    limits: [
      ...filter.limits.map((each) => `it looks at ${each} only`),
      ...(['preconditions', 'celPreconditions'].some((name) => hasConditions(at(rule, name)))
        ? ['what its preconditions leave out is not read']
        : []),
      ...limits,
    ],
    controls: whole,
    fields: [
      ...podFieldsIn(subrules.map((name) => at(validate, name))),
      ...(partly.length === 0 ? [] : [ANY_FIELD]),
    ],
    refuses: filter.ephemeral && !sparesEphemeral ? refuses : withoutEphemeral(refuses),
    webhooks: 'kyverno',
  }))
}

/** What a rule asks in patterns or in CEL. Its parameters in CEL may let everything pass; the forms with `deny` compare with wildcards that stand in pods, too. */
function refusedBy(validate: Field): readonly PodRefusal[] {
  const cel = at(validate, 'cel')
  if (hasValue(cel))
    return ['paramKind', 'paramRef'].some((name) => hasValue(at(cel, name)))
      ? []
      : refusedIn(at(cel, 'expressions'), at(cel, 'variables'))
  const patterns = [at(validate, 'pattern'), ...itemsOf(at(validate, 'anyPattern'))]
  return refusedByPatterns(patterns.filter(hasValue).map(({ value }) => value))
}

function hasConditions({ value }: Field): boolean {
  if (Array.isArray(value)) return value.length > 0
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

/** The rule's own action comes before that of its policy, and what is said of some namespaces before what is said of all (kyverno pkg/engine/api). */
function actionsOf(spec: Field, validate: Field): PodRule['actions'] {
  const own = at(validate, 'failureAction')
  return [
    ...itemsOf(at(validate, 'failureActionOverrides')).map(overrideOf),
    ...(hasValue(own) ? [{ where: [], refuses: isEnforce(own) }] : []),
    ...itemsOf(at(spec, 'validationFailureActionOverrides')).map(overrideOf),
    { where: [], refuses: isEnforce(at(spec, 'validationFailureAction')) },
  ]
}

function overrideOf(override: Field): PodRule['actions'][number] {
  return {
    where: [
      ...namedIn(at(override, 'namespaces')),
      ...selectedBy(at(override, 'namespaceSelector')),
    ],
    refuses: isEnforce(at(override, 'action')),
  }
}

/** Absent is Audit. The lower case is the older form. */
function isEnforce(field: Field): boolean {
  return (textOf(field) ?? 'Audit').toLowerCase() === 'enforce'
}
