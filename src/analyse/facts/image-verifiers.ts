import { objectKeyOf } from '../../core/object-key.ts'
import type { KubeObject } from '../../model/object.ts'
import type { ImageVerifier } from '../../model/origins.ts'
import { at, itemsOf, pointerOf, textOf, textsOf, wholeOf } from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'
import { excludedBy, matchFilters } from './admission/kyverno-match.ts'
import { podMatchOf } from './admission/match-resources.ts'
import { isSelective } from './admission/namespace-conditions.ts'
import type { FactReader } from './fact-reader.ts'

/** Reads what is known to verify the origin of images when pods are made: rules of Kyverno, and the webhook of Sigstore's policy controller. */
export function imageVerifiersReader(): FactReader<readonly ImageVerifier[]> {
  const found: ImageVerifier[] = []
  return {
    kinds: [
      'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
      'kyverno.io/ClusterPolicy',
      'kyverno.io/Policy',
      'policies.kyverno.io/ImageValidatingPolicy',
    ],
    take: (object) => {
      found.push(...(READERS[object.kind] ?? ruleVerifiers)(object))
    },
    done: () => found.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1)),
  }
}

const READERS: Readonly<Record<string, (object: KubeObject) => readonly ImageVerifier[]>> = {
  ImageValidatingPolicy: policyVerifiers,
  ValidatingWebhookConfiguration: webhookVerifiers,
}

function nameOf({ key, name }: ImageVerifier): string {
  return `${key} ${name}`
}

function webhookVerifiers(object: KubeObject): readonly ImageVerifier[] {
  return itemsOf(at(wholeOf(object), 'webhooks'))
    .filter((each) => textOf(at(each, 'name')) === 'policy.sigstore.dev')
    .map((each) => ({
      key: objectKeyOf(object),
      pointer: pointerOf(each),
      name: 'webhook policy.sigstore.dev',
      refuses: true,
      limited:
        isSelective(at(each, 'namespaceSelector')) || isSelective(at(each, 'objectSelector')),
    }))
}

function policyVerifiers(object: KubeObject): readonly ImageVerifier[] {
  const spec = at(wholeOf(object), 'spec')
  const match = podMatchOf(at(spec, 'matchConstraints'))
  if (match === undefined) return []
  const actions = textsOf(at(spec, 'validationActions'))
  const { where, exceptions, limits } = match
  return [
    {
      key: objectKeyOf(object),
      pointer: '/metadata/name',
      name: `ImageValidatingPolicy ${object.metadata.name}`,
      refuses: actions.length === 0 || actions.includes('Deny'),
      limited: where.length + exceptions.length + limits.length > 0,
    },
  ]
}

function ruleVerifiers(object: KubeObject): readonly ImageVerifier[] {
  const spec = at(wholeOf(object), 'spec')
  return itemsOf(at(spec, 'rules')).flatMap((rule) => {
    const images = itemsOf(at(rule, 'verifyImages'))
    const filters = matchFilters(at(rule, 'match'))
    if (images.length === 0 || filters.length === 0) return []
    return [
      {
        key: objectKeyOf(object),
        pointer: pointerOf(at(rule, 'verifyImages')),
        name: `${object.kind} ${object.metadata.name}, rule ${textOf(at(rule, 'name')) ?? ''}`,
        refuses: images.every((each) => isEnforced(each, spec)),
        limited:
          object.metadata.namespace !== undefined ||
          filters.every(({ where, limits }) => where.length + limits.length > 0) ||
          excludedBy(at(rule, 'exclude')).length > 0,
      },
    ]
  })
}

/** The action of the images themselves comes before that of the policy; absent is Audit. */
function isEnforced(images: Field, spec: Field): boolean {
  const own = textOf(at(images, 'failureAction'))
  return (own ?? textOf(at(spec, 'validationFailureAction')) ?? '').toLowerCase() === 'enforce'
}
