import type { ObjectKey } from './object.ts'
import type { Selector } from './policy.ts'

/** Something that looks at pods when they are made, and may refuse them, beside the labels of namespaces. */
export type AdmissionEngine = 'ValidatingAdmissionPolicy' | 'Kyverno' | 'Gatekeeper'

/** A condition on a namespace: its name is one of some (`*` is any run, `?` any one character), its labels are selected, or nobody can say. */
export type NamespaceCondition =
  | { readonly kind: 'named'; readonly names: readonly string[] }
  | { readonly kind: 'selected'; readonly selector: Selector }
  | { readonly kind: 'not-read' }

/** Which webhooks bring pods to an engine: Kyverno has some for each of its two policy APIs. */
export type WebhookFamily = 'kyverno' | 'kyverno-cel' | 'gatekeeper'

/** A webhook of a known engine that the API server asks when pods are made. */
export type EngineWebhook = {
  readonly family: WebhookFamily
  /** of the configuration that it stands in */
  readonly key: ObjectKey
  readonly pointer: string
  readonly name: string
  readonly where: readonly NamespaceCondition[]
  /** pods that it does not bring, for people */
  readonly limits: readonly string[]
  /** pods pass when it does not answer */
  readonly ignores: boolean
  /** the namespace of the engine itself, which Kyverno leaves out unless told otherwise */
  readonly home?: string
  /** the policies that it is for; absent: all */
  readonly only?: string
}

/** What lets pods of some namespaces past a rule: all of them, or with `pods` those that it says, for people. */
export type AdmissionException = {
  readonly where: readonly NamespaceCondition[]
  readonly pods?: string
  /** it goes by names that cannot be those of every pod; absent: any pod of these namespaces may be let past */
  readonly named?: true
}

/** One rule of an engine that looks at pods when they are made. All conditions of a list hold together; an empty list always holds. */
export type PodRule = {
  readonly engine: AdmissionEngine
  readonly key: ObjectKey
  readonly pointer: string
  /** for people: `ClusterPolicy pods, rule host-path` */
  readonly name: string
  readonly where: readonly NamespaceCondition[]
  readonly exceptions: readonly AdmissionException[]
  /** the first whose namespaces hold decides; none: it refuses nothing */
  readonly actions: readonly {
    readonly where: readonly NamespaceCondition[]
    readonly refuses: boolean
  }[]
  /** it looks at some pods only, for people: whoever makes pods may decide whether it looks at them */
  readonly limits: readonly string[]
  /** pods pass where it ends in an error */
  readonly ignores: boolean
  /** controls of the Pod Security Standards that it enforces for certain, by the ids of Kubernetes */
  readonly controls: readonly string[]
  /** fields of pods that what it asks names, sorted: it may refuse pods for them, and what exactly is not read */
  readonly fields: readonly string[]
  /** those of them for which it refuses pods for certain, in some containers at least, sorted */
  readonly refuses: readonly string[]
  /** it is asked through a webhook of this family; absent: by the API server itself */
  readonly webhooks?: WebhookFamily
  /** name of its policy, as webhooks for single policies end in */
  readonly policy: string
}

/** What looks at pods when they are made. Rules sorted by key and name, webhooks by key and name. */
export type PodAdmission = {
  readonly rules: readonly PodRule[]
  readonly webhooks: readonly EngineWebhook[]
}
