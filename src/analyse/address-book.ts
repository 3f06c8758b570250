import { formatIpAddress } from '../core/ip-address.ts'
import type { IpAddress } from '../core/ip-address.ts'
import type { Pod } from '../model/cluster.ts'
import type { Reachability } from '../model/reachability.ts'
import { cellsOf } from './cell-finder.ts'
import { cellParty, nodeParty, partyOf } from './party.ts'
import { engineOf } from './reachability.ts'
import type { Side } from './sides.ts'

/** Who has an address in the cluster. */
type Book = {
  readonly pods: ReadonlyMap<string, readonly Pod[]>
  /** names of nodes */
  readonly nodes: ReadonlyMap<string, string>
}

/**
 * What an address means: the pod that has it; the node, with the pods on its network, which share it; else an address outside of the cluster.
 * Several pods may stand under one address where a list was read while pods came and went: which is meant is not known.
 */
export function addressSide(
  reachability: Reachability,
  name: string,
  address: IpAddress,
): readonly Side[] {
  const { pods, nodes } = bookOf(reachability)
  const cell = cellsOf(reachability)(address)
  if (cell === undefined) return []
  const text = formatIpAddress(address)
  const own = pods.get(text) ?? []
  const hosts = own.filter(({ hostNetwork }) => hostNetwork)
  const node = nodes.get(text) ?? hosts.find((pod) => pod.node !== undefined)?.node
  const parties = own.flatMap(({ key }) => partyOf(reachability, key) ?? [])
  if (node === undefined)
    return parties.length === 0
      ? [{ name, either: [cellParty(cell, name)] }]
      : [{ name, either: parties, said: `${name} is ${listed(own)}` }]
  const shared = own.length === 0 ? '' : `, and that of ${listed(own)}`
  return [
    {
      name,
      either: [nodeParty(cell, name, node), ...parties],
      said: `${name} is the address of node ${node}${shared}`,
    },
  ]
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
  }
  books.set(reachability, book)
  return book
}
