import { LAST_ADDRESS, formatIpAddress, parseIpAddress } from '../core/ip-address.ts'
import type { IpRange } from '../core/ip-address.ts'
import type {
  AddressCell,
  PodClass,
  PortRange,
  Reach,
  Reachability,
} from '../model/reachability.ts'
import { CONTROLLER, controllerClass, isController } from './pseudo-controller.ts'
import { connectionSets } from './connection-sets.ts'
import type { ConnectionSets } from './connection-sets.ts'

/** One side of a listed connection: pods under one name, or a range of addresses. */
export type ListedPeer =
  | { readonly kind: 'pods'; readonly name: string }
  | { readonly kind: 'addresses'; readonly range: IpRange }

/** What may pass over TCP, UDP and SCTP from one peer to another: an id of the list's sets. */
export type ListedConnection = {
  readonly source: ListedPeer
  readonly destination: ListedPeer
  readonly ports: number
  /** whether a part of it could not be decided; it counts as passing */
  readonly undecided: boolean
}

/** How connections are listed. */
export type ListOptions = {
  /** one row per pod; else per workload, where the connections of its pods add up */
  readonly pods: boolean
  /** address families whose outside addresses are listed */
  readonly families: readonly (4 | 6)[]
  /** pod ports behind Ingresses and routes by key of the pod, where a pseudo controller stands for what serves them */
  readonly routed?: ReadonlyMap<string, readonly PortRange[]>
}

/** Peers of one analysis by name, with the classes behind each. */
type Peers = ReadonlyMap<string, readonly PodClass[]>

/**
 * Every connection that may pass, between workloads or pods and with outside addresses; sorted by names, then addresses, pods first.
 *
 * Left out: what a peer has with itself, addresses with addresses, pairs between which nothing may pass. Neighbouring addresses with equal
 * connections are one range. Ids of `ports` belong to `sets`.
 */
export function connectionList(
  reachability: Reachability,
  options: ListOptions,
  sets: ConnectionSets = connectionSets(),
): readonly ListedConnection[] {
  const peers = peersOf(reachability, options)
  const names = [...peers.keys()].sort()
  const mayPass = mayPassOver(reachability, sets)
  const listed: ListedConnection[] = []
  for (const from of names) {
    for (const to of names) {
      if (from === to) continue
      const found = mayPass.between(peers.get(from) ?? [], peers.get(to) ?? [])
      if (found.ports !== sets.none)
        listed.push({ source: named(from), destination: named(to), ...found })
    }
    listed.push(...outside(from, peers.get(from) ?? [], reachability, options, mayPass, sets))
  }
  listed.push(...fromController(peers, reachability, options, mayPass, sets))
  return listed
}

/** The names of all workloads, or pods, that connections are listed of. */
export function listedPeers(reachability: Reachability, options: ListOptions): readonly string[] {
  return [...peersOf(reachability, options).keys()].sort()
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
  return [...peers].flatMap(([name, classes]) => {
    const found = classes
      .map((each) => {
        const open = each.pods.flatMap(({ key }) => routed.get(key) ?? [])
        const { ports, undecided } = mayPass.of(reachability.between(controller, each))
        return { ports: sets.intersect(ports, sets.of(open)), undecided }
      })
      .reduce((a, b) => joined(a, b, sets), { ports: sets.none, undecided: false })
    return found.ports === sets.none
      ? []
      : [{ source: named(CONTROLLER), destination: named(name), ...found }]
  })
}

function named(name: string): ListedPeer {
  return { kind: 'pods', name }
}

function peersOf({ podClasses }: Reachability, { pods }: ListOptions): Peers {
  const real = podClasses.filter((each) => !isController(each))
  const pairs = real.flatMap((podClass) =>
    pods
      ? podClass.pods.map((pod) => [`${pod.namespace}/${pod.name}`, podClass] as const)
      : [[workloadName(podClass), podClass] as const],
  )
  const groups = Map.groupBy(pairs, ([name]) => name)
  return new Map([...groups].map(([name, found]) => [name, found.map(([, each]) => each)]))
}

/** `namespace/name[Kind]`; pods without controller are their own workload. */
function workloadName({ namespace, workload }: PodClass): string {
  const cut = workload.indexOf('/')
  return `${namespace}/${workload.slice(cut + 1)}[${workload.slice(0, cut)}]`
}

/** What may pass, as an id, and whether all of it is certain. */
type Found = { readonly ports: number; readonly undecided: boolean }

type MayPass = {
  readonly between: (sources: readonly PodClass[], destinations: readonly PodClass[]) => Found
  readonly of: (reach: Reach) => Found
}

function mayPassOver(reachability: Reachability, sets: ConnectionSets): MayPass {
  const known = new WeakMap<Reach, Found>()
  const of = (reach: Reach): Found => {
    const before = known.get(reach)
    if (before !== undefined) return before
    const perhaps = sets.of(withPorts(reach.indeterminate.ranges))
    const found = {
      ports: sets.union(sets.of(withPorts(reach.allowed.ranges)), perhaps),
      undecided: perhaps !== sets.none,
    }
    known.set(reach, found)
    return found
  }
  return {
    of,
    between: (sources, destinations) =>
      sources
        .flatMap((source) =>
          destinations.map((destination) => of(reachability.between(source, destination))),
        )
        .reduce((a, b) => joined(a, b, sets), { ports: sets.none, undecided: false }),
  }
}

