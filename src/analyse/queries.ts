import { parseIpAddress } from '../core/ip-address.ts'
import type { Cluster, Pod } from '../model/cluster.ts'
import type { ObjectKey } from '../model/object.ts'
import type { Direction, Protocol } from '../model/policy.ts'
import type {
  AddressCell,
  ConnectionSet,
  Endpoint,
  Explanation,
  PodClass,
  PortRange,
  Reach,
  Reachability,
} from '../model/reachability.ts'
import { explainAllowed, explainNodeLocal, sharedNodes } from './node-traffic.ts'

/** What may pass from one endpoint to another. */
export type Pair = {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly reach: Reach
}

/** A connection from where none may come, to where none may go. */
export type Violation = {
  readonly source: Endpoint
  readonly destination: Endpoint
  /** false: it could not be decided, and so counts as allowed */
  readonly certain: boolean
  /** `node`: no policy can deny it, because both are on one node and one of them is on its network */
  readonly via: 'policy' | 'node'
  readonly ranges: readonly PortRange[]
  readonly example: Explanation
}

/** A way around the policies of a class. */
export type Bypass = { readonly node: string; readonly hostNetworkPods: readonly Pod[] }

/** How many pods of a namespace policies isolate in one direction. */
export type Coverage = {
  readonly namespace: string
  readonly direction: Direction
  /** pods that policies can isolate: all but those on the network of their node */
  readonly pods: number
  readonly isolated: number
  /** classes without isolation, in the order of the analysis */
  readonly open: readonly PodClass[]
}

/**
 * Pairs of two sets of endpoints in the order given, destinations in the outer loop.
 *
 * Left out: a class of one pod with itself (a pod cannot block itself), and addresses with addresses.
 */
export function* pairsBetween(
  reachability: Reachability,
  sources: readonly Endpoint[],
  destinations: readonly Endpoint[],
): Generator<Pair> {
  for (const destination of destinations)
    for (const source of sources)
      if (isPair(source, destination))
        yield { source, destination, reach: reachability.between(source, destination) }
}

/** Who may reach an endpoint over TCP, UDP or SCTP, for certain or perhaps. */
export function reaching(reachability: Reachability, destination: Endpoint): readonly Pair[] {
  const pairs = pairsBetween(reachability, reachability.endpoints, [destination])
  return [...pairs].filter(({ reach }) => mayPass(reach).length > 0)
}

/** What an endpoint may reach over TCP, UDP or SCTP, for certain or perhaps. */
export function reachedFrom(reachability: Reachability, source: Endpoint): readonly Pair[] {
  const pairs = pairsBetween(reachability, [source], reachability.endpoints)
  return [...pairs].filter(({ reach }) => mayPass(reach).length > 0)
}

/**
 * The ranges of a set over the protocols that every policy API defines: TCP, UDP and SCTP.
 *
 * NetworkPolicy says nothing of other protocols, so that they are indeterminate for every isolated pod: segmentation leaves them out and
 * says so among its assumptions.
 */
export function portRanges({ ranges }: ConnectionSet): readonly PortRange[] {
  return ranges.filter(({ from }) => from !== undefined)
}

/**
 * Every pair of sources and destinations between which something may pass, with one example each: what is allowed, else what could not be
 * decided, else what no policy can deny because it stays on one node. None: no allowed path in the declared configuration.
 */
export function* violations(
  reachability: Reachability,
  sources: readonly Endpoint[],
  destinations: readonly Endpoint[],
): Generator<Violation> {
  for (const pair of pairsBetween(reachability, sources, destinations)) {
    const found = violationOf(reachability, pair)
    if (found !== undefined) yield found
  }
}

/** For each node of a class the hostNetwork pods that share it and so reach its pods whatever the policies say; sorted. */
export function bypasses(cluster: Cluster, podClass: PodClass): readonly Bypass[] {
  const nodes = new Set(podClass.pods.flatMap(({ node }) => node ?? []))
  return [...nodes].sort().flatMap((node) => {
    const hostNetworkPods = cluster.pods.filter((pod) => pod.hostNetwork && pod.node === node)
    return hostNetworkPods.length === 0 ? [] : [{ node, hostNetworkPods }]
  })
}

