import type { CheckInput, ScopedEndpoint } from '../model/check.ts'
import type { Explanation, PortRange, Reach } from '../model/reachability.ts'
import type { ApprovedFlow } from '../model/scope.ts'
import { isNoPair } from './between-members.ts'
import { NODE_LOCAL, nodeMeeting } from './node-local.ts'
import { portsOf } from './flow-breadth.ts'
import { sideTest } from './flow-sides.ts'
import { commonRanges, firstPort, undecided, withoutRanges } from './port-ranges.ts'

/** An approved flow held against what policies allow. What cannot be decided counts as possible. */
export type FlowPossible = {
  /** pairs of pod classes and address ranges that the flow means */
  readonly pairs: number
  /** of these, pairs between which none of its ports may pass */
  readonly closed: number
  /** of these, pairs between which some of its ports may pass and others not; 0 where one side is a name */
  readonly partly: number
  /** one approved connection that is denied, the side that denies and its rules; absent: there is none */
  readonly denied?: Explanation
}

/**
 * Approved but not allowed: how much of a flow the policies let through. A flow to a name (FQDN) means any address and is possible where one of
 * them may be reached. O(pairs that the flow means).
 */
export function flowPossible(input: CheckInput, flow: ApprovedFlow): FlowPossible {
  const known = found.get(input.endpoints) ?? new Map<ApprovedFlow, FlowPossible>()
  found.set(input.endpoints, known)
  const possible = known.get(flow) ?? findPossible(input, flow)
  known.set(flow, possible)
  return possible
}

/** Checks and reports ask for the same flows: each is held against the policies once. */
const found = new WeakMap<CheckInput['endpoints'], Map<ApprovedFlow, FlowPossible>>()

function findPossible(input: CheckInput, flow: ApprovedFlow): FlowPossible {
  const { cluster, endpoints, organisation } = input
  const from = sideTest(cluster.name, organisation.scope, flow.from)
  const to = sideTest(cluster.name, organisation.scope, flow.to)
  const sources = endpoints.filter(({ endpoint }) => from(endpoint, 'some'))
  const destinations = endpoints.filter(({ endpoint }) => to(endpoint, 'some'))
  const deniedOf = deniedPorts(input, realPorts(flow))
  const counts = { pairs: 0, closed: 0, partly: 0 }
  let first: Denied | undefined
  for (const source of sources)
    for (const destination of destinations) {
      if (isNoPair(source.endpoint, destination.endpoint)) continue
      counts.pairs++
      const denied = deniedOf(source, destination)
      if (denied.ports.length === 0) continue
      counts[denied.all ? 'closed' : 'partly']++
      first = better(first, { source, destination, ...denied })
    }
  const isNamed = [flow.from, flow.to].some(({ kind }) => kind === 'fqdn')
  const some = isNamed && counts.closed < counts.pairs
  if (some || first === undefined) return { pairs: counts.pairs, closed: 0, partly: 0 }
  return { ...counts, denied: explained(input, first) }
}

/** The first pair that is wholly denied, else the first that is in part. */
function better(known: Denied | undefined, next: Denied): Denied {
  return known === undefined || (next.all && !known.all) ? next : known
}

type DeniedPorts = { readonly ports: readonly PortRange[]; readonly all: boolean }
type Denied = DeniedPorts & {
  readonly source: ScopedEndpoint
  readonly destination: ScopedEndpoint
}

/** Port 0 stands for no connection. */
function realPorts(flow: ApprovedFlow): readonly PortRange[] {
  return portsOf(flow).map((range) => ({ ...range, from: Math.max(1, range.from ?? 1) }))
}

const NONE: DeniedPorts = { ports: [], all: false }

/** Equal answers are the same object: each is held against the ports once. */
function deniedPorts(input: CheckInput, ports: readonly PortRange[]) {
  const known = new WeakMap<Reach, DeniedPorts>()
  const find = (reach: Reach): DeniedPorts => {
    const may = [...reach.allowed.ranges, ...undecided(reach).ranges]
    return { ports: withoutRanges(ports, may), all: commonRanges(ports, may).length === 0 }
  }
  return (source: ScopedEndpoint, destination: ScopedEndpoint): DeniedPorts => {
    const reach = input.reachability.between(source.endpoint, destination.endpoint)
    const denied = known.get(reach) ?? find(reach)
    known.set(reach, denied)
    if (denied.ports.length === 0 || nodeMeeting(source, destination) === undefined) return denied
    return withoutRanges(denied.ports, NODE_LOCAL.ranges).length === 0 ? NONE : denied
  }
}

function explained(input: CheckInput, { source, destination, ports }: Denied): Explanation {
  const [range] = ports
  if (range === undefined) throw new Error('nothing is denied')
  const { endpoint: from } = source
  const { endpoint: to } = destination
  return input.reachability.explain(from, to, range.protocol, firstPort(range))
}

/** Whether anything of a flow may pass in this cluster. */
export function isPossible({ pairs, closed }: FlowPossible): boolean {
  return closed < pairs
}

/** What denies a flow, for people: the sentence of each side that denies. */
export function whyDenied({ egress, ingress }: Explanation): string {
  return [egress, ingress]
    .filter(({ verdict }) => verdict === 'denied')
    .map(({ because }) => because)
    .join('; ')
}