function joined(a: Found, b: Found, sets: ConnectionSets): Found {
  return { ports: sets.union(a.ports, b.ports), undecided: a.undecided || b.undecided }
}

function withPorts(ranges: readonly PortRange[]): readonly PortRange[] {
  return ranges.filter(({ from }) => from !== undefined)
}

/** Connections of one peer with outside addresses: those into it, then those out of it. */
function outside(
  name: string,
  classes: readonly PodClass[],
  reachability: Reachability,
  { families }: ListOptions,
  mayPass: MayPass,
  sets: ConnectionSets,
): readonly ListedConnection[] {
  const cells = reachability.addressCells.filter(({ family }) => families.includes(family))
  const rows = (direction: 'in' | 'out') =>
    mergedRanges(
      cells.map((cell) => ({
        cell,
        found: foundFor(cell, classes, direction, reachability, mayPass, sets),
      })),
    ).filter(({ ports }) => ports !== sets.none)
  return [
    ...rows('in').map(({ range, ...found }) => ({
      source: { kind: 'addresses', range } as const,
      destination: named(name),
      ...found,
    })),
    ...rows('out').map(({ range, ...found }) => ({
      source: named(name),
      destination: { kind: 'addresses', range } as const,
      ...found,
    })),
  ]
}

function foundFor(
  cell: AddressCell,
  classes: readonly PodClass[],
  direction: 'in' | 'out',
  reachability: Reachability,
  mayPass: MayPass,
  sets: ConnectionSets,
): Found {
  return classes
    .map((each) =>
      mayPass.of(
        direction === 'in' ? reachability.between(cell, each) : reachability.between(each, cell),
      ),
    )
    .reduce((a, b) => joined(a, b, sets), { ports: sets.none, undecided: false })
}

type RangeFound = Found & { readonly range: IpRange }

/** The ranges of cells in order of their addresses; neighbours with equal connections are one. */
function mergedRanges(
  cells: readonly { readonly cell: AddressCell; readonly found: Found }[],
): readonly RangeFound[] {
  const all = cells.flatMap(({ cell, found }) =>
    cell.ranges.map(({ from, to }) => ({ ...found, range: rangeOf(cell.family, from, to) })),
  )
  return mergeNeighbours(all, (a, b) => a.ports === b.ports && a.undecided === b.undecided)
}

/** Items with neighbouring ranges that are equal otherwise, as one; sorted by family and address. */
export function mergeNeighbours<T extends { readonly range: IpRange }>(
  items: readonly T[],
  same: (a: T, b: T) => boolean,
): readonly T[] {
  const merged: T[] = []
  for (const item of items.toSorted((a, b) => byAddress(a.range, b.range))) {
    const last = merged.at(-1)
    if (last !== undefined && adjoins(last.range, item.range) && same(last, item))
      merged[merged.length - 1] = { ...last, range: { ...last.range, last: item.range.last } }
    else merged.push(item)
  }
  return merged
}

function adjoins(a: IpRange, b: IpRange): boolean {
  return a.family === b.family && a.last + 1n === b.first
}

function byAddress(a: IpRange, b: IpRange): number {
  if (a.family !== b.family) return a.family - b.family
  return a.first < b.first ? -1 : a.first > b.first ? 1 : 0
}

function rangeOf(family: 4 | 6, from: string, to: string): IpRange {
  const [first, last] = [parseIpAddress(from), parseIpAddress(to)]
  if (first === undefined || last === undefined) throw new Error(`no range ${from}-${to}`)
  return { family, first: first.value, last: last.value }
}

/** The name of a listed peer: `shop/web[Deployment]`, `10.0.0.0-10.255.255.255[External]`. */
export function listedName(peer: ListedPeer): string {
  if (peer.kind === 'pods') return peer.name
  const { family, first, last } = peer.range
  const text = (value: bigint) => formatIpAddress({ family, value })
  return `${text(first)}-${text(last)}[External]`
}

/** All addresses of a family. */
export function allAddresses(family: 4 | 6): IpRange {
  return { family, first: 0n, last: LAST_ADDRESS[family] }
}

const ORDER = ['SCTP', 'TCP', 'UDP'] as const

/** Ports by protocol in the order of their names: `SCTP 1-65535,TCP 1-79,81-65535`; `All Connections` for all of the three. */
export function listedPorts(ranges: readonly PortRange[]): string {
  const parts = ORDER.map((protocol) => ({
    protocol,
    ports: ranges.filter((range) => range.protocol === protocol).map(portsText),
  })).filter(({ ports }) => ports.length > 0)
  if (parts.length === 0) return 'No Connections'
  const full = parts.length === ORDER.length && parts.every(({ ports }) => ports.join() === FULL)
  if (full) return 'All Connections'
  return parts.map(({ protocol, ports }) => `${protocol} ${ports.join(',')}`).join(',')
}

const FULL = '1-65535'

function portsText({ from = 1, to = 65535 }: PortRange): string {
  return from === to ? String(from) : `${from}-${to}`
}
