import { objectKeyOf } from '../../core/object-key.ts'
import type { Pod, WorkloadName } from '../../model/cluster.ts'
import type { KubeObject } from '../../model/object.ts'
import { at, itemsOf, objectOf, textOf, wholeOf } from './fields.ts'
import type { Field, UnreadableField } from './fields.ts'
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

/** Kinds that another workload kind makes from its own template. */
const MAKERS: Readonly<Record<string, string>> = { ReplicaSet: 'Deployment', Job: 'CronJob' }

/** Kinds that an owner makes anew with each change, and keeps without pods. */
const REVISIONS: ReadonlySet<string> = new Set(['ReplicaSet', 'ReplicationController'])

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
  const byName = new Map(workloads.map((each) => [placeOf(each.namespace, each), each]))
  const seen = new Set<string>()
  const pods: Pod[] = []
  for (const { pod, owner, finished } of records) {
    if (finished) continue
    const chain = owner === undefined ? [] : chainOfPod(pod, owner, byName)
    for (const each of chain) seen.add(placeOf(pod.namespace, each))
    pods.push({ ...pod, workload: nameOf(chain.at(-1) ?? { kind: 'Pod', name: pod.name }) })
  }
  const without = workloads.filter((each) => !isMadeBy(each, byName) && !isSeen(each, seen))
  const standIns = without.flatMap((each) => {
    const chain = each.owner === undefined ? [] : chainOf(each, each.owner, byName)
    return standInFor(each, nameOf(chain.at(-1) ?? each), nodes)
  })
  return [...pods, ...standIns].sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** Whether a workload of the model made this one from its own template, and so speaks for it. */
function isMadeBy(
  { namespace, kind, owner }: WorkloadRecord,
  byName: ReadonlyMap<string, WorkloadRecord>,
): boolean {
  if (owner === undefined || owner.kind !== MAKERS[kind]) return false
  return byName.has(placeOf(namespace, owner))
}

/** Whether a workload has pods. Of what one owner made as revisions of one workload the old ones have none. */
function isSeen(workload: WorkloadRecord, seen: ReadonlySet<string>): boolean {
  const { namespace, kind, owner } = workload
  const revision = owner !== undefined && REVISIONS.has(kind)
  return seen.has(placeOf(namespace, revision ? owner : workload))
}

/** The owners of a pod. What it names and nothing of the model is follows by name where that says who made it: a dump may hold Deployments without ReplicaSets. */
function chainOfPod(
  pod: Pick<Pod, 'namespace' | 'labels'>,
  owner: Owner,
  byName: ReadonlyMap<string, WorkloadRecord>,
): readonly Owner[] {
  const maker = byName.has(placeOf(pod.namespace, owner)) ? undefined : makerByName(pod, owner)
  return maker === undefined || !byName.has(placeOf(pod.namespace, maker))
    ? chainOf(pod, owner, byName)
    : [owner, ...chainOf(pod, maker, byName)]
}

/**
 * What made a ReplicaSet or a Job, by its name: that of a Deployment with the hash that its pods have as a label (kubernetes, pkg/controller/deployment/sync.go,
 * getNewReplicaSet), that of a CronJob with a time (pkg/controller/cronjob/utils.go, getJobName). undefined: it is named by somebody else.
 */
function makerByName({ labels }: Pick<Pod, 'labels'>, { kind, name }: Owner): Owner | undefined {
  const hash = labels[TEMPLATE_HASH]
  if (kind === 'ReplicaSet' && hash !== undefined && name.endsWith(`-${hash}`))
    return { kind: 'Deployment', name: name.slice(0, -hash.length - 1) }
  const job = kind === 'Job' ? /^(.+)-\d+$/.exec(name)?.[1] : undefined
  return job === undefined ? undefined : { kind: 'CronJob', name: job }
}

const TEMPLATE_HASH = 'pod-template-hash'

/** The owners up to the top, in order; a chain that turns back on itself ends where it does. */
function chainOf(
  { namespace }: { readonly namespace: string },
  owner: Owner,
  byName: ReadonlyMap<string, WorkloadRecord>,
): readonly Owner[] {
  const passed = new Set<string>()
  const chain = [owner]
  for (let top = owner; ;) {
    const place = placeOf(namespace, top)
    const above = byName.get(place)?.owner
    if (above === undefined || passed.has(place)) return chain
    passed.add(place)
    top = above
    chain.push(above)
  }
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

function hasEnded(kind: string, status: Field): boolean {
  if (kind !== 'Job' || Object.keys(objectOf(status)).length === 0) return false
  if (textOf(at(status, 'completionTime')) !== undefined) return true
  return itemsOf(at(status, 'conditions')).some(
    (item) =>
      ['Complete', 'Failed'].includes(textOf(at(item, 'type')) ?? '') &&
      textOf(at(item, 'status')) === 'True',
  )
}

function placeOf(namespace: string, { kind, name }: Owner): string {
  return `${namespace}/${kind}/${name}`
}

function nameOf({ kind, name }: Owner): WorkloadName {
  return `${kind}/${name}`
}
