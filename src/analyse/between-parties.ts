import type { Protocol } from '../model/policy.ts'
import type {
  Explanation,
  PortRange,
  Reachability,
  SideExplanation,
} from '../model/reachability.ts'
import { connectionSets } from './connection-sets.ts'
import { becauseOfNode, explainAllowed, meetingAt } from './node-traffic.ts'
import type { Meeting } from './node-traffic.ts'
import { isSelf } from './party.ts'
import type { Party } from './party.ts'
import { withPorts } from './queries/ports.ts'

/** What may pass over TCP, UDP and SCTP: for certain, and what could not be decided. */
export type Passing = {
  readonly allowed: readonly PortRange[]
  readonly undecided: readonly PortRange[]
}

/** Everything that has ports. */
export const ALL_PORTS: readonly PortRange[] = (['SCTP', 'TCP', 'UDP'] as const).map(
  (protocol) => ({ protocol, from: 1, to: 65535 }),
)

/** Why policies have no say between two parties, or may have none. */
type Beyond = { readonly kind: 'self' } | Meeting

function beyondPolicies(source: Party, destination: Party): Beyond | undefined {
  return isSelf(source, destination) ? { kind: 'self' } : meetingAt(source.where, destination.where)
}

/**
 * What may pass from one party to another, all their pods taken together: what policies let through, traffic of a pod to itself and what passes
 * between a pod and its own node. The one answer that all questions about two places get.
 */
export function passingBetween(
  reachability: Reachability,
  source: Party,
  destination: Party,
): Passing {
  const beyond = beyondPolicies(source, destination)
  if (beyond?.kind === 'self' || beyond?.kind === 'on') return { allowed: ALL_PORTS, undecided: [] }
  const reach = reachability.between(source.endpoint, destination.endpoint)
  const allowed = withPorts(reach.allowed)
  if (beyond === undefined) return { allowed, undecided: withPorts(reach.indeterminate) }
  const sets = connectionSets()
  const rest = sets.subtract(sets.of(ALL_PORTS), sets.of(allowed))
  return { allowed, undecided: sets.get(rest).ranges }
}

/** The same answer for one connection, with the reasons of both sides. */
export function explainBetween(
  reachability: Reachability,
  source: Party,
  destination: Party,
  protocol: Protocol,
  port?: number,
): Explanation {
  const names = { source: source.name, destination: destination.name }
  const [from, to] = [source.endpoint, destination.endpoint]
  const beyond = beyondPolicies(source, destination)
  if (beyond?.kind === 'self' || beyond?.kind === 'on') {
    const because =
      beyond.kind === 'self'
        ? 'a pod cannot block access to itself'
        : becauseOfNode(source.name, destination.name, beyond.node)
    return { ...explainAllowed(from, to, because, protocol, port), ...names }
  }
  const policies = reachability.explain(from, to, protocol, port)
  const found = {
    ...policies,
    ...names,
    egress: ofNode(policies.egress, source),
    ingress: ofNode(policies.ingress, destination),
  }
  if (beyond === undefined || found.verdict !== 'denied') return found
  const both = `${source.name} and ${destination.name}`
  const why = `it is not known whether ${both} run on one node, where nothing would deny it`
  const perhaps = (side: SideExplanation): SideExplanation =>
    side.verdict === 'denied'
      ? {
          ...side,
          verdict: 'indeterminate',
          because: `${why}; if not: ${side.because}`,
          doubts: [{ kind: 'placement', why }],
        }
      : side
  return {
    ...found,
    verdict: 'indeterminate',
    egress: perhaps(found.egress),
    ingress: perhaps(found.ingress),
  }
}

/** A node is no address outside of the cluster; policies for pods do not restrict it. */
function ofNode(side: SideExplanation, { endpoint, where }: Party): SideExplanation {
  if (endpoint.kind === 'pods' || !where.onHost) return side
  const node = [...where.nodes].join(', ')
  return { ...side, because: `no policy of pods speaks for node ${node} itself` }
}
