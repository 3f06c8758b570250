import { formatIpAddress } from '../core/ip-address.ts'
import type { IpAddress } from '../core/ip-address.ts'
import type { Pod } from '../model/cluster.ts'
import type { Reachability } from '../model/reachability.ts'
import { cellsOf } from './cell-finder.ts'
import { cellParty, nodeParty, partyOf } from './party.ts'
import { engineOf } from './reachability.ts'
import type { Side } from './sides.ts'
import type { ServiceAddress } from './through-service.ts'

/** Who has an address in the cluster. */
type Book = {
  readonly pods: ReadonlyMap<string, readonly Pod[]>
  /** names of nodes */
  readonly nodes: ReadonlyMap<string, string>
  readonly services: ReadonlyMap<string, ServiceAddress>
}

/**
 * What an address means: the Service whose clusterIP, external or load balancer's address it is; the pod that has it; the node, with the pods on its network, which share it; else an address outside of the cluster.
 * Several pods may stand under one address where a list was read while pods came and went: which is meant is not known.
 */
export function addressSide(
  reachability: Reachability,
  name: string,
  address: IpAddress,
): readonly Side[] {
  const { pods, nodes, services } = bookOf(reachability)
  const cell = cellsOf(reachability)(address)
  if (cell === undefined) return []
  const text = formatIpAddress(address)
  const own = pods.get(text) ?? []
  const node = nodes.get(text) ?? own.find(({ hostNetwork, node }) => hostNetwork && node)?.node
  const service = services.get(text)
  const inside = [
    ...(node === undefined ? [] : [nodeParty(cell, name, node)]),
    ...own.flatMap(({ key }) => partyOf(reachability, key) ?? []),
  ]
  const is = describeOwners(service?.front, node, own)
  return [
    {
      name,
      either: inside.length === 0 ? [cellParty(cell, name)] : inside,
      ...(service === undefined ? {} : { service }),
      ...(is === '' ? {} : { said: `${name} is ${is}` }),
    },
  ]
}

/** Who has an address, in words; empty where nobody in the cluster does. */
function describeOwners(
  front: ServiceAddress['front'] | undefined,
  node: string | undefined,
  pods: readonly Pod[],
): string {
  return [
    ...(front === undefined ? [] : [`the address of Service ${placeOf(front)}`]),
    ...(node === undefined ? [] : [`the address of node ${node}`]),
    ...(pods.length === 0 ? [] : [node === undefined ? listed(pods) : `that of ${listed(pods)}`]),
  ].join(' and ')
}

function placeOf({ namespace, name }: ServiceAddress['front']): string {
  return `${namespace}/${name}`
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
  const byAddress = pods.flatMap((pod) => pod.addresses.map((address) => [address, pod] as const))
  const groups = Map.groupBy(byAddress, ([address]) => address)
  const book = {
    pods: new Map([...groups].map(([address, all]) => [address, all.map(([, pod]) => pod)])),
    nodes: new Map(
      [...cluster.nodes.values()].flatMap(({ name, addresses }) =>
        addresses.map((address) => [address, name] as const),
      ),
    ),
    services: new Map(
      cluster.fronts.flatMap((front) =>
        front.addresses.map(({ address, own }) => [address, { front, own }] as const),
      ),
    ),
  }
  books.set(reachability, book)
  return book
}
