import { objectKeyOf } from '../core/object-key.ts'
import type { Pod, WorkloadName } from '../model/cluster.ts'
import type { KubeObject } from '../model/object.ts'
import { at, itemsOf, objectOf, textOf, wholeOf } from './fields.ts'
import type { Field } from './fields.ts'
import { ownerOf, readPodShape } from './pods.ts'
import type { Owner, PodRecord, PodShape } from './pods.ts'

/** Kinds that make pods from a template, and where it stands. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  'apps/v1/Deployment': ['spec', 'template'],
  'apps/v1/ReplicaSet': ['spec', 'template'],
  'apps/v1/StatefulSet': ['spec', 'template'],
  'apps/v1/DaemonSet': ['spec', 'template'],
  'batch/v1/Job': ['spec', 'template'],
  'batch/v1/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'v1/ReplicationController': ['spec', 'template'],
}

/** A workload object: who owns it, and the pods it would make. */
export type WorkloadRecord = {
  readonly key: string
  readonly namespace: string
  readonly kind: string
  readonly name: string
  readonly owner?: Owner
  /** absent where another workload owns this one, or where it is a job that has ended */
  readonly template?: PodShape
}

/** Whether an object makes pods from a template. */
export function isWorkload(object: KubeObject): boolean {
  return Object.hasOwn(TEMPLATES, `${object.apiVersion}/${object.kind}`)
}

/** A workload as its object says. */
export function readWorkload(object: KubeObject): WorkloadRecord {
  const whole = wholeOf(object)
  const owner = ownerOf(whole)
  const template = at(whole, ...(TEMPLATES[`${object.apiVersion}/${object.kind}`] ?? []))
  const needed = owner === undefined && !hasEnded(object.kind, at(whole, 'status'))
  return {
    key: objectKeyOf(object),
    namespace: object.metadata.namespace ?? 'default',
    kind: object.kind,
    name: object.metadata.name,
    ...(owner === undefined ? {} : { owner }),
    ...(needed ? { template: readPodShape(template) } : {}),
  }
}

/**
 * Pods with the workload at the top of their owner chain, and one stand-in for each workload that has none; sorted by key.
 *
 * Finished pods are left out, and a job all of whose pods have finished needs no stand-in.
 */
export function podsOfWorkloads(
  records: readonly PodRecord[],
  workloads: readonly WorkloadRecord[],
): readonly Pod[] {
  const byName = new Map(workloads.map((each) => [placeOf(each.namespace, each), each]))
  const seen = new Set<string>()
  const pods: Pod[] = []
  for (const { pod, owner, finished } of records) {
    const top = owner === undefined ? { kind: 'Pod', name: pod.name } : topOf(pod, owner, byName)
    if (!finished || top.kind === 'Job') seen.add(placeOf(pod.namespace, top))
    if (!finished) pods.push({ ...pod, workload: nameOf(top) })
  }
  const without = workloads.filter((each) => !seen.has(placeOf(each.namespace, each)))
  return [...pods, ...without.flatMap(standInFor)].sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** Follows owners to the top; a chain that turns back on itself ends where it does. */
function topOf(
  { namespace }: { readonly namespace: string },
  owner: Owner,
  byName: ReadonlyMap<string, WorkloadRecord>,
): Owner {
  const passed = new Set<string>()
  let top = owner
  for (;;) {
    const place = placeOf(namespace, top)
    const above = byName.get(place)?.owner
    if (above === undefined || passed.has(place)) return top
    passed.add(place)
    top = above
  }
}

function standInFor({ key, namespace, kind, name, template }: WorkloadRecord): Pod[] {
  if (template === undefined) return []
  const ordinal = kind === 'StatefulSet' ? ordinalLabels(name) : {}
  return [
    {
      key,
      namespace,
      name,
      ...template,
      labels: { ...template.labels, ...ordinal },
      workload: nameOf({ kind, name }),
      addresses: [],
      standIn: true,
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
