import { objectKeyOf } from '../../../core/object-key.ts'
import type { KubeObject } from '../../../model/object.ts'
import type { PodRule } from '../../../model/pod-admission.ts'
import { at, flagOf, textOf, textsOf, wholeOf } from '../../objects/fields.ts'
import type { FactReader } from '../fact-reader.ts'
import { hasValue } from '../security-context.ts'
import { conditionLimits, podMatchOf } from './match-resources.ts'
import { homeOf } from './namespace-conditions.ts'
import { withoutEphemeral } from './pod-ways.ts'
import { askedOf } from './validating-policies.ts'

/** Reads Kyverno's policies in CEL that look at pods when they are made, those of the cluster and those of a namespace. */
export function kyvernoCelReader(): FactReader<readonly PodRule[]> {
  const rules: PodRule[] = []
  return {
    kinds: [
      'policies.kyverno.io/NamespacedValidatingPolicy',
      'policies.kyverno.io/ValidatingPolicy',
    ],
    take: (object) => rules.push(...rulesOf(object)),
    done: () => rules,
  }
}

function rulesOf(object: KubeObject): readonly PodRule[] {
  const spec = at(wholeOf(object), 'spec')
  const match = podMatchOf(at(spec, 'matchConstraints'))
  const atAdmission = at(spec, 'evaluation', 'admission', 'enabled')
  const isOff = hasValue(atAdmission) && !flagOf(atAdmission)
  if (match === undefined || isOff || textOf(at(spec, 'evaluation', 'mode')) === 'JSON') return []
  const actions = textsOf(at(spec, 'validationActions'))
  const asked = askedOf(spec)
  const { name, namespace } = object.metadata
  return [
    {
      ...asked,
      refuses: match.ephemeral ? asked.refuses : withoutEphemeral(asked.refuses),
      engine: 'Kyverno',
      key: objectKeyOf(object),
      pointer: '/spec/validations',
      name: `${object.kind} ${name}`,
      where: [...homeOf(namespace), ...match.where],
      exceptions: match.exceptions,
      actions: [{ where: [], refuses: actions.length === 0 || actions.includes('Deny') }],
      limits: [...match.limits, ...conditionLimits(at(spec, 'matchConditions'))],
      controls: [],
      webhooks: namespace === undefined ? 'kyverno-cel' : 'kyverno-cel-namespaced',
      policy: name,
    },
  ]
}
