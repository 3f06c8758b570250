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

/** Where two endpoints meet on a node (see sharedNodes); many pairs are asked, so that the nodes of an endpoint are found once. */
export function meetingOf(a: Endpoint, b: Endpoint): Meeting | undefined {
  if (a.kind !== 'pods' || b.kind !== 'pods' || (!a.hostNetwork && !b.hostNetwork)) return undefined
  const [few, many] = [nodesOf(a), nodesOf(b)].sort((one, other) => one.size - other.size)
  if (few === undefined || many === undefined || few.size === 0) return { kind: 'unplaced' }
  for (const node of few) if (many.has(node)) return { kind: 'on', node }
  return undefined
}

const nodesByClass = new WeakMap<PodClass, ReadonlySet<string>>()

function nodesOf(podClass: PodClass): ReadonlySet<string> {
  const known =
    nodesByClass.get(podClass) ?? new Set(podClass.pods.flatMap(({ node }) => node ?? []).sort())
  nodesByClass.set(podClass, known)
  return known
}

/** Explains traffic that stays on one node. */
export function explainNodeLocal(
  source: Endpoint,
  destination: Endpoint,
  node: string,
  protocol: Protocol,
  port?: number,
): Explanation {
  const because = `${describeEndpoint(source)} and ${describeEndpoint(destination)} share node ${node}: traffic between a pod and its node is always allowed`
  return explainAllowed(source, destination, because, protocol, port)
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
