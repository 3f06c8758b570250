import { objectKeyOf } from '../../../core/object-key.ts'
import type { KubeObject } from '../../../model/object.ts'
import type { PodRefusal, PodRule } from '../../../model/pod-admission.ts'
import { at, itemsOf, requiredText, textOf, textsOf, wholeOf } from '../../objects/fields.ts'
import type { Field } from '../../objects/fields.ts'
import type { FactReader } from '../fact-reader.ts'
import { hasValue } from '../security-context.ts'
import { refusedByCel } from './cel-forms.ts'
import { conditionLimits, podMatchOf } from './match-resources.ts'
import type { PodMatch } from './match-resources.ts'
import { podFieldsIn } from './pod-fields.ts'
import { withoutEphemeral } from './pod-ways.ts'

/** A policy that has to do with the making of pods. */
type Policy = Pick<PodRule, 'limits' | 'ignores' | 'fields' | 'refuses'> & {
  readonly match: PodMatch
  /** kind of its parameters */
  readonly parameters?: string
}

/** A binding of a policy. */
type Binding = {
  readonly key: string
  readonly name: string
  readonly policy: string
  readonly match: PodMatch
  readonly refuses: boolean
  readonly hasParameters: boolean
}

/** Reads the ValidatingAdmissionPolicies that look at pods, each with its bindings: without one a policy is asked nothing. */
export function validatingPoliciesReader(): FactReader<readonly PodRule[]> {
  const policies = new Map<string, Policy>()
  const bindings: Binding[] = []
  return {
    kinds: [
      'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
      'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
    ],
    take: (object) => {
      if (object.kind === 'ValidatingAdmissionPolicy') takePolicy(object, policies)
      else takeBinding(object, bindings)
    },
    done: () =>
      bindings.flatMap((binding) => {
        const policy = policies.get(binding.policy)
        return policy === undefined ? [] : [ruleOf(policy, binding)]
      }),
  }
}

function takePolicy(object: KubeObject, policies: Map<string, Policy>): void {
  const spec = at(wholeOf(object), 'spec')
  const match = podMatchOf(at(spec, 'matchConstraints'))
  const parameters = textOf(at(spec, 'paramKind', 'kind'))
  const isStable = object.apiVersion.endsWith('/v1')
  const asked = askedOf(spec)
  if (match === undefined) return
  policies.set(object.metadata.name, {
    ...asked,
    match,
    limits: [
      ...conditionLimits(at(spec, 'matchConditions')),
      ...(isStable ? [] : ['its API is not stable, and may be switched off']),
    ],
    ...(parameters === undefined ? {} : { parameters }),
  })
}

/** What a policy of CEL asks, as far as its expressions are read, and what happens when they end in an error. */
export function askedOf(spec: Field): Pick<PodRule, 'ignores' | 'fields' | 'refuses'> {
  const [validations, variables] = [at(spec, 'validations'), at(spec, 'variables')]
  return {
    ignores: textOf(at(spec, 'failurePolicy')) === 'Ignore',
    fields: podFieldsIn([validations, variables]),
    refuses: refusedIn(validations, variables),
  }
}

/** What lists of validations and of variables in CEL refuse for certain. */
export function refusedIn(validations: Field, variables: Field): readonly PodRefusal[] {
  return refusedByCel(
    itemsOf(validations).map((each) => textOf(at(each, 'expression')) ?? ''),
    itemsOf(variables).map((each) => ({
      name: textOf(at(each, 'name')) ?? '',
      expression: textOf(at(each, 'expression')) ?? '',
    })),
  )
}

function takeBinding(object: KubeObject, bindings: Binding[]): void {
  const spec = at(wholeOf(object), 'spec')
  const match = podMatchOf(at(spec, 'matchResources'))
  if (match === undefined) return
  bindings.push({
    key: objectKeyOf(object),
    name: object.metadata.name,
    policy: requiredText(at(spec, 'policyName')),
    match,
    refuses: textsOf(at(spec, 'validationActions')).includes('Deny'),
    hasParameters: hasValue(at(spec, 'paramRef')),
  })
}

function ruleOf(policy: Policy, binding: Binding): PodRule {
  return {
    engine: 'ValidatingAdmissionPolicy',
    key: binding.key,
    pointer: '/spec/validationActions',
    name: `ValidatingAdmissionPolicy ${binding.policy}, bound by ${binding.name}`,
    where: [...policy.match.where, ...binding.match.where],
    exceptions: [...policy.match.exceptions, ...binding.match.exceptions],
    actions: [{ where: [], refuses: binding.refuses }],
    limits: [
      ...policy.match.limits,
      ...binding.match.limits,
      ...policy.limits,
      ...parameterLimits(policy, binding),
    ],
    ignores: policy.ignores,
    controls: [],
    fields: policy.fields,
    refuses:
      policy.match.ephemeral && binding.match.ephemeral
        ? policy.refuses
        : withoutEphemeral(policy.refuses),
    policy: binding.policy,
  }
}

/** Without the objects that it takes as parameters a policy may let everything pass. */
function parameterLimits({ parameters }: Policy, { hasParameters }: Binding): readonly string[] {
  if (parameters === undefined) return []
  return hasParameters
    ? [`what its parameters say (${parameters}) is not read`]
    : [`it takes parameters (${parameters}), and the binding names none`]
}
