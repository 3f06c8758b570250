import type { Instant } from '../core/clock.ts'
import type { Register } from '../model/check.ts'
import type { ConnectionSet, Endpoint, PortRange, Reachability } from '../model/reachability.ts'
import type { ApprovedFlow, Organisation } from '../model/scope.ts'
import { broadFlows } from './broad-flows.ts'
import { portsOf } from './flow-breadth.ts'
import { numbered } from './flow-pairs.ts'
import type { Numbered } from './flow-pairs.ts'
import { commonRanges, LAST_PORT, withoutRanges } from './port-ranges.ts'

/**
 * The register of approved flows over the endpoints of one cluster.
 *
 * A flow lists a connection only when it means every pod and every address on both sides: an entry for part of an endpoint does not
 * approve the rest, and an entry counts from the day of its approval. One that does not identify what it approves lists nothing. Names (FQDN) cannot be held against addresses and list nothing.
 */
export function registerOf(
  cluster: string,
  reachability: Reachability,
  organisation: Organisation,
  asOf: Instant,
): Register {
  const { flows: all = [], scope } = organisation
  const flows = approvedFlows(organisation, asOf)
  const broad = broadFlows(cluster, reachability, scope, all, flows)
  const identifies = ({ id }: ApprovedFlow) => broad.get(id)?.lists !== false
  const sources = numbered(cluster, reachability, scope, flows, 'from')
  const destinations = numbered(cluster, reachability, scope, flows, 'to')
  const between = (source: Endpoint, destination: Endpoint) => {
    const [from, to] = [sources.numberOf(source), destinations.numberOf(destination)]
    return flows.filter(both(sources.flowsOf(from), destinations.flowsOf(to)))
  }
  return {
    unapproved: question(sources, destinations, flows, (flow) =>
      identifies(flow) ? portsOf(flow) : [],
    ),
    unmitigated: question(sources, destinations, flows, (flow) =>
      flow.mitigation !== undefined && identifies(flow) ? namedPorts(flow) : [],
    ),
    tooBroad: (source, destination) =>
      between(source, destination)
        .filter((flow) => !identifies(flow))
        .map(({ id }) => id),
    unnamed: (source, destination, ports) =>
      between(source, destination)
        .filter((flow) => flow.mitigation !== undefined && identifies(flow))
        .filter((flow) => commonRanges(portsOf(flow), ports).length > 0)
        .filter((flow) => commonRanges(namedPorts(flow), ports).length === 0)
        .map(({ id }) => id),
    broad,
  }
}

/** A range of so many ports still names the services of each: of those that are known to be insecure no more are neighbours (137-139, 512-514). */
const NAMED_AT_MOST = 3

/** The ports of a flow that it names one by one, or nearly so. */
function namedPorts(flow: ApprovedFlow): readonly PortRange[] {
  return portsOf(flow).filter(({ from = 0, to = LAST_PORT }) => to - from < NAMED_AT_MOST)
}

/** The entries of the register that count at a time. */
export function approvedFlows(
  { flows = [] }: Organisation,
  asOf: Instant,
): readonly ApprovedFlow[] {
  return flows.filter((flow) => !isNotYet(flow, asOf))
}

/** Whether the day on which a flow was approved is still to come. */
export function isNotYet({ approvedOn }: ApprovedFlow, asOf: Instant): boolean {
  return approvedOn > asOf.slice(0, 10)
}

type Question = Register['unapproved']

/** Endpoints that the same flows mean share one number, so that pairs are answered once per pair of numbers and set of ports. */
function question(
  sources: Numbered,
  destinations: Numbered,
  flows: readonly ApprovedFlow[],
  listedBy: (flow: ApprovedFlow) => readonly PortRange[],
): Question {
  const known = new Map<number, Group>()
  return (source, destination, ports) => {
    const [from, to] = [sources.numberOf(source), destinations.numberOf(destination)]
    const place = from * destinations.size + to
    const group = known.get(place) ?? {
      listed: flows.filter(both(sources.flowsOf(from), destinations.flowsOf(to))).flatMap(listedBy),
      left: new WeakMap<ConnectionSet, readonly PortRange[]>(),
    }
    known.set(place, group)
    const left = group.left.get(ports) ?? withoutRanges(ports.ranges, group.listed)
    group.left.set(ports, left)
    return left
  }
}

type Group = {
  readonly listed: readonly PortRange[]
  readonly left: WeakMap<ConnectionSet, readonly PortRange[]>
}

function both(from: ReadonlySet<number>, to: ReadonlySet<number>) {
  return (_flow: ApprovedFlow, at: number) => from.has(at) && to.has(at)
}
