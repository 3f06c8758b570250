import { objectKeyOf } from '../../../core/object-key.ts'
import type { KubeObject } from '../../../model/object.ts'
import type { EngineWebhook, WebhookFamily } from '../../../model/pod-admission.ts'
import { at, itemsOf, pointerOf, textOf, wholeOf } from '../../objects/fields.ts'
import type { Field } from '../../objects/fields.ts'
import type { FactReader } from '../fact-reader.ts'
import { addsContainers, conditionLimits, isOfPods, objectLimits } from './match-resources.ts'
import { selectedBy } from './namespace-conditions.ts'

/**
 * Reads the validating webhooks of known engines that are asked when pods are made. Any other webhook is no control of pods: it may look at pods for
 * anything, and what it refuses is in no object of the cluster.
 */
export function engineWebhooksReader(): FactReader<readonly EngineWebhook[]> {
  const found: EngineWebhook[] = []
  return {
    kinds: ['admissionregistration.k8s.io/ValidatingWebhookConfiguration'],
    take: (object) => {
      for (const each of itemsOf(at(wholeOf(object), 'webhooks')))
        found.push(...webhooksOf(object, each))
    },
    done: () => found,
  }
}

function webhooksOf(object: KubeObject, webhook: Field): readonly EngineWebhook[] {
  const name = textOf(at(webhook, 'name')) ?? ''
  const family = familyOf(name)
  if (family === undefined || !itemsOf(at(webhook, 'rules')).some(isOfPods)) return []
  const home = textOf(at(webhook, 'clientConfig', 'service', 'namespace'))
  const only = /-finegrained-(.+)$/.exec(name)?.[1]
  return [
    {
      family,
      key: objectKeyOf(object),
      pointer: pointerOf(webhook),
      name,
      where: selectedBy(at(webhook, 'namespaceSelector')),
      limits: [
        ...objectLimits(webhook),
        ...(only === undefined ? conditionLimits(at(webhook, 'matchConditions')) : []),
      ],
      ignores: textOf(at(webhook, 'failurePolicy')) === 'Ignore',
      ephemeral: itemsOf(at(webhook, 'rules')).some(addsContainers),
      doubtful: family === 'gatekeeper' ? [] : [...LEFT_OUT, ...(home === undefined ? [] : [home])],
      ...(only === undefined ? {} : { only }),
    },
  ]
}

/** What the resourceFilters that Kyverno comes with leave out, beside its own namespace: it is asked, and lets all pods pass (kyverno charts/kyverno, values.yaml). */
const LEFT_OUT = ['kube-node-lease', 'kube-public', 'kube-system']

/** Engines are known by the names that they give their webhooks (kyverno pkg/config, gatekeeper pkg/webhook/policy.go). */
function familyOf(name: string): WebhookFamily | undefined {
  if (name === 'validation.gatekeeper.sh') return 'gatekeeper'
  if (/^validate\.kyverno\.svc-(?:fail|ignore)(?:$|-)/.test(name)) return 'kyverno'
  if (/^vpol\.validate\.kyverno\.svc-(?:fail|ignore)(?:$|-)/.test(name)) return 'kyverno-cel'
  return /^nvpol\.validate\.kyverno\.svc-(?:fail|ignore)(?:$|-)/.test(name)
    ? 'kyverno-cel-namespaced'
    : undefined
}