/** Isolation of each namespace in both directions, by namespace; namespaces without pods are left out. */
export function coverage(reachability: Reachability): readonly Coverage[] {
  const isolable = reachability.podClasses.filter(({ hostNetwork }) => !hostNetwork)
  const byNamespace = Map.groupBy(isolable, ({ namespace }) => namespace)
  return [...byNamespace]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([namespace, classes]) =>
      (['egress', 'ingress'] as const).map((direction) => {
        const isOpen = (each: PodClass) => !reachability.isolation(each, direction).isolated
        const open = classes.filter(isOpen)
        const pods = podCount(classes)
        return { namespace, direction, pods, isolated: pods - podCount(open), open }
      }),
    )
}

/** The connection that a question is about: pods by key, or addresses outside of the cluster. */
export type Question = {
  readonly from: ObjectKey | { readonly address: string }
  readonly to: ObjectKey | { readonly address: string }
  readonly protocol: Protocol
  readonly port?: number
}

/**
 * Answers one question about two pods or addresses, traffic of a pod to itself and to its own node included.
 *
 * undefined where a pod is not part of the model or an address cannot be read.
 */
export function ask(reachability: Reachability, question: Question): Explanation | undefined {
  const source = endpointOf(reachability, question.from)
  const destination = endpointOf(reachability, question.to)
  if (source === undefined || destination === undefined) return undefined
  const { from, to, protocol, port } = question
  if (typeof from === 'string' && from === to)
    return explainAllowed(
      source,
      destination,
      'a pod cannot block access to itself',
      protocol,
      port,
    )
  const node = nodeOf(source, from)
  const host = hostNetworkOf(source) || hostNetworkOf(destination)
  if (host && node !== undefined && node === nodeOf(destination, to))
    return explainNodeLocal(source, destination, node, protocol, port)
  return reachability.explain(source, destination, protocol, port)
}

function violationOf(
  reachability: Reachability,
  { source, destination, reach }: Pair,
): Violation | undefined {
  const allowed = portRanges(reach.allowed)
  const [node] = sharedNodes(source, destination)
  const local = allowed.length === 0 && node !== undefined
  const ranges = local || allowed.length > 0 ? allowed : portRanges(reach.indeterminate)
  const [first] = ranges
  if (!local && first === undefined) return undefined
  return {
    source,
    destination,
    certain: local || allowed.length > 0,
    via: local ? 'node' : 'policy',
    ranges: local ? ALL_PORTS : ranges,
    example:
      node !== undefined && local
        ? explainNodeLocal(source, destination, node, 'TCP', 1)
        : reachability.explain(source, destination, first?.protocol ?? 'TCP', first?.from),
  }
}

const ALL_PORTS: readonly PortRange[] = (['SCTP', 'TCP', 'UDP'] as const).map((protocol) => ({
  protocol,
  from: 1,
  to: 65535,
}))

function isPair(source: Endpoint, destination: Endpoint): boolean {
  if (source.kind === 'addresses') return destination.kind === 'pods'
  return source !== destination || source.pods.length > 1
}

function mayPass({ allowed, indeterminate }: Reach): readonly PortRange[] {
  return [...portRanges(allowed), ...portRanges(indeterminate)]
}

function podCount(classes: readonly PodClass[]): number {
  return classes.reduce((sum, { pods }) => sum + pods.length, 0)
}

function endpointOf(reachability: Reachability, side: Question['from']): Endpoint | undefined {
  return typeof side === 'string'
    ? reachability.classOf(side)
    : reachability.addressCells.find((cell) => holds(cell, side.address))
}

function holds({ family, ranges }: AddressCell, text: string): boolean {
  const address = parseIpAddress(text)
  if (address?.family !== family) return false
  return ranges.some(({ from, to }) => {
    const first = parseIpAddress(from)
    const last = parseIpAddress(to)
    if (first === undefined || last === undefined) return false
    return first.value <= address.value && address.value <= last.value
  })
}

function nodeOf(endpoint: Endpoint, side: Question['from']): string | undefined {
  if (endpoint.kind !== 'pods') return undefined
  return endpoint.pods.find(({ key }) => key === side)?.node
}

function hostNetworkOf(endpoint: Endpoint): boolean {
  return endpoint.kind === 'pods' && endpoint.hostNetwork
}
