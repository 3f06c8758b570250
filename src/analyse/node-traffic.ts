import type { Pod } from '../model/cluster.ts'
import type { Direction, Protocol } from '../model/policy.ts'
import type { Endpoint, Explanation, PodClass } from '../model/reachability.ts'
import { describeEndpoint } from './names.ts'

/**
 * Nodes on which traffic between two endpoints is traffic between a pod and its own node, which no policy can deny; sorted.
 *
 * That is so where one of them is on the network of its node (networking/v1, NetworkPolicySpec.ingress).
 */
export function sharedNodes(a: Endpoint, b: Endpoint): readonly string[] {
  if (a.kind !== 'pods' || b.kind !== 'pods' || (!a.hostNetwork && !b.hostNetwork)) return []
  const nodes = new Set(a.pods.map(({ node }) => node))
  const shared = b.pods.flatMap(({ node }) => (node !== undefined && nodes.has(node) ? node : []))
  return [...new Set(shared)].sort()
}

/**
 * Whether two endpoints meet on a node: `on` names the first one that they share, `unplaced` that where one of them would run is not known.
 * undefined: neither is on the network of its node, or they share none.
 */
export type Meeting = { readonly kind: 'on'; readonly node: string } | { readonly kind: 'unplaced' }

/** Where something runs, as far as meeting on a node goes. */
export type Whereabouts = {
  /** it is on the network of its node, or is the node */
  readonly onHost: boolean
  /** sorted */
  readonly nodes: ReadonlySet<string>
  /** where some of it would run is not known */
  readonly unplaced: boolean
}

/** Where two endpoints meet on a node (see sharedNodes); many pairs are asked, so that the nodes of an endpoint are found once. */
export function meetingOf(a: Endpoint, b: Endpoint): Meeting | undefined {
  if (a.kind !== 'pods' || b.kind !== 'pods' || (!a.hostNetwork && !b.hostNetwork)) return undefined
  return meetingAt(whereaboutsOf(a), whereaboutsOf(b))
}

/** The same for any two places; what shares no known node may still meet where one of its pods has none yet. */
export function meetingAt(a: Whereabouts, b: Whereabouts): Meeting | undefined {
  if (!a.onHost && !b.onHost) return undefined
  const [few, many] = a.nodes.size <= b.nodes.size ? [a.nodes, b.nodes] : [b.nodes, a.nodes]
  for (const node of few) if (many.has(node)) return { kind: 'on', node }
  return a.unplaced || b.unplaced ? { kind: 'unplaced' } : undefined
}

/**
 * Whether all of some places meet all of others on one node, so that no pod of them is apart from one of the others; not where there are none, nor where
 * it is not known on which node one of them runs.
 */
export function meetWholly(some: readonly Whereabouts[], others: readonly Whereabouts[]): boolean {
  const [first] = some
  const [node] = first?.nodes ?? []
  const isThere = ({ nodes, unplaced }: Whereabouts) =>
    node !== undefined && nodes.size === 1 && nodes.has(node) && !unplaced
  const allOnHost = (places: readonly Whereabouts[]) => places.every(({ onHost }) => onHost)
  return (
    others.length > 0 &&
    (allOnHost(some) || allOnHost(others)) &&
    [...some, ...others].every(isThere)
  )
}

const known = new WeakMap<PodClass, Whereabouts>()

/** Where all pods of a class run. */
export function whereaboutsOf(podClass: PodClass): Whereabouts {
  const found = known.get(podClass) ?? placedAt(podClass.hostNetwork, podClass.pods)
  known.set(podClass, found)
  return found
}

/** Where some pods run. */
export function placedAt(onHost: boolean, pods: readonly Pod[]): Whereabouts {
  return {
    onHost,
    nodes: new Set(pods.flatMap(({ node }) => node ?? []).sort()),
    unplaced: pods.some(({ node }) => node === undefined),
  }
}

/** Explains traffic that stays on one node. */
export function explainNodeLocal(
  source: Endpoint,
  destination: Endpoint,
  node: string,
  protocol: Protocol,
  port?: number,
): Explanation {
  const because = becauseOfNode(describeEndpoint(source), describeEndpoint(destination), node)
  return explainAllowed(source, destination, because, protocol, port)
}

/** Why traffic between two that share a node passes, by their names. */
export function becauseOfNode(a: string, b: string, node: string): string {
  return `${a} and ${b} share node ${node}: traffic between a pod and its node is always allowed`
}

/** Explains traffic that no policy is asked about. */
export function explainAllowed(
  source: Endpoint,
  destination: Endpoint,
  because: string,
  protocol: Protocol,
  port?: number,
): Explanation {
  const side = (direction: Direction) =>
    ({ direction, verdict: 'allowed', rules: [], because }) as const
  return {
    verdict: 'allowed',
    source: describeEndpoint(source),
    destination: describeEndpoint(destination),
    protocol,
    ...(port === undefined ? {} : { port }),
    egress: side('egress'),
    ingress: side('ingress'),
  }
}
