import type { Cluster, Exposure, Pod, ServiceFrontPort } from '../../model/cluster.ts'
import type { Protocol } from '../../model/policy.ts'
import type { ServiceAddress } from './service-backends.ts'
import { unlistedServices } from './unread-services.ts'

/** Ports of a node at which traffic may lead to pods instead of the node itself. */
export type NodePort = {
  readonly protocol: Protocol
  /** inclusive; several where the number is given by the cluster and not known */
  readonly from: number
  readonly to: number
  readonly through: ServiceAddress
  readonly port: ServiceFrontPort
}

/** Ports of nodes by where they are open. */
export type NodePorts = {
  readonly everywhere: readonly NodePort[]
  /** by the pod that opens them, on its node only, and at some addresses of it only where there are any */
  readonly hostPorts: readonly {
    readonly pod: Pod
    readonly port: NodePort
    readonly addresses: readonly string[]
  }[]
}

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'] as const

/** What a cluster gives to node ports where nothing says another range (kube-apiserver, --service-node-port-range). */
const RANGE = { from: 30000, to: 32767 } as const

/** The node ports of Services and the host ports of pods of a cluster. Where Services were not read, each port of the range may be one. */
export function nodePorts(cluster: Cluster): NodePorts {
  const { exposures, fronts } = cluster
  const byPlace = new Map(fronts.map((front) => [`${front.namespace}/${front.name}`, front]))
  const services = exposures.filter(({ kind }) => kind === 'NodePort')
  const groups = Map.groupBy(services, ({ source, pointer }) => `${source} ${pointer}`)
  const isUnread = unlistedServices(cluster) !== undefined || cluster.unreadFronts.length > 0
  const read = [...groups.values()].flatMap((all): readonly NodePort[] => {
    const [first] = all
    if (first === undefined) return []
    const place = `${first.namespace}/${first.name}`
    const front = byPlace.get(place)
    const more = front?.ports.some(
      (port) => port.protocol === first.protocol && (port.more || port.others.length > 0),
    )
    return [portOf(first, all, `node port of Service ${place}`, more ?? true)]
  })
  return {
    everywhere: [...read, ...(isUnread ? PROTOCOLS.map(unreadPort) : [])],
    hostPorts: exposures
      .filter(({ kind }) => kind === 'HostPort')
      .flatMap((each) => {
        const name = `host port of Pod ${each.namespace}/${each.name}`
        const port = portOf(each, [each], name, false)
        return each.pods.map((pod) => ({ pod, port, addresses: each.hosts }))
      }),
  }
}

function unreadPort(protocol: Protocol): NodePort {
  const front = { namespace: '', name: '', addresses: [], local: false, sourceRanges: [] }
  return {
    protocol,
    ...RANGE,
    through: {
      front: { ...front, ports: [] },
      own: false,
      name: 'node port of a Service that was not read',
    },
    port: { protocol, port: RANGE.from, targets: [], others: [], more: true },
  }
}

function portOf(
  { namespace, name, protocol, port, client }: Exposure,
  all: readonly Exposure[],
  called: string,
  more: boolean,
): NodePort {
  const range = port === undefined ? RANGE : { from: port, to: port }
  const local = client !== 'rewritten'
  const front = { namespace, name, addresses: [], local, sourceRanges: [], ports: [] }
  const targets = all.map(({ targetPort, pods }) => ({
    ...(targetPort === undefined ? {} : { targetPort }),
    pods,
  }))
  return {
    protocol,
    ...range,
    through: { front, own: false, name: called },
    port: { protocol, port: range.from, targets, others: [], more },
  }
}

/**
 * Those of some nodes at one of their addresses, canonical. A Service that leaves the client's address as it is answers outside clients on nodes of its pods only, others
 * also elsewhere: it is given for all of its pods, and for those of the nodes.
 */
export function portsOfNodes(
  { everywhere, hostPorts }: NodePorts,
  nodes: readonly string[],
  address: string,
): readonly NodePort[] {
  const isThere = ({ node }: Pod) => node === undefined || nodes.includes(node)
  const entered = (each: NodePort) => ({ ...each, through: { ...each.through, entry: nodes } })
  return [
    ...everywhere.map(entered).flatMap((each) => {
      if (!each.through.front.local) return [each]
      const targets = each.port.targets
        .map((target) => ({ ...target, pods: target.pods.filter(isThere) }))
        .filter(({ pods }) => pods.length > 0)
      return [{ ...each, port: { ...each.port, targets } }, each]
    }),
    ...hostPorts
      .filter(({ pod, addresses }) => isThere(pod) && isAt(addresses, address))
      .map(({ port }) => port),
  ]
}

function isAt(addresses: readonly string[], address: string): boolean {
  return addresses.length === 0 || addresses.includes(address)
}
