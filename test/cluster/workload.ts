import type { JsonObject } from '../../src/core/json.ts'
import { metadataOf, text } from './answer.ts'
import type { Apply } from './apply.ts'
import { manifest } from './manifest.ts'
import type { Labels, Manifest } from './manifest.ts'
import { nodeAddress, ready, STARTED } from './objects.ts'

/** A workload and the pods that its controller would have made. */
export type Workload = {
  readonly kind: 'Deployment' | 'DaemonSet' | 'StatefulSet' | 'Job'
  readonly namespace: string
  /** Also the value of the label `app`, and the name of the container and the service account. */
  readonly name: string
  readonly labels: Labels
  /** Numbers of the nodes on which its pods are, one pod for each entry. */
  readonly nodes: readonly number[]
  readonly ports: readonly ContainerPort[]
  readonly hostNetwork: boolean
  readonly env: Labels
  readonly args: readonly string[]
}

type ContainerPort = {
  readonly name: string
  readonly containerPort: number
  readonly protocol?: 'TCP' | 'UDP'
}

/** A Deployment with one pod on node 1, but for what is said otherwise. */
export function workload(namespace: string, name: string, said: Partial<Workload> = {}): Workload {
  return {
    kind: 'Deployment',
    namespace,
    name,
    labels: {},
    nodes: [1],
    ports: [],
    hostNetwork: false,
    env: {},
    args: [],
    ...said,
  }
}

/**
 * Creates workloads, the ReplicaSets of Deployments, and pods, each owned by what the server made of the one before.
 *
 * Pods are named `OWNER-0`, `OWNER-1`, ... and have addresses `10.244.NODE.1` upwards in the order given; those of a Job have finished,
 * the others are running and ready. Gives every created object.
 */
export async function applyWorkloads(
  apply: Apply,
  workloads: readonly Workload[],
): Promise<readonly JsonObject[]> {
  const owners = await apply(workloads.map(controller))
  const deployments = workloads.flatMap((load, at) =>
    load.kind === 'Deployment' ? [{ load, owner: owners[at]! }] : [],
  )
  const sets = await apply(deployments.map(({ load, owner }) => replicaSet(load, owner)))
  const setOf = new Map(deployments.map(({ load }, at) => [load, sets[at]!]))
  const address = addresses()
  const pods = await apply(
    workloads.flatMap((load, at) => podsOf(load, setOf.get(load) ?? owners[at]!, address)),
  )
  return [...owners, ...sets, ...pods]
}

/** Next free pod address of each node. */
function addresses(): (node: number) => string {
  const used = new Map<number, number>()
  return (node) => {
    const next = (used.get(node) ?? 0) + 1
    used.set(node, next)
    return `10.244.${node}.${next}`
  }
}

function controller(load: Workload): Manifest {
  const { kind, namespace, name, labels } = load
  const selector = { matchLabels: { app: name } }
  const template = { metadata: { labels: labelsOf(load) }, spec: podSpec(load) }
  const spec = {
    Deployment: { replicas: load.nodes.length, selector, template },
    DaemonSet: { selector, template },
    StatefulSet: { replicas: load.nodes.length, serviceName: name, selector, template },
    Job: { template },
  }[kind]
  const apiVersion = kind === 'Job' ? 'batch/v1' : 'apps/v1'
  return manifest(apiVersion, kind, { namespace, name, labels }, { spec })
}

function replicaSet(load: Workload, owner: JsonObject): Manifest {
  const { namespace, name, nodes } = load
  const labels = labelsOf(load)
  const named = {
    namespace,
    name: `${name}-6d4cf56db6`,
    labels,
    ownerReferences: ownedBy(owner),
  }
  return manifest('apps/v1', 'ReplicaSet', named, {
    spec: {
      replicas: nodes.length,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels }, spec: podSpec(load) },
    },
  })
}

function podsOf(
  load: Workload,
  owner: JsonObject,
  address: (node: number) => string,
): readonly Manifest[] {
  const prefix = text(metadataOf(owner).name)
  return load.nodes.map((node, at) => {
    const named = {
      namespace: load.namespace,
      name: `${prefix}-${at}`,
      labels: labelsOf(load),
      ownerReferences: ownedBy(owner),
    }
    const podIP = load.hostNetwork ? nodeAddress(node) : address(node)
    return manifest('v1', 'Pod', named, {
      spec: { ...podSpec(load), nodeName: `node-${node}` },
      status: podStatus(load, podIP, nodeAddress(node)),
    })
  })
}

function labelsOf({ name, labels }: Workload): Labels {
  return { app: name, ...labels }
}

function podSpec(load: Workload): JsonObject {
  return {
    serviceAccountName: load.name,
    ...(load.hostNetwork ? { hostNetwork: true } : {}),
    ...(load.kind === 'Job' ? { restartPolicy: 'Never' } : {}),
    containers: [
      {
        name: load.name,
        image: imageOf(load),
        ports: load.ports,
        args: load.args,
        env: Object.entries(load.env).map(([name, value]) => ({ name, value })),
      },
    ],
  }
}

function podStatus(load: Workload, podIP: string, hostIP: string): JsonObject {
  const finished = load.kind === 'Job'
  const ended = { exitCode: 0, reason: 'Completed', startedAt: STARTED, finishedAt: STARTED }
  return {
    phase: finished ? 'Succeeded' : 'Running',
    podIP,
    podIPs: [{ ip: podIP }],
    hostIP,
    hostIPs: [{ ip: hostIP }],
    startTime: STARTED,
    conditions: finished ? [] : [ready('ContainersReady')],
    containerStatuses: [
      {
        name: load.name,
        ready: !finished,
        restartCount: 0,
        image: imageOf(load),
        imageID: `registry.example.com/${load.namespace}/${load.name}@sha256:${'4f'.repeat(32)}`,
        state: finished ? { terminated: ended } : { running: { startedAt: STARTED } },
      },
    ],
  }
}

function imageOf({ namespace, name }: Workload): string {
  return `registry.example.com/${namespace}/${name}:2.4.1`
}

function ownedBy(owner: JsonObject): readonly JsonObject[] {
  const { name, uid } = metadataOf(owner)
  const { apiVersion, kind } = owner
  return [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }]
}
