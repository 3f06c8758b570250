import type { Endpoint, Reach, Reachability } from '../../model/reachability.ts'
import { ALL_PORTS } from '../places/between-parties.ts'
import type { Party } from '../places/party.ts'
import { endpointsOf } from './closure.ts'
import type { ClosureOptions, Hop, Reached } from './closure.ts'
import { allNodes, nodesOf, nodeWalk, seenNodes } from './node-parts.ts'
import type { NodeWalk, SeenNodes } from './node-parts.ts'
import { withPorts } from './ports.ts'

/** What counts as passing: what is certain, or also what could not be decided. */
export type Counting = 'surely' | 'perhaps'

/** An endpoint from which a level goes on. */
type Reacher = {
  readonly at: Endpoint
  readonly onHost: boolean
  /** those of its nodes that were reached last, from which node traffic is followed */
  readonly nodes: readonly string[]
  /** it is reached for the first time, so that policies are asked about it */
  readonly asks: boolean
  readonly before?: Reached
}

/** What a level reaches: an endpoint on all nodes, or on some. */
type Next = {
  readonly endpoint: Endpoint
  readonly hop: Hop
  readonly before: Reached | undefined
  /** of the one it is reached from */
  readonly place: number
  /** absent: all of its nodes */
  readonly nodes?: readonly string[]
}

type Search = {
  readonly reachability: Reachability
  readonly side: ClosureOptions['side']
  readonly counting: Counting
  readonly walk: NodeWalk
  readonly platformNamespaces: readonly string[]
}

/** Level by level, each endpoint with one shortest chain; who is reached on all nodes is asked no more, so that what is left shrinks. */
export function chainsFrom(
  reachability: Reachability,
  start: readonly Party[],
  options: ClosureOptions,
  counting: Counting,
): ReadonlyMap<Endpoint, Reached> {
  const { side, maxHops = Infinity, policiesOnly, platformNamespaces = [] } = options
  const walk = policiesOnly ? () => [] : nodeWalk(reachability, counting === 'perhaps')
  const search = { reachability, side, counting, walk, platformNamespaces }
  const reached = new Map<Endpoint, Reached>()
  const seen = seenNodes()
  let frontier: readonly Reacher[] = start.map(({ endpoint, where }) => {
    const nodes = nodesOf(where)
    seen.arrive(endpoint, nodes)
    return { at: endpoint, onHost: where.onHost, nodes, asks: true }
  })
  let left = endpointsOf(reachability, options).filter(seen.isLeft)
  for (let hops = 1; hops <= maxHops && frontier.length > 0 && left.length > 0; hops++) {
    const asking = frontier.filter(({ asks }) => asks)
    const found = [...nextOnNodes(search, frontier), ...nextByPolicies(search, asking, left)]
    frontier = found.flatMap((next) => {
      const arrival = reachedBy(next, hops)
      const goesOn = goOn(search, seen, next, arrival)
      if (goesOn !== undefined && !reached.has(next.endpoint)) reached.set(next.endpoint, arrival)
      return goesOn ?? []
    })
    left = left.filter(seen.isLeft)
  }
  return reached
}

/** Who goes on from what was found; none where chains end. undefined: all of it was reached before. */
function goOn(
  { platformNamespaces }: Search,
  seen: SeenNodes,
  { endpoint, hop, nodes }: Next,
  before: Reached,
): readonly Reacher[] | undefined {
  const isNode =
    endpoint.kind === 'pods' &&
    endpoint.hostNetwork &&
    platformNamespaces.includes(endpoint.namespace)
  if (isNode && hop.meeting !== undefined) return []
  const asks = !seen.has(endpoint)
  const fresh = seen.arrive(endpoint, nodes ?? allNodes(endpoint))
  if (!asks && fresh.length === 0) return undefined
  if (endpoint.kind === 'addresses') return []
  const { hostNetwork: onHost } = endpoint
  return [{ at: endpoint, onHost, nodes: isNode ? [] : fresh, asks, before }]
}

/** Who meets a level on a node, in its order. */
function nextOnNodes(search: Search, frontier: readonly Reacher[]): readonly Next[] {
  const { reachability, side, walk } = search
  return frontier.flatMap(({ at, onHost, nodes, before }, place) =>
    nodes
      .flatMap((node) => walk(node, onHost))
      .map(({ part, meeting }): Next => {
        const [source, destination] = side === 'from' ? [at, part.podClass] : [part.podClass, at]
        const met = { source, destination, ports: ALL_PORTS, certain: true, meeting }
        const hop =
          meeting.kind === 'on'
            ? met
            : (certainHop(source, destination, reachability.between(source, destination)) ?? {
                ...met,
                certain: false,
              })
        return { endpoint: part.podClass, hop, before, place, nodes: [part.node] }
      }),
  )
}

/** Who of the rest policies connect to a level, each from the first that is, in the order of those. */
function nextByPolicies(
  search: Search,
  frontier: readonly Reacher[],
  left: readonly Endpoint[],
): readonly Next[] {
  const find = search.counting === 'surely' ? certainHop : possibleHop
  const found = new Map<Endpoint, Next>()
  const places = new Map([...frontier.entries()].map(([place, { at }]) => [at, place]))
  for (const [source, destination, reach] of connections(search, frontier, left)) {
    const [at, endpoint] = search.side === 'from' ? [source, destination] : [destination, source]
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

/** What may pass between a level and the rest; between outside addresses it is not ours to say, a node is none. */
function* connections(
  { reachability, side }: Search,
  frontier: readonly Reacher[],
  left: readonly Endpoint[],
): Generator<readonly [source: Endpoint, destination: Endpoint, reach: Reach]> {
  const level = [...new Set(frontier.map(({ at }) => at))]
  const nodes = new Set(frontier.flatMap(({ at, onHost }) => (onHost ? [at] : [])))
  const isInside = (each: Endpoint) => each.kind === 'pods' || nodes.has(each)
  const [sources, destinations] = side === 'from' ? [level, left] : [left, level]
  for (const { destination, from } of reachability.passing(sources, destinations))
    for (const [source, reach] of from)
      if (isInside(source) || isInside(destination)) yield [source, destination, reach]
}

function reachedBy({ endpoint, hop, before }: Next, hops: number): Reached {
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
