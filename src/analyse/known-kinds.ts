import type { KubeObject } from '../model/object.ts'
import { POLICY_APIS } from '../policy/apis.ts'
import { ENTRANCE_KINDS } from './exposure/entrances.ts'
import { UnreadableField, at, wholeOf } from './objects/fields.ts'

/** Workloads: kinds that make pods from a template. */
const WORKLOADS: Readonly<Record<string, readonly string[]>> = {
  '/ReplicationController': ['v1'],
  'apps/DaemonSet': ['v1'],
  'apps/Deployment': ['v1'],
  'apps/ReplicaSet': ['v1'],
  'apps/StatefulSet': ['v1'],
  'batch/CronJob': ['v1', 'v1beta1'],
  'batch/Job': ['v1'],
}

const policyKinds = Map.groupBy(
  POLICY_APIS.flatMap(({ resources, context = [] }) => [...resources, ...context]),
  ({ group, kind }) => `${group}/${kind}`,
)

/** The kinds that the model is made of, `group/Kind`, and the versions in which they are understood. */
const UNDERSTOOD: ReadonlyMap<string, readonly string[]> = new Map([
  ['/Endpoints', ['v1']],
  ['/Namespace', ['v1']],
  ['/Node', ['v1']],
  ['/Pod', ['v1']],
  ['/Service', ['v1']],
  ['/ServiceAccount', ['v1']],
  ['/ConfigMap', ['v1']],
  ['cilium.io/CiliumNodeConfig', ['v2', 'v2alpha1']],
  ['discovery.k8s.io/EndpointSlice', ['v1', 'v1beta1']],
  ...ENTRANCE_KINDS,
  ...Object.entries(WORKLOADS),
  ...[...policyKinds].map(([name, refs]) => [name, refs.map(({ version }) => version)] as const),
])

/** The kinds of policies, and of what says what policies mean, `group/Kind`. */
export const POLICY_KINDS: readonly string[] = [...policyKinds.keys()]

/** Whether objects of a kind, `group/Kind`, are policies or say what policies mean, and nothing else. */
export function isOfPolicies(kind: string): boolean {
  return policyKinds.has(kind)
}

/** Whether the model is made of objects of a kind, `group/Kind`. */
export function isUnderstood(kind: string): boolean {
  return UNDERSTOOD.has(kind)
}

/**
 * Which kind of the model an object is, `group/Kind`; `workload` for what makes pods from a template, undefined for what the model does not hold.
 *
 * Throws UnreadableField where the kind is known and the version is not: such an object is never passed over.
 */
export function kindOf(object: KubeObject): string | undefined {
  const { apiVersion, kind } = object
  const cut = apiVersion.indexOf('/')
  const name = `${cut < 0 ? '' : apiVersion.slice(0, cut)}/${kind}`
  const versions = UNDERSTOOD.get(name)
  if (versions === undefined) return undefined
  if (!versions.includes(apiVersion.slice(cut + 1)))
    throw new UnreadableField(
      at(wholeOf(object), 'apiVersion'),
      `${kind} is understood as ${versions.join(' and ')} only`,
    )
  return Object.hasOwn(WORKLOADS, name) ? 'workload' : name
}
