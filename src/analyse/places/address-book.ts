import { formatIpAddress, withoutMapping } from '../../core/ip-address.ts'
import type { IpAddress } from '../../core/ip-address.ts'
import type { Pod } from '../../model/cluster.ts'
import type { Reachability } from '../../model/reachability.ts'
import { cellsOf } from '../engine/cell-finder.ts'
import { cellParty, nodeParty, partyOf } from './party.ts'
import { engineOf } from '../reachability.ts'
import { nodeDoubts } from './node-policies.ts'
import { nodePorts, portsOfNodes } from './node-ports.ts'
import type { NodePorts } from './node-ports.ts'
import type { Party } from './party.ts'
import type { Side } from './sides.ts'
import type { ServiceAddress } from './service-backends.ts'
import { unlistedServices } from './unread-services.ts'

/** Who has an address in the cluster. */
type Book = {
  readonly pods: ReadonlyMap<string, readonly Pod[]>
  /** names of nodes */
  readonly nodes: ReadonlyMap<string, readonly string[]>
  readonly services: ReadonlyMap<string, readonly ServiceAddress[]>
  readonly ports: NodePorts
  /** `namespace/name` of Services that cannot be read */
  readonly unreadFronts: ReadonlyMap<string, readonly string[]>
  /** which Services were not listed, as the end of a sentence; undefined: all were */
  readonly unlisted: string | undefined
}

/**
 * What an address means: the Services whose clusterIP, external or load balancer's address it is; the pod that has it; the node, with the pods on its network, which share it; else an address outside of the cluster.
 * Where policies for nodes may apply, the pods on the network of the node show what they let pass, and stand for it.
 * Several pods or nodes may stand under one address where a list was read while they came and went: which is meant is not known. Services may share one.
 */
export function addressSide(
  reachability: Reachability,
  name: string,
  asked: IpAddress,
): readonly Side[] {
  const book = bookOf(reachability)
  const { services, ports } = book
  const address = withoutMapping(asked)
  const text = formatIpAddress(address)
  const found = services.get(text) ?? []
  const { either, own, on } = ownersOf(reachability, name, address)
  if (either.length === 0) return []
  const unread = whyUnread(book, name, text)
  const is = describeOwners(found, on, own)
  return [
    {
      name,
      either,
      services: found,
      nodePorts: on.length === 0 ? [] : portsOfNodes(ports, on, text),
      ...(unread === undefined ? {} : { unread }),
      ...(is === '' ? {} : { said: `${name} is ${is}` }),
    },
  ]
}

/** Every address that a pod, a node or a Service is known to have, canonical. */
export function addressesKnown(reachability: Reachability): ReadonlySet<string> {
  const { pods, nodes, services, unreadFronts } = bookOf(reachability)
  return new Set([pods, nodes, services, unreadFronts].flatMap((each) => [...each.keys()]))
}

/** Which Services were not listed, as the end of a sentence; undefined: all were. */
export function servicesUnlisted(reachability: Reachability): string | undefined {
  return bookOf(reachability).unlisted
}

/** Why what answers at an address is not known: a Service that was not read has it, or may have it because nobody else is known to. */
function whyUnread(
  { pods, nodes, services, unreadFronts, unlisted }: Book,
  name: string,
  text: string,
): string | undefined {
  const places = unreadFronts.get(text)
  if (places !== undefined)
    return `where Service ${places.join(' and ')} leads, which has ${name} and cannot be read, is not known`
  if (unlisted === undefined || pods.has(text) || nodes.has(text) || services.has(text))
    return undefined
  return `whether ${name} is the address of a Service is not known: ${unlisted}`
}

/** Those that an address may stand for, Services left out: which of several is meant is not known. Never empty, but for a family that no cell has. */
export function partiesAt(
  reachability: Reachability,
  name: string,
  address: IpAddress,
): readonly Party[] {
  return ownersOf(reachability, name, address).either
}

function ownersOf(
  reachability: Reachability,
  name: string,
  address: IpAddress,
): {
  readonly either: readonly Party[]
  readonly own: readonly Pod[]
  readonly on: readonly string[]
} {
  const { pods, nodes } = bookOf(reachability)
  const cell = cellsOf(reachability)(address)
  if (cell === undefined) return { either: [], own: [], on: [] }
  const text = formatIpAddress(address)
  const own = pods.get(text) ?? []
  const hosts = own.flatMap(({ hostNetwork, node }) => (hostNetwork && node ? node : []))
  const on = nodes.get(text) ?? [...new Set(hosts)]
  const inside = [
    ...on.flatMap((node) => {
      const doubts = nodeDoubts(engineOf(reachability).cluster, node)
      const shown = own.some((pod) => pod.hostNetwork && pod.node === node)
      return doubts.length > 0 && shown ? [] : [nodeParty(cell, name, node, doubts)]
    }),
    ...own.flatMap(({ key }) => partyOf(reachability, key) ?? []),
  ]
  return { either: inside.length === 0 ? [cellParty(cell, name, address)] : inside, own, on }
}

/** Who has an address, in words; empty where nobody in the cluster does. */
function describeOwners(
  services: readonly ServiceAddress[],
  nodes: readonly string[],
  pods: readonly Pod[],
): string {
  return [
    ...services.map(({ name }) => `the address of ${name}`),
    ...(nodes.length === 0
      ? []
      : [`the address of node${nodes.length > 1 ? 's' : ''} ${nodes.join(' and ')}`]),
    ...(pods.length === 0 ? [] : [nodes.length === 0 ? listed(pods) : `that of ${listed(pods)}`]),
  ].join(' and ')
}

/** So many pods are named, and the rest counted. */
const NAMED = 5

function listed(pods: readonly Pod[]): string {
  const names = pods.slice(0, NAMED).map(({ namespace, name }) => `${namespace}/${name}`)
  const more = pods.length > NAMED ? ` and ${pods.length - NAMED} more` : ''
  return `${names.join(', ')}${more}`
}

const books = new WeakMap<Reachability, Book>()

function bookOf(reachability: Reachability): Book {
  const known = books.get(reachability)
  if (known !== undefined) return known
  const { cluster } = engineOf(reachability)
  const pods = cluster.pods.filter(({ entity }) => entity === undefined)
  const book = {
    pods: grouped(pods.flatMap((pod) => pod.addresses.map((address) => [address, pod] as const))),
    nodes: grouped(
      [...cluster.nodes.values()].flatMap(({ name, addresses, tunnels = [] }) =>
        [...addresses, ...tunnels].map((address) => [address, name] as const),
      ),
    ),
    services: grouped(
      cluster.fronts.flatMap((front) =>
        front.addresses.map(
          ({ address, own }) =>
            [address, { front, own, name: `Service ${front.namespace}/${front.name}` }] as const,
        ),
      ),
    ),
    ports: nodePorts(cluster),
    unreadFronts: grouped(
      cluster.unreadFronts.map(({ address, place }) => [address, place] as const),
    ),
    unlisted: unlistedServices(cluster),
  }
  books.set(reachability, book)
  return book
}

function grouped<T>(entries: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> {
  const groups = Map.groupBy(entries, ([address]) => address)
  return new Map([...groups].map(([address, all]) => [address, all.map(([, each]) => each)]))
}
