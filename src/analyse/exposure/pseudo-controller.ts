import type { Cluster, Namespace, Pod } from '../../model/cluster.ts'
import type { PodClass, PortRange, Reachability } from '../../model/reachability.ts'
import { hasPorts } from '../engine/connection-sets.ts'

/** The name of the pod that stands for a controller of which no manifest is there. */
export const CONTROLLER = '{ingress-controller}'

const NAMESPACE = 'exhibit-pseudo-controller'

/**
 * The cluster with a pod besides that stands for whatever serves Ingresses and routes: an arbitrary pod of the cluster, without labels, in a
 * namespace of its own. For lists of manifests in which no controller is; evidence never uses it.
 */
export function withController(cluster: Cluster): Cluster {
  const namespace: Namespace = {
    key: `/v1/Namespace//${NAMESPACE}`,
    name: NAMESPACE,
    labels: { 'kubernetes.io/metadata.name': NAMESPACE },
    annotations: {},
    read: true,
  }
  const pod: Pod = {
    key: `/v1/Pod/${NAMESPACE}/${CONTROLLER}`,
    namespace: NAMESPACE,
    name: CONTROLLER,
    labels: {},
    workload: `Pod/${CONTROLLER}`,
    serviceAccount: 'default',
    hostNetwork: false,
    addresses: [],
    ports: [],
    standIn: true,
    images: [],
  }
  return {
    ...cluster,
    namespaces: new Map([...cluster.namespaces, [NAMESPACE, namespace]]),
    pods: [...cluster.pods, pod],
  }
}

/** Whether a class is that of the pseudo controller. */
export function isController({ namespace }: PodClass): boolean {
  return namespace === NAMESPACE
}

/** The pod ports that Ingresses and routes lead to, by key of the pod. */
export function routedPorts({ exposures }: Cluster): ReadonlyMap<string, readonly PortRange[]> {
  const ports = new Map<string, PortRange[]>()
  for (const { kind, pods, targetPort, protocol } of exposures) {
    if (!ROUTES.has(kind) || targetPort === undefined || !hasPorts(protocol)) continue
    for (const { key } of pods) {
      const list = ports.get(key) ?? []
      ports.set(key, [...list, { protocol, from: targetPort, to: targetPort }])
    }
  }
  return ports
}

const ROUTES: ReadonlySet<string> = new Set(['Ingress', 'Route', 'Gateway'])

/** The class of the pseudo controller; undefined where the cluster has none. */
export function controllerClass({ podClasses }: Reachability): PodClass | undefined {
  return podClasses.find(isController)
}
