import type { Endpoint, Explanation, PortRange, Reachability } from '../model/reachability.ts'
import { explainNodeLocal, sharedNodes } from './node-traffic.ts'
import { pairsBetween, portRanges } from './queries.ts'
import type { Pair } from './queries.ts'

/** A connection from where none may come, to where none may go. */
export type Violation = {
  readonly source: Endpoint
  readonly destination: Endpoint
  /** false: it could not be decided, and so counts as allowed */
  readonly certain: boolean
  /** `node`: no policy can deny it, because both are on one node and one of them is on its network */
  readonly via: 'policy' | 'node'
  readonly ranges: readonly PortRange[]
  readonly example: Explanation
}

/**
 * Every pair of sources and destinations between which something may pass, with one example each: what is allowed, else what could not be
 * decided, else what no policy can deny because it stays on one node. None: no allowed path in the declared configuration.
 */
export function* violations(
  reachability: Reachability,
  sources: readonly Endpoint[],
  destinations: readonly Endpoint[],
): Generator<Violation> {
  for (const pair of pairsBetween(reachability, sources, destinations)) {
    const found = violationOf(reachability, pair)
    if (found !== undefined) yield found
  }
}

function violationOf(reachability: Reachability, pair: Pair): Violation | undefined {
  return (
    byPolicy(reachability, pair, true) ?? onOneNode(pair) ?? byPolicy(reachability, pair, false)
  )
}

/** What policies allow for certain, or what they may allow. */
function byPolicy(
  reachability: Reachability,
  { source, destination, reach }: Pair,
  certain: boolean,
): Violation | undefined {
  const ranges = portRanges(certain ? reach.allowed : reach.indeterminate)
  const [first] = ranges
  if (first === undefined) return undefined
  const example = reachability.explain(source, destination, first.protocol, first.from)
  return { source, destination, certain, via: 'policy', ranges, example }
}

function onOneNode({ source, destination }: Pair): Violation | undefined {
  const [node] = sharedNodes(source, destination)
  if (node === undefined) return undefined
  const example = explainNodeLocal(source, destination, node, 'TCP', 1)
  return { source, destination, certain: true, via: 'node', ranges: ALL_PORTS, example }
}

const ALL_PORTS: readonly PortRange[] = (['SCTP', 'TCP', 'UDP'] as const).map((protocol) => ({
  protocol,
  from: 1,
  to: 65535,
}))
