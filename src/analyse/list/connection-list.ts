import type { AddressCell, Arrivals, PortRange, Reachability } from '../../model/reachability.ts'
import { CONTROLLER, controllerClass } from '../exposure/pseudo-controller.ts'
import { connectionSets } from '../engine/connection-sets.ts'
import type { ConnectionSets } from '../engine/connection-sets.ts'
import { foundByRange } from './listed-outside.ts'
import type { RangeFound } from './listed-outside.ts'
import { foundByName } from './listed-pairs.ts'
import type { Departing } from './listed-pairs.ts'
import { named, peersOf } from './listed-peers.ts'
import type { ListedPeer, Peers, PodParty } from './listed-peers.ts'
import { joined, mayPassIn, nothing } from './may-pass.ts'
import type { Found, MayPass } from './may-pass.ts'

/** What may pass over TCP, UDP and SCTP from one peer to another: an id of the list's sets. */
export type ListedConnection = {
  readonly source: ListedPeer
  readonly destination: ListedPeer
  readonly ports: number
  /** the part of it that could not be decided and counts as passing: an id of the list's sets */
  readonly undecided: number
}

/** How connections are listed. */
export type ListOptions = {
  /** one row per pod; else per workload, where the connections of its pods add up */
  readonly pods: boolean
  /** whether what passes between a pod and its own node is listed: where pods run decides then, too */
  readonly nodeTraffic?: boolean
  /** whether what passes between two pods is listed where a workload without pods stands for several */
  readonly replicas?: boolean
  /** address families whose outside addresses are listed */
  readonly families: readonly (4 | 6)[]
  /** what is listed as outside addresses; absent: every cell of the analysis */
  readonly outside?: readonly AddressCell[]
  /** pod ports behind Ingresses and routes by key of the pod, where a pseudo controller stands for what serves them */
  readonly routed?: ReadonlyMap<string, readonly PortRange[]>
}

/**
 * Every connection that may pass, between workloads or pods and with outside addresses; sorted by names, then addresses, pods first.
 *
 * Left out: what a peer has with itself (but see `replicas`), addresses with addresses, pairs between which nothing may pass. Neighbouring addresses with equal
 * connections are one range. Ids of `ports` belong to `sets`. Found while it is read: the work follows the classes and the list, memory the
 * classes and what one peer has.
 */
export function* connectionList(
  reachability: Reachability,
  options: ListOptions,
  sets: ConnectionSets = connectionSets(),
): Generator<ListedConnection> {
  const peers = peersOf(reachability, options.pods)
  const mayPass = mayPassIn(sets)
  const toPods = foundByName(peers, mayPass, sets, options.nodeTraffic === true)
  const { families, outside: all = reachability.addressCells } = options
  const cells = all.filter(({ family }) => families.includes(family))
  const outside = foundByRange(cells, mayPass, sets)
  const ports = (found: Found) => portsOf(found, sets)
  for (const { name, around } of aroundEach(peers, reachability, cells)) {
    const source = named(name)
    const withItself = options.replicas === true && around.some(({ party }) => isSeveral(party))
    const found = [...toPods(around)].filter(([to]) => to !== name || withItself)
    for (const [to, each] of found.sort(([a], [b]) => (a < b ? -1 : 1)))
      yield { source, destination: named(to), ...ports(each) }
    yield* outside(around.flatMap(({ from }) => from)).map((each) => ({
      source: addresses(each),
      destination: source,
      ...ports(each.found),
    }))
    yield* outside(around.flatMap(({ to }) => to)).map((each) => ({
      source,
      destination: addresses(each),
      ...ports(each.found),
    }))
  }
  yield* fromController(peers, reachability, options, mayPass, sets)
}

function isSeveral({ endpoint }: PodParty): boolean {
  return endpoint.pods.some(({ several }) => several === true)
}

/** A peer by its name, and for each of its parties what may pass out of it and, from addresses, into it. */
type Around = {
  readonly name: string
  readonly around: readonly (Departing & { readonly from: Arrivals['from'] })[]
}

/** Each peer in the order of the names. */
function* aroundEach(
  peers: Peers,
  reachability: Reachability,
  cells: readonly AddressCell[],
): Generator<Around> {
  const ordered = [...peers].sort(([a], [b]) => (a < b ? -1 : 1))
  const subjects = ordered.flatMap(([, parties]) => parties.map(({ endpoint }) => endpoint))
  const others = [...reachability.podClasses, ...cells]
  const departures = reachability.passingFrom(subjects, others)[Symbol.iterator]()
  const arrivals = reachability.passing(cells, subjects)[Symbol.iterator]()
  for (const [name, parties] of ordered)
    yield {
      name,
      around: parties.map((party) => ({
        party,
        to: nextOf(departures).to,
        from: nextOf(arrivals).from,
      })),
    }
}

function nextOf<T>(iterator: Iterator<T>): T {
  const next = iterator.next()
  if (next.done === true) throw new Error('fewer answers than questions')
  return next.value
}

/** What the pseudo controller reaches of what Ingresses and routes lead to. */
function fromController(
  peers: Peers,
  reachability: Reachability,
  { routed }: ListOptions,
  mayPass: MayPass,
  sets: ConnectionSets,
): readonly ListedConnection[] {
  const controller = controllerClass(reachability)
  if (routed === undefined || controller === undefined) return []
  return [...peers].flatMap(([name, parties]) => {
    const found = parties
      .map(({ endpoint: each }) => {
        const open = sets.of(each.pods.flatMap(({ key }) => routed.get(key) ?? []))
        const { sure, may } = mayPass(reachability.between(controller, each))
        return { sure: sets.intersect(sure, open), may: sets.intersect(may, open) }
      })
      .reduce((a, b) => joined(a, b, sets), nothing(sets))
    return found.may === sets.none
      ? []
      : [{ source: named(CONTROLLER), destination: named(name), ...portsOf(found, sets) }]
  })
}

function addresses({ range }: RangeFound): ListedPeer {
  return { kind: 'addresses', range }
}

function portsOf(
  { sure, may }: Found,
  sets: ConnectionSets,
): Pick<ListedConnection, 'ports' | 'undecided'> {
  return { ports: may, undecided: sets.subtract(may, sure) }
}
