import type {
  AddressCell,
  Endpoint,
  Explanation,
  PortRange,
  Reachability,
} from '../../model/reachability.ts'
import { explainBetween } from '../places/between-parties.ts'
import { explainNodeLocal } from '../node-traffic.ts'
import type { Meeting } from '../node-traffic.ts'
import { cellParty, classParty } from '../places/party.ts'
import type { Party } from '../places/party.ts'
import { chainsFrom } from './chains.ts'
import { portToShow } from './ports.ts'

/** One connection of a chain, in the direction in which it is opened. */
export type Hop = {
  readonly source: Endpoint
  readonly destination: Endpoint
  /** what may pass over TCP, UDP and SCTP; where the hop is certain, what is allowed for certain */
  readonly ports: readonly PortRange[]
  /** false: whether anything may pass could not be decided, it counts as passing */
  readonly certain: boolean
  /** where the two meet on a node, so that no policy is asked; absent: policies let it pass */
  readonly meeting?: Meeting
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
  /** what passes between a pod and its own node is left out; absent: it is followed */
  readonly policiesOnly?: true
  /** namespaces of the platform: its pods on the network of a node count as the node, where chains end. Absent: none */
  readonly platformNamespaces?: readonly string[]
  /** the cells that are looked at, by their numbers; absent: every cell of the analysis */
  readonly outside?: readonly AddressCell[]
}

/** Where a closure begins. */
export type Start = {
  /** one of several parties; which is not known where there are more */
  readonly either: readonly Party[]
  /** whether it begins at any of them is not known; absent: it does */
  readonly unsure?: true
}

/**
 * Everything connected to a set of places over any number of connections ("connected-to" systems): whoever holds a pod may go on from
 * it. In the order of the endpoints; those of the start are left out.
 *
 * Each endpoint stands with one shortest chain of certain hops; where there is none, with a shortest one in which hops that could not be decided
 * count as passing. Chains pass through pods only: addresses outside of the cluster and nodes themselves begin and end them. Pods that meet on a
 * node are followed by node, so that of a class that is met on one node only the pods there go on to others of their node.
 *
 * Breadth first over classes, never over pods: of each level only the pairs that may pass are looked at, to endpoints that are not reached yet,
 * so O(classes x endpoints) where everything passes and far less where most is denied, and memory for one record per endpoint and node.
 */
export function closureOf(
  reachability: Reachability,
  start: readonly Start[],
  options: ClosureOptions,
): readonly Reached[] {
  const all = start.flatMap(({ either }) => either)
  const certain = certainly(reachability, start, options)
  const perhaps = chainsFrom(reachability, all, options, 'perhaps')
  const begun = new Set(all.map(({ endpoint }) => endpoint))
  return endpointsOf(reachability, options).flatMap((each) => {
    if (begun.has(each)) return []
    const may = perhaps.get(each)
    return certain.get(each) ?? (may === undefined ? [] : { ...may, certain: false })
  })
}

/** All endpoints that are looked at. */
export function endpointsOf(
  { endpoints }: Reachability,
  { outside }: ClosureOptions,
): readonly Endpoint[] {
  if (outside === undefined) return endpoints
  const cells = new Set(outside.map(({ index }) => index))
  return endpoints.filter(({ kind, index }) => kind === 'pods' || cells.has(index))
}

/** Of a start that may be one of several, what each of them is connected to. */
function certainly(
  reachability: Reachability,
  start: readonly Start[],
  options: ClosureOptions,
): ReadonlyMap<Endpoint, Reached> {
  const known = start.filter(({ unsure }) => unsure === undefined).map(({ either }) => either)
  const sure = known.flatMap((either) => (either.length === 1 ? either : []))
  const found = new Map(chainsFrom(reachability, sure, options, 'surely'))
  for (const either of known.filter(({ length }) => length > 1)) {
    const [first, ...more] = either.map((one) => chainsFrom(reachability, [one], options, 'surely'))
    for (const [endpoint, reached] of first ?? [])
      if (!found.has(endpoint) && more.every((each) => each.has(endpoint)))
        found.set(endpoint, reached)
  }
  return found
}

/** The hops of a chain, in the direction in which connections are opened. */
export function chainOf(reached: Reached, side: ClosureOptions['side']): readonly Hop[] {
  const hops: Hop[] = []
  for (let at: Reached | undefined = reached; at !== undefined; at = at.before) hops.push(at.hop)
  return side === 'to' ? hops : hops.reverse()
}

/** Why one hop may pass: the rules of both sides that decide about its lowest port, or the node where they meet. */
export function explainHop(reachability: Reachability, hop: Hop): Explanation {
  const { source, destination, meeting } = hop
  const { protocol, port } = portToShow(hop.ports, destination)
  switch (meeting?.kind) {
    case undefined:
      return reachability.explain(source, destination, protocol, port)
    case 'on':
      return explainNodeLocal(source, destination, meeting.node, protocol, port)
    case 'unplaced': {
      const [from, to] = [unplaced(source), unplaced(destination)]
      return explainBetween(reachability, from, to, protocol, port)
    }
  }
}

/** The pods of an endpoint, without the nodes of those that are placed. */
function unplaced(endpoint: Endpoint): Party {
  if (endpoint.kind === 'addresses') {
    const party = cellParty(endpoint)
    return { ...party, where: { onHost: true, nodes: new Set(), unplaced: true } }
  }
  const party = classParty(endpoint)
  return { ...party, where: { ...party.where, nodes: new Set(), unplaced: true } }
}
