import type { JsonObject } from '../../src/core/json.ts'
import type { KubeObject } from '../../src/model/object.ts'

/** A namespace. */
export function namespace(name: string, labels: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
}

/** A ready, schedulable node. */
export function node(name: string, kubeletVersion = 'v1.35.2'): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: { kubeletVersion },
    },
  }
}

/** What a test says of a pod; everything has a default. */
export type PodSpec = {
  readonly owner?: string
  readonly labels?: Record<string, string>
  readonly node?: string
  readonly ports?: readonly number[]
  readonly hostNetwork?: boolean
  readonly hostPort?: number
}

/** A running, ready pod of an owner `Kind/name`, a StatefulSet of the pod's name where not said. */
export function pod(namespaceName: string, name: string, spec: PodSpec = {}): KubeObject {
  const owner = spec.owner ?? `StatefulSet/${name}`
  const cut = owner.indexOf('/')
  const [kind, ownerName] = [owner.slice(0, cut), owner.slice(cut + 1)]
  const { ports = [8080], hostPort } = spec
  const reference = { apiVersion: 'apps/v1', kind, name: ownerName, uid: owner, controller: true }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: namespaceName,
      labels: spec.labels ?? { app: name },
      ownerReferences: [reference],
    },
    spec: {
      ...(spec.node === undefined ? {} : { nodeName: spec.node }),
      hostNetwork: spec.hostNetwork ?? false,
      containers: [
        {
          name: 'main',
          ports: ports.map((containerPort) => ({
            containerPort,
            ...(hostPort === undefined ? {} : { hostPort }),
          })),
        },
      ],
    },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  }
}

/** A network policy with the given specification. */
export function networkPolicy(namespaceName: string, name: string, spec: JsonObject): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: namespaceName },
    spec,
  }
}

/** A Service of a type in front of the pods with a label `app`. */
export function service(
  namespaceName: string,
  name: string,
  app: string,
  spec: JsonObject = {},
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: namespaceName },
    spec: { selector: { app }, ports: [{ port: 443, targetPort: 8080 }], ...spec },
  }
}

/** The network plugin Cilium, ready on each of the nodes. */
export function cilium(...nodes: readonly string[]): readonly KubeObject[] {
  return nodes.map((name) =>
    pod('kube-system', `cilium-${name}`, {
      owner: 'DaemonSet/cilium',
      labels: { 'k8s-app': 'cilium' },
      node: name,
      hostNetwork: true,
      ports: [],
    }),
  )
}
