import type { Instant } from '../core/clock.ts'
import type { IpRange } from '../core/ip-address.ts'
import type { Register } from '../model/check.ts'
import type { ConnectionSet, Endpoint, PortRange, Reachability } from '../model/reachability.ts'
import type { ApprovedFlow, FlowSide, Organisation, Scope } from '../model/scope.ts'
import { holdsCell, meetsCell, rangesOf } from '../analyse/engine/address-ranges.ts'
import { identifies } from './flow-breadth.ts'
import { LAST_PORT, withoutRanges } from './port-ranges.ts'
import { selectsPod } from './scope-of.ts'

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
  const flows = approvedFlows(organisation, asOf)
  const sources = numbered(reachability, sides(cluster, organisation.scope, flows, 'from'))
  const destinations = numbered(reachability, sides(cluster, organisation.scope, flows, 'to'))
  return {
    unapproved: question(sources, destinations, flows, identifies),
    unmitigated: question(
      sources,
      destinations,
      flows,
      (flow) => flow.mitigation !== undefined && identifies(flow),
    ),
    tooBroad: (source, destination) => {
      const [from, to] = [sources.numberOf(source), destinations.numberOf(destination)]
      return flows
        .filter(both(sources.flowsOf(from), destinations.flowsOf(to)))
        .filter((flow) => !identifies(flow))
        .map(({ id }) => id)
    },
  }
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
  counts: (flow: ApprovedFlow) => boolean,
): Question {
  const known = new Map<number, Group>()
  return (source, destination, ports) => {
    const [from, to] = [sources.numberOf(source), destinations.numberOf(destination)]
    const place = from * destinations.size + to
    const group = known.get(place) ?? {
      listed: listed(flows.filter(both(sources.flowsOf(from), destinations.flowsOf(to))), counts),
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

function listed(
  flows: readonly ApprovedFlow[],
  counts: (flow: ApprovedFlow) => boolean,
): readonly PortRange[] {
  return flows.filter(counts).flatMap(portsOf)
}

/** The ports of an approved flow; no ports listed means all of its protocol. */
export function portsOf(flow: ApprovedFlow): readonly PortRange[] {
  const { protocol, ports } = flow
  if (ports.length === 0) return [{ protocol, from: 0, to: LAST_PORT }]
  return ports.map(({ from, to }) => ({ protocol, from, to }))
}

type Numbered = {
  readonly size: number
  numberOf(endpoint: Endpoint): number
  flowsOf(number: number): ReadonlySet<number>
}

function numbered(reachability: Reachability, meansAt: readonly SideTest[]): Numbered {
  const numbers = new Map<Endpoint, number>()
  const byFlows = new Map<string, number>()
  const sets: ReadonlySet<number>[] = []
  for (const endpoint of reachability.endpoints) {
    const flows = meansAt.flatMap((means, at) => (means(endpoint, 'every') ? [at] : []))
    const place = flows.join(',')
    const number = byFlows.get(place) ?? sets.push(new Set(flows)) - 1
    byFlows.set(place, number)
    numbers.set(endpoint, number)
  }
  return {
    size: sets.length,
    numberOf: (endpoint) => required(numbers.get(endpoint), 'an endpoint of another cluster'),
    flowsOf: (number) => required(sets[number], 'a number out of range'),
  }
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(what)
  return value
}

/** Whether a side of a flow means every pod and address of an endpoint, or may mean some of them: a name (FQDN) may be any address. */
export type SideTest = (endpoint: Endpoint, how: 'every' | 'some') => boolean

function sides(
  cluster: string,
  scope: Scope | undefined,
  flows: readonly ApprovedFlow[],
  side: 'from' | 'to',
): readonly SideTest[] {
  return flows.map((flow) => sideTest(cluster, scope, flow[side]))
}

/** The test of one side of a flow in one cluster. */
export function sideTest(cluster: string, scope: Scope | undefined, side: FlowSide): SideTest {
  switch (side.kind) {
    case 'subjects':
      return (endpoint, how) =>
        endpoint.kind === 'pods' &&
        (how === 'every'
          ? endpoint.pods.every((pod) => selectsPod(side.subjects, cluster, pod) === 'yes')
          : endpoint.pods.some((pod) => selectsPod(side.subjects, cluster, pod) !== 'no'))
    case 'cidrs':
      return addressTest(rangesOf(side.cidrs))
    case 'network': {
      const zone = scope?.networks.find(({ id }) => id === side.network)
      return addressTest(rangesOf(zone?.cidrs ?? []))
    }
    case 'fqdn':
      return (endpoint, how) => how === 'some' && endpoint.kind === 'addresses'
  }
}

function addressTest(ranges: readonly IpRange[]): SideTest {
  return (endpoint, how) =>
    endpoint.kind === 'addresses' &&
    (how === 'every' ? holdsCell(ranges, endpoint) : meetsCell(ranges, endpoint))
}
