import type { Cluster, Pod } from '../model/cluster.ts'
import type { Direction } from '../model/policy.ts'
import type {
  ConnectionSet,
  Endpoint,
  PodClass,
  PortRange,
  Reach,
  Reachability,
} from '../model/reachability.ts'

/** What may pass from one endpoint to another. */
export type Pair = {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly reach: Reach
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
