import type { ObjectKey } from './object.ts'
import type { Selector } from './policy.ts'

/** Something that looks at pods when they are made, and may refuse them, beside the labels of namespaces. */
export type AdmissionEngine = 'ValidatingAdmissionPolicy' | 'Kyverno' | 'Gatekeeper'

/** A condition on a namespace: its name is one of some (`*` is any run, `?` any one character), its labels are selected, or nobody can say. */
export type NamespaceCondition =
  | { readonly kind: 'named'; readonly names: readonly string[] }
  | { readonly kind: 'selected'; readonly selector: Selector }
  | { readonly kind: 'not-read' }

/** Which webhooks bring pods to an engine: Kyverno has some for its older policy API, and in the newer one for policies of clusters and of namespaces. */
export type WebhookFamily = 'kyverno' | 'kyverno-cel' | 'kyverno-cel-namespaced' | 'gatekeeper'

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
  /** it brings ephemeral containers, too, which are added to pods that run */
  readonly ephemeral: boolean
  /** namespaces that the engine leaves out unless its own settings, which are not read, say otherwise */
  readonly doubtful: readonly string[]
  /** the policies that it is for; absent: all */
  readonly only?: string
}

/** Kinds of containers of a pod. */
export const CONTAINER_KINDS = ['containers', 'initContainers', 'ephemeralContainers'] as const

export type ContainerKind = (typeof CONTAINER_KINDS)[number]

/** Where a pod says what it may do: for the whole of it, or in one container of a kind. */
export type PodPlace = 'pod' | ContainerKind

/**
 * One way in which a pod may do something to its node, by the field of which it is a matter. Of allowPrivilegeEscalation and runAsNonRoot, a value that
 * does it is one way, and that it is not set is another: `runAsNonRoot` is that it is false, of the container or else of the pod. `capabilities added` is
 * any but NET_BIND_SERVICE, `capabilities kept` that ALL is not dropped, `capabilities keeping NET_RAW` that neither of the two is.
 */
export type PodWay =
  | 'allowPrivilegeEscalation'
  | 'allowPrivilegeEscalation unset'
  | 'capabilities added'
  | 'capabilities kept'
  | 'capabilities keeping NET_RAW'
  | 'hostIPC'
  | 'hostNetwork'
  | 'hostPID'
  | 'hostPath'
  | 'hostPort'
  | 'hostProcess'
  | 'privileged'
  | 'runAsNonRoot'
  | 'runAsNonRoot unset'

/** A way on which every pod is refused, in some places. */
export type PodRefusal = { readonly way: PodWay; readonly places: readonly PodPlace[] }

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
  /** what it refuses for certain; ephemeral containers only where it is asked when they are added. Sorted by way */
  readonly refuses: readonly PodRefusal[]
  /** it is asked through a webhook of this family; absent: by the API server itself */
  readonly webhooks?: WebhookFamily
  /** its own name in the policy; absent: the policy has no rules */
  readonly rule?: string
  /** name of its policy, as webhooks for single policies end in */
  readonly policy: string
}

/** What looks at pods when they are made. Rules sorted by key and name, webhooks by key and name. */
export type PodAdmission = {
  readonly rules: readonly PodRule[]
  readonly webhooks: readonly EngineWebhook[]
}
