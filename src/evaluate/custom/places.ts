import type { CheckInput, ScopedWorkload } from '../../model/check.ts'
import type { CustomCheck } from '../../model/custom-check.ts'
import type { KubeObject, ObjectKey, ResourceName } from '../../model/object.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import { matchesAnyGlob } from '../glob.ts'
import { NAMESPACED } from '../namespaced.ts'
import { objectSubject, workloadSubject } from '../subject.ts'
import { WORKLOAD_KINDS } from './check-files.ts'
import { classesIn } from './facts.ts'
import type { Place } from './facts.ts'

/** An object that checks are asked of: what it is in the model, and as which subject it is answered. */
export type Placed = {
  readonly key: ObjectKey
  readonly resource: ResourceName
  readonly subject: string
  readonly place: Place
}

/** Where objects of a cluster belong. Undefined for what is no part of the model: finished pods. */
export function placing(
  input: CheckInput,
): (object: KubeObject, resource: ResourceName) => Placed | undefined {
  const { cluster, workloads } = input
  const ofPod = new Map(
    workloads.flatMap((each) => each.pods.map(({ key }) => [key, each] as const)),
  )
  const named = Map.groupBy(workloads, nameOf)
  return (object, resource) => {
    const key = objectKeyOf(object)
    const namespace = namespaceOf(object, resource)
    const within = namespace === undefined ? {} : { namespace }
    const subject = objectSubject(cluster.name, key)
    if (resource !== 'pods') {
      const name = `${namespace ?? ''}/${object.kind}/${object.metadata.name}`
      const found = WORKLOAD_KINDS.includes(resource) ? (named.get(name) ?? []) : []
      return { key, resource, subject, place: { ...within, workloads: found } }
    }
    const holder = ofPod.get(key)
    if (holder === undefined) return undefined
    const place = { ...within, workloads: [holder] }
    return { key, resource, subject: workloadSubject(cluster.name, holder), place }
  }
}

function nameOf({ namespace, workload }: ScopedWorkload): string {
  return `${namespace}/${workload}`
}

function namespaceOf({ metadata }: KubeObject, resource: ResourceName): string | undefined {
  if (resource === 'namespaces') return metadata.name
  return metadata.namespace ?? (NAMESPACED.includes(resource) ? 'default' : undefined)
}

/** Whether a check is asked of an object: of its kind, and inside of the check's scope. */
export function isAsked(
  { kinds, scope }: CustomCheck,
  { resource, place }: Placed,
  input: CheckInput,
): boolean {
  if (!kinds.includes(resource)) return false
  const { namespace } = place
  if (scope.namespaces !== undefined && !matchesAnyGlob(scope.namespaces, namespace ?? ''))
    return false
  if (scope.classes === undefined) return true
  const classes =
    place.workloads.length > 0
      ? place.workloads.map((each) => each.class)
      : classesIn(input, namespace ?? '')
  return classes.some((each) => scope.classes?.includes(each))
}
