import { objectKeyOf } from '../../core/object-key.ts'
import type { Pod, WorkloadName } from '../../model/cluster.ts'
import type { KubeObject } from '../../model/object.ts'
import { at, itemsOf, objectOf, textOf, wholeOf } from './fields.ts'
import type { Field, UnreadableField } from './fields.ts'
import { byPlace, chainOf, chainOfPod, nameOf, placeOf, withoutPods } from './owners.ts'
import { ownerOf, readPodShape } from './pods.ts'
import type { Owner, PodRecord, PodShape } from './pods.ts'
import { podCountOf } from './replicas.ts'
import type { PodCount } from './replicas.ts'

/** API groups of the kinds that are not of `apps`. */
const GROUPS: Readonly<Record<string, string>> = {
  Job: 'batch',
  CronJob: 'batch',
  ReplicationController: '',
}

/** Kinds that make pods from a template, and where it stands; the same in every version that is read. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  ReplicationController: ['spec', 'template'],
}

/** `group/Kind` of the kinds that make pods from a template. */
export const WORKLOAD_KINDS: readonly string[] = Object.keys(TEMPLATES).map(
  (kind) => `${GROUPS[kind] ?? 'apps'}/${kind}`,
)

/** The pod template of a workload. */
export function templateOf(object: KubeObject): Field {
  return at(wholeOf(object), ...(TEMPLATES[object.kind] ?? []))
}

/** A workload object: who owns it, and the pods it would make. */
export type WorkloadRecord = {
  readonly key: string
  readonly namespace: string
  readonly kind: string
  readonly name: string
  readonly owner?: Owner
  /** absent where it is a job that has ended */
  readonly template?: PodShape
  readonly count: PodCount
  /** ports of the template that cannot be read: it is in the model without them */
  readonly faults: readonly UnreadableField[]
}

/** A workload as its object says; the object is of a kind that makes pods from a template. */
export function readWorkload(object: KubeObject): WorkloadRecord {
  const whole = wholeOf(object)
  const owner = ownerOf(whole)
  const template = templateOf(object)
  const needed = !hasEnded(object.kind, at(whole, 'status'))
  const faults: UnreadableField[] = []
  return {
    key: objectKeyOf(object),
    namespace: object.metadata.namespace ?? 'default',
    kind: object.kind,
    name: object.metadata.name,
    ...(owner === undefined ? {} : { owner }),
    ...(needed ? { template: readPodShape(template, faults) } : {}),
    count: podCountOf(object.kind, at(whole, 'spec')),
    faults,
  }
}

/**
 * Pods with the workload at the top of their owner chain, and one stand-in for each workload that has none; sorted by key. Workloads with a pod on
 * every node have one where the cluster is known to have one node.
 *
 * Finished pods are left out: a job that has ended needs no stand-in, one that may start another pod does. What a Deployment or
 * CronJob of the model made is theirs; what anything else owns (a custom resource) stands for itself, under the name of its owner.
 */
export function podsOfWorkloads(
  records: readonly PodRecord[],
  workloads: readonly WorkloadRecord[],
  nodes: number,
): readonly Pod[] {
  const known = byPlace(workloads)
  const seen = new Set<string>()
  const pods: Pod[] = []
  for (const { pod, owner, finished } of records) {
    if (finished) continue
    const chain = chainOfPod(pod, owner, known)
    for (const each of chain) seen.add(placeOf(pod.namespace, each))
    pods.push({ ...pod, workload: nameOf(chain.at(-1) ?? { kind: 'Pod', name: pod.name }) })
  }
  const standIns = withoutPods(workloads, seen, known).flatMap((each) => {
    const chain = chainOf(each.namespace, each.owner, known)
    return standInFor(each, nameOf(chain.at(-1) ?? each), nodes)
  })
  return [...pods, ...standIns].sort((a, b) => (a.key < b.key ? -1 : 1))
}

function standInFor(
  { key, namespace, kind, name, template, count }: WorkloadRecord,
  workload: WorkloadName,
  nodes: number,
): Pod[] {
  if (template === undefined) return []
  const several = count === 'by-node' ? nodes !== 1 : count === 'several'
  const ordinal = kind === 'StatefulSet' ? ordinalLabels(name) : {}
  return [
    {
      key,
      namespace,
      name,
      ...template,
      labels: { ...template.labels, ...ordinal },
      workload,
      addresses: [],
      standIn: true,
      ...(several ? { several } : {}),
    },
  ]
}

/** The labels that the StatefulSet controller gives its first pod. */
function ordinalLabels(name: string): Readonly<Record<string, string>> {
  return {
    'statefulset.kubernetes.io/pod-name': `${name}-0`,
    'apps.kubernetes.io/pod-index': '0',
  }
}

/** Whether a workload is a job that has ended, which makes no pod any more. */
export function hasEnded(kind: string, status: Field): boolean {
  if (kind !== 'Job' || Object.keys(objectOf(status)).length === 0) return false
  if (textOf(at(status, 'completionTime')) !== undefined) return true
  return itemsOf(at(status, 'conditions')).some(
    (item) =>
      ['Complete', 'Failed'].includes(textOf(at(item, 'type')) ?? '') &&
      textOf(at(item, 'status')) === 'True',
  )
}
