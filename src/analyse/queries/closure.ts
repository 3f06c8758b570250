import type {
  Endpoint,
  Explanation,
  PortRange,
  Reach,
  Reachability,
} from '../../model/reachability.ts'
import { portToShow, withPorts } from './ports.ts'

/** One connection of a chain, in the direction in which it is opened. */
export type Hop = {
  readonly source: Endpoint
  readonly destination: Endpoint
  /** what may pass over TCP, UDP and SCTP; where the hop is certain, what is allowed for certain */
  readonly ports: readonly PortRange[]
  /** false: whether anything may pass could not be decided, it counts as passing */
  readonly certain: boolean
}

/** An endpoint that is reached, or reaches, over a chain of connections. */
export type Reached = {
  readonly endpoint: Endpoint
  /** how many connections its chain has */
  readonly hops: number
  /** the connection of the chain that is farthest from the start */
  readonly hop: Hop
  /** the endpoint on the way there; absent: the hop begins, or ends, at the start itself */
  readonly before?: Reached
  /** whether every hop of the chain is certain */
  readonly certain: boolean
}

/** How a closure is taken. */
export type ClosureOptions = {
  /** `from`: what the start reaches; `to`: what reaches it */
  readonly side: 'from' | 'to'
  /** chains of at most so many connections; absent: of any number */
  readonly maxHops?: number
}

/**
 * Everything connected to a set of endpoints over any number of connections ("connected-to" systems): whoever holds a pod may go on from
 * it. In the order of the endpoints; the start itself is left out.
 *
 * Each endpoint stands with one shortest chain of certain hops; where there is none, with a shortest one in which hops that could not be decided
 * count as passing. Chains pass through pods only: addresses outside of the cluster begin and end them, what passes between those is not
 * ours to say. Traffic between pods and their own node is not followed.
 *
 * Breadth first over classes, never over pods: of each level only the pairs that may pass are looked at, to endpoints that are not reached yet,
 * so O(classes x endpoints) where everything passes and far less where most is denied, and memory for one record per endpoint.
 */
export function closureOf(
  reachability: Reachability,
  start: readonly Endpoint[],
  options: ClosureOptions,
): readonly Reached[] {
  const certain = chains(reachability, start, options, certainHop)
  const perhaps = chains(reachability, start, options, possibleHop)
  return reachability.endpoints.flatMap((each) => certain.get(each) ?? perhaps.get(each) ?? [])
}

/** The hops of a chain, in the direction in which connections are opened. */
export function chainOf(reached: Reached, side: ClosureOptions['side']): readonly Hop[] {
  const hops: Hop[] = []
  for (let at: Reached | undefined = reached; at !== undefined; at = at.before) hops.push(at.hop)
  return side === 'to' ? hops : hops.reverse()
}

/** Why one hop may pass: the rules of both sides that decide about its lowest port. */
export function explainHop(reachability: Reachability, hop: Hop): Explanation {
  const { protocol, port } = portToShow(hop.ports, hop.destination)
  return reachability.explain(hop.source, hop.destination, protocol, port)
}

type HopFinder = (source: Endpoint, destination: Endpoint, reach: Reach) => Hop | undefined

/** An endpoint from which a level goes on. */
type Reacher = { readonly at: Endpoint; readonly before?: Reached }

/** Level by level; who is reached is asked no more, so that what is left shrinks. */
function chains(
  reachability: Reachability,
  start: readonly Endpoint[],
  { side, maxHops = Infinity }: ClosureOptions,
  find: HopFinder,
): ReadonlyMap<Endpoint, Reached> {
  const reached = new Map<Endpoint, Reached>()
  const begun = new Set(start)
  let left = reachability.endpoints.filter((each) => !begun.has(each))
  let frontier: readonly Reacher[] = start.map((at) => ({ at }))
  for (let hops = 1; hops <= maxHops && frontier.length > 0 && left.length > 0; hops++) {
    const found = nextLevel(reachability, frontier, left, side, find).map(
      ({ endpoint, hop, before }) => reachedBy(endpoint, hops, hop, before),
    )
    for (const each of found) reached.set(each.endpoint, each)
    left = left.filter((each) => !reached.has(each))
    frontier = found.flatMap((each) =>
      each.endpoint.kind === 'pods' ? { at: each.endpoint, before: each } : [],
    )
  }
  return reached
}

type Next = {
  readonly endpoint: Endpoint
  readonly hop: Hop
  readonly before: Reached | undefined
  /** of the one it is reached from */
  readonly place: number
}

/** Who of the rest is connected to a level, each from the first that is, in the order of those. */
function nextLevel(
  reachability: Reachability,
  frontier: readonly Reacher[],
  left: readonly Endpoint[],
  side: ClosureOptions['side'],
  find: HopFinder,
): readonly Next[] {
  const found = new Map<Endpoint, Next>()
  const places = new Map([...frontier.entries()].map(([place, { at }]) => [at, place]))
  const level = [...places.keys()]
  for (const [source, destination, reach] of connections(reachability, level, left, side)) {
    const [at, endpoint] = side === 'from' ? [source, destination] : [destination, source]
    const place = places.get(at) ?? Infinity
    if ((found.get(endpoint)?.place ?? Infinity) <= place) continue
    const hop = find(source, destination, reach)
    if (hop !== undefined)
      found.set(endpoint, { endpoint, hop, before: frontier[place]?.before, place })
  }
  return [...found.values()].sort(
    (a, b) => a.place - b.place || a.endpoint.index - b.endpoint.index,
  )
}

/** What may pass between a level and the rest; between outside addresses it is not ours to say. */
function* connections(
  reachability: Reachability,
  level: readonly Endpoint[],
  left: readonly Endpoint[],
  side: ClosureOptions['side'],
): Generator<readonly [source: Endpoint, destination: Endpoint, reach: Reach]> {
  const [sources, destinations] = side === 'from' ? [level, left] : [left, level]
  for (const { destination, from } of reachability.passing(sources, destinations))
    for (const [source, reach] of from)
      if (source.kind === 'pods' || destination.kind === 'pods') yield [source, destination, reach]
}

function reachedBy(
  endpoint: Endpoint,
  hops: number,
  hop: Hop,
  before: Reached | undefined,
): Reached {
  const certain = hop.certain && before?.certain !== false
  return { endpoint, hops, hop, ...(before === undefined ? {} : { before }), certain }
}

function certainHop(source: Endpoint, destination: Endpoint, { allowed }: Reach): Hop | undefined {
  const ports = withPorts(allowed)
  return ports.length === 0 ? undefined : { source, destination, ports, certain: true }
}

function possibleHop(source: Endpoint, destination: Endpoint, reach: Reach): Hop | undefined {
  const sure = certainHop(source, destination, reach)
  if (sure !== undefined) return sure
  const ports = withPorts(reach.indeterminate)
  return ports.length === 0 ? undefined : { source, destination, ports, certain: false }
}
