import type { Protocol } from '../../model/policy.ts'
import type {
  Explanation,
  PortRange,
  Reachability,
  SideExplanation,
} from '../../model/reachability.ts'
import { connectionSets } from '../engine/connection-sets.ts'
import { becauseOfNode, explainAllowed, meetingAt } from '../node-traffic.ts'
import type { Meeting } from '../node-traffic.ts'
import { isSelf } from './party.ts'
import type { Party } from './party.ts'
import { withPorts } from '../queries/ports.ts'

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

/** What stands above policies between two parties; undefined: nothing does, so that all pods of a class are answered alike. */
export function beyondPolicies(source: Party, destination: Party): Beyond | undefined {
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
  if (isOpen(beyond, destination)) return { allowed: ALL_PORTS, undecided: [] }
  const sure = passingByPolicies(reachability, source, destination, beyond)
  if (source.doubts === undefined && destination.doubts === undefined) return sure
  const sets = connectionSets()
  const all = sets.union(sets.of(sure.allowed), sets.of(sure.undecided))
  return { allowed: [], undecided: sets.get(all).ranges }
}

/** Nothing denies what a pod sends to itself or what passes on one node, except that policies for a node may speak for what comes to it. */
function isOpen(beyond: Beyond | undefined, { doubts }: Party): boolean {
  return beyond?.kind === 'self' || (beyond?.kind === 'on' && doubts === undefined)
}

function passingByPolicies(
  reachability: Reachability,
  source: Party,
  destination: Party,
  beyond: Beyond | undefined,
): Passing {
  const reach = reachability.between(source.endpoint, destination.endpoint)
  const allowed = withPorts(reach.allowed)
  if (beyond === undefined) return { allowed, undecided: withPorts(reach.indeterminate) }
  const sets = connectionSets()
  const rest = sets.subtract(sets.of(ALL_PORTS), sets.of(allowed))
  return { allowed, undecided: sets.get(rest).ranges }
}

/** The same answer for one connection, with the reasons of both sides; `by`: the Service to whose address it was made. */
export function explainBetween(
  reachability: Reachability,
  source: Party,
  destination: Party,
  protocol: Protocol,
  port?: number,
  by?: string,
): Explanation {
  const names = { source: source.name, destination: destination.name }
  const [from, to] = [source.endpoint, destination.endpoint]
  const beyond = beyondPolicies(source, destination)
  if (beyond?.kind === 'self' || beyond?.kind === 'on') {
    const because =
      beyond.kind === 'self'
        ? 'a pod cannot block access to itself'
        : becauseOfNode(source.name, destination.name, beyond.node)
    const answer = { ...explainAllowed(from, to, because, protocol, port), ...names }
    return {
      ...answer,
      ...certain(answer.verdict, answer.egress, unsure(answer.ingress, destination)),
    }
  }
  const policies = reachability.explain(from, to, protocol, port, by)
  const found = {
    ...policies,
    ...names,
    ...certain(
      policies.verdict,
      ofNode(policies.egress, source),
      ofNode(policies.ingress, destination),
    ),
  }
  return beyond === undefined || found.verdict !== 'denied' ? found : perhapsOnOneNode(found)
}

/** A denial between two of which it is not known whether they share a node. */
function perhapsOnOneNode(found: Explanation): Explanation {
  const both = `${found.source} and ${found.destination}`
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
function ofNode(side: SideExplanation, party: Party): SideExplanation {
  const { endpoint, where, doubts } = party
  if (endpoint.kind === 'pods' || !where.onHost) return side
  if (doubts !== undefined) return unsure(side, party)
  return { ...side, because: `no policy of pods speaks for node ${nodesOf(party)} itself` }
}

/** The side of a node to which policies for nodes may apply; any other side is as it was. */
function unsure(side: SideExplanation, party: Party): SideExplanation {
  const { doubts } = party
  if (doubts === undefined) return side
  const because = `policies for nodes may apply to node ${nodesOf(party)}, and no pod on its network shows what they let pass`
  return { ...side, verdict: 'indeterminate', because, doubts }
}

function nodesOf({ where }: Party): string {
  return [...where.nodes].join(', ')
}

/** Both sides of a connection; what passed is undecided where one of them is. */
function certain(
  verdict: Explanation['verdict'],
  egress: SideExplanation,
  ingress: SideExplanation,
): Pick<Explanation, 'verdict' | 'egress' | 'ingress'> {
  const open = egress.verdict === 'indeterminate' || ingress.verdict === 'indeterminate'
  return { verdict: verdict === 'allowed' && open ? 'indeterminate' : verdict, egress, ingress }
}
