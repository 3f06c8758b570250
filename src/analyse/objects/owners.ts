import type { Pod, WorkloadName } from '../../model/cluster.ts'
import type { Owner } from './pods.ts'

/** Kinds that another workload kind makes from its own template. */
const MAKERS: Readonly<Record<string, string>> = { ReplicaSet: 'Deployment', Job: 'CronJob' }

/** Kinds that an owner makes anew with each change, and keeps without pods. */
const REVISIONS: ReadonlySet<string> = new Set(['ReplicaSet', 'ReplicationController'])

/** A workload by what names it, and what owns it. */
export type Owned = Owner & { readonly namespace: string; readonly owner?: Owner }

/** Workloads by the place that placeOf gives. */
export type OwnedByPlace = ReadonlyMap<string, Owned>

/** Where a workload stands in a cluster: unique, and the same for its object and for who names it as owner. */
export function placeOf(namespace: string, { kind, name }: Owner): string {
  return `${namespace}/${kind}/${name}`
}

/** `Deployment/web` */
export function nameOf({ kind, name }: Owner): WorkloadName {
  return `${kind}/${name}`
}

/** Workloads by their places. */
export function byPlace<T extends Owned>(workloads: readonly T[]): ReadonlyMap<string, T> {
  return new Map(workloads.map((each) => [placeOf(each.namespace, each), each]))
}

/** The owners up to the top, in order; a chain that turns back on itself ends where it does. */
export function chainOf(
  namespace: string,
  owner: Owner | undefined,
  workloads: OwnedByPlace,
): readonly Owner[] {
  const passed = new Set<string>()
  const chain: Owner[] = []
  for (let top = owner; top !== undefined;) {
    chain.push(top)
    const place = placeOf(namespace, top)
    if (passed.has(place)) return chain
    passed.add(place)
    top = workloads.get(place)?.owner
  }
  return chain
}

/** The owners of a pod. What it names and nothing of the model is follows by name where that says who made it: a dump may hold Deployments without ReplicaSets. */
export function chainOfPod(
  pod: Pick<Pod, 'namespace' | 'labels'>,
  owner: Owner | undefined,
  known: OwnedByPlace,
): readonly Owner[] {
  if (owner === undefined) return []
  const maker = known.has(placeOf(pod.namespace, owner)) ? undefined : makerByName(pod, owner)
  return maker === undefined || !known.has(placeOf(pod.namespace, maker))
    ? chainOf(pod.namespace, owner, known)
    : [owner, ...chainOf(pod.namespace, maker, known)]
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

/**
 * Workloads that have no pods, in the order given: neither they nor what owns their revisions is among the places `seen`. What a Deployment or
 * CronJob of the model made is left out: its maker speaks for it.
 */
export function withoutPods<T extends Owned>(
  workloads: readonly T[],
  seen: ReadonlySet<string>,
  known: OwnedByPlace,
): readonly T[] {
  return workloads.filter((each) => !isMadeBy(each, known) && !isSeen(each, seen))
}

/** Whether a workload of the model made this one from its own template, and so speaks for it. */
function isMadeBy({ namespace, kind, owner }: Owned, known: OwnedByPlace): boolean {
  if (owner === undefined || owner.kind !== MAKERS[kind]) return false
  return known.has(placeOf(namespace, owner))
}

/** Whether a workload has pods. Of what one owner made as revisions of one workload the old ones have none. */
function isSeen(workload: Owned, seen: ReadonlySet<string>): boolean {
  const { namespace, kind, owner } = workload
  const revision = owner !== undefined && REVISIONS.has(kind)
  return seen.has(placeOf(namespace, revision ? owner : workload))
}
