import type { PodAdmission } from '../../../model/pod-admission.ts'
import type { KubeObject } from '../../../model/object.ts'
import type { FactReader } from '../fact-reader.ts'
import { gatekeeperReader } from './gatekeeper.ts'
import { kyvernoCelReader } from './kyverno-cel.ts'
import { kyvernoExceptionsReader, withExceptions } from './kyverno-exceptions.ts'
import { kyvernoReader } from './kyverno.ts'
import { validatingPoliciesReader } from './validating-policies.ts'
import { engineWebhooksReader } from './webhooks.ts'

/** Reads what refuses pods when they are made, beside the labels of namespaces: policies of known engines and the webhooks that bring pods to them. */
export function podAdmissionReader(): FactReader<PodAdmission> {
  const policies = validatingPoliciesReader()
  const [kyverno, cel, exceptions] = [
    kyvernoReader(),
    kyvernoCelReader(),
    kyvernoExceptionsReader(),
  ]
  const gatekeeper = gatekeeperReader()
  const webhooks = engineWebhooksReader()
  const readers = [policies, kyverno, cel, exceptions, gatekeeper, webhooks]
  const takers = new Map(readers.flatMap(({ kinds, take }) => kinds.map((kind) => [kind, take])))
  return {
    kinds: [...takers.keys()],
    take: (object) => (takers.get(kindOf(object)) ?? takers.get(anyOf(object)))?.(object),
    done: () => ({
      rules: [
        ...policies.done(),
        ...withExceptions([...kyverno.done(), ...cel.done()], exceptions.done()),
        ...gatekeeper.done(),
      ].sort((one, other) => compared(one.key, other.key) || compared(one.name, other.name)),
      webhooks: webhooks
        .done()
        .toSorted((one, other) => compared(one.key, other.key) || compared(one.name, other.name)),
    }),
  }
}

function kindOf(object: KubeObject): string {
  return `${groupOf(object)}/${object.kind}`
}

function anyOf(object: KubeObject): string {
  return `${groupOf(object)}/*`
}

function groupOf({ apiVersion }: KubeObject): string {
  return apiVersion.slice(0, apiVersion.indexOf('/'))
}

function compared(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
