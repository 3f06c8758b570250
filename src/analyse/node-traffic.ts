import type { Direction, Protocol } from '../model/policy.ts'
import type { Endpoint, Explanation } from '../model/reachability.ts'
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

/** Explains traffic that stays on one node. */
export function explainNodeLocal(
  source: Endpoint,
  destination: Endpoint,
  node: string,
  protocol: Protocol,
  port?: number,
): Explanation {
  const because = `traffic between a pod and its own node is always allowed (node ${node})`
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
