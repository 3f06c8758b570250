import { LAST_ADDRESS, formatIpAddress, parseIpAddress } from '../core/ip-address.ts'
import type { IpRange } from '../core/ip-address.ts'
import type { Pod } from '../model/cluster.ts'
import type { AddressCell, PodClass, PortRange, Reachability } from '../model/reachability.ts'
import { CONTROLLER, controllerClass, isController } from './exposure/pseudo-controller.ts'
import { connectionSets } from './engine/connection-sets.ts'
import type { ConnectionSets } from './engine/connection-sets.ts'
import { joined, mayPassOver, nothing } from './places/may-pass.ts'
import type { Found, MayPass, PodParty } from './places/may-pass.ts'
import { classParty, podParty } from './places/party.ts'

/** One side of a listed connection: pods under one name, or a range of addresses. */
export type ListedPeer =
  | { readonly kind: 'pods'; readonly name: string }
  | { readonly kind: 'addresses'; readonly range: IpRange }

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

/** Peers of one analysis by name, with what is behind each. */
type Peers = ReadonlyMap<string, readonly PodParty[]>

/**
 * Every connection that may pass, between workloads or pods and with outside addresses; sorted by names, then addresses, pods first.
 *
 * Left out: what a peer has with itself (but see `replicas`), addresses with addresses, pairs between which nothing may pass. Neighbouring addresses with equal
 * connections are one range. Ids of `ports` belong to `sets`.
 */
export function connectionList(
  reachability: Reachability,
  options: ListOptions,
  sets: ConnectionSets = connectionSets(),
): readonly ListedConnection[] {
  const peers = peersOf(reachability, options)
  const names = [...peers.keys()].sort()
  const mayPass = mayPassOver(reachability, sets, options.nodeTraffic === true)
  const listed: ListedConnection[] = []
  for (const from of names) {
    for (const to of names) {
      if (from === to && !(options.replicas === true && isSeveral(peers.get(from)))) continue
      const found = mayPass.between(peers.get(from) ?? [], peers.get(to) ?? [])
      if (found.may !== sets.none)
        listed.push({ source: named(from), destination: named(to), ...portsOf(found, sets) })
    }
    listed.push(...outside(from, peers.get(from) ?? [], reachability, options, mayPass, sets))
  }
  listed.push(...fromController(peers, reachability, options, mayPass, sets))
  return listed
}

function isSeveral(parties: readonly PodParty[] = []): boolean {
  return parties.some(({ endpoint }) => endpoint.pods.some(({ several }) => several === true))
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
  return [...peers].flatMap(([name, parties]) => {
    const found = parties
      .map(({ endpoint: each }) => {
        const open = sets.of(each.pods.flatMap(({ key }) => routed.get(key) ?? []))
        const { sure, may } = mayPass.of(reachability.between(controller, each))
        return { sure: sets.intersect(sure, open), may: sets.intersect(may, open) }
      })
      .reduce((a, b) => joined(a, b, sets), nothing(sets))
    return found.may === sets.none
      ? []
      : [{ source: named(CONTROLLER), destination: named(name), ...portsOf(found, sets) }]
  })
}

function named(name: string): ListedPeer {
  return { kind: 'pods', name }
}

function peersOf({ podClasses }: Reachability, { pods }: ListOptions): Peers {
  const real = podClasses.filter((each) => !isController(each))
  const pairs = real.flatMap((podClass): (readonly [string, PodParty])[] =>
    pods
      ? podClass.pods.map((pod) => [
          podName(podClass, pod),
          { ...podParty(podClass, pod), endpoint: podClass },
        ])
      : [[workloadName(podClass), { ...classParty(podClass), endpoint: podClass }]],
  )
  const groups = Map.groupBy(pairs, ([name]) => name)
  return new Map([...groups].map(([name, found]) => [name, found.map(([, each]) => each)]))
}

/** `namespace/name[Kind]`; pods without controller are their own workload. */
function workloadName({ namespace, workload }: PodClass): string {
  const cut = workload.indexOf('/')
  return `${namespace}/${workload.slice(cut + 1)}[${workload.slice(0, cut)}]`
}

/** `namespace/name[Pod]`; what only stands in for pods bears the name of its workload. */
function podName(podClass: PodClass, { namespace, name, standIn }: Pod): string {
  return standIn ? workloadName(podClass) : `${namespace}/${name}[Pod]`
}

function portsOf(
  { sure, may }: Found,
  sets: ConnectionSets,
): Pick<ListedConnection, 'ports' | 'undecided'> {
  return { ports: may, undecided: sets.subtract(may, sure) }
}

/** Connections of one peer with outside addresses: those into it, then those out of it. */
function outside(
  name: string,
  parties: readonly PodParty[],
  reachability: Reachability,
  { families, outside: all = reachability.addressCells }: ListOptions,
  mayPass: MayPass,
  sets: ConnectionSets,
): readonly ListedConnection[] {
  const cells = all.filter(({ family }) => families.includes(family))
  const rows = (direction: 'in' | 'out') =>
    mergedRanges(
      cells.map((cell) => ({
        cell,
        found: portsOf(foundFor(cell, parties, direction, reachability, mayPass, sets), sets),
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
  parties: readonly PodParty[],
  direction: 'in' | 'out',
  reachability: Reachability,
  mayPass: MayPass,
  sets: ConnectionSets,
): Found {
  return parties
    .map(({ endpoint: each }) =>
      mayPass.of(
        direction === 'in' ? reachability.between(cell, each) : reachability.between(each, cell),
      ),
    )
    .reduce((a, b) => joined(a, b, sets), nothing(sets))
}

type RangePorts = Pick<ListedConnection, 'ports' | 'undecided'>

type RangeFound = RangePorts & { readonly range: IpRange }

/** The ranges of cells in order of their addresses; neighbours with equal connections are one. */
function mergedRanges(
  cells: readonly { readonly cell: AddressCell; readonly found: RangePorts }[],
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
