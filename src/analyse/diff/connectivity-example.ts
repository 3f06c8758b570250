import type { Pod } from '../../model/cluster.ts'
import type { Endpoint, Explanation, PortRange, Reachability } from '../../model/reachability.ts'
import { isAlone, type ConnectivityDifference } from './connectivity-diff.ts'
import type { JointEndpoint } from './joint-endpoints.ts'

/** The two analyses that a difference is between. */
type Analyses = { readonly before: Reachability; readonly after: Reachability }

/**
 * One of the connections behind a difference, as the side explains it on which it may pass: between two pods, or a pod and an address, at the
 * lowest port that opened or closed, of TCP where it did. A connection that is certain to pass comes before one that is undecided.
 */
export function exampleOf(
  { change, first: [source, destination], ranges }: ConnectivityDifference,
  analyses: Analyses,
): Explanation {
  const side = change === 'opened' ? 'after' : 'before'
  const reachability = analyses[side]
  const range = ranges.find(({ protocol }) => protocol === 'TCP') ?? ranges[0]
  if (range === undefined) throw new Error('a difference without ports')
  const pairs = source[side].flatMap((from) =>
    destination[side].filter((to) => !isAlone(from, to)).map((to) => ({ from, to })),
  )
  const found = (what: 'allowed' | 'indeterminate') =>
    pairs.find(({ from, to }) => holds(reachability.between(from, to)[what].ranges, range))
  const pair = found('allowed') ?? found('indeterminate')
  if (pair === undefined) throw new Error('a difference without a connection')
  const { from, to } = pair
  return {
    ...reachability.explain(from, to, range.protocol, range.from),
    source: memberOf(from, source, 0),
    destination: memberOf(to, destination, from === to ? 1 : 0),
  }
}

function holds(ranges: readonly PortRange[], { protocol, from }: PortRange): boolean {
  return ranges.some(
    (range) =>
      range.protocol === protocol &&
      (from === undefined || ((range.from ?? 0) <= from && from <= (range.to ?? 65535))),
  )
}

/** A pod of an endpoint, `shop/Pod/web-0`, or an address that both analyses hold. */
function memberOf(endpoint: Endpoint, joint: JointEndpoint, at: number): string {
  if (endpoint.kind === 'addresses') return joint.address ?? endpoint.ranges[0]?.from ?? joint.name
  const pod = endpoint.pods[at] ?? endpoint.pods[0]
  return pod === undefined ? joint.name : nameOf(pod, joint.name)
}

/** What only stands in for pods bears the name of its workload. */
function nameOf({ namespace, name, standIn }: Pod, workload: string): string {
  return standIn ? workload : `${namespace}/Pod/${name}`
}
