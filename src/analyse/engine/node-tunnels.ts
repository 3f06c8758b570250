import { parseIpAddress } from '../../core/ip-address.ts'
import type { IpAddress } from '../../core/ip-address.ts'
import type { Cluster, Node } from '../../model/cluster.ts'
import { likelyAddresses } from '../objects/tunnel-addresses.ts'
import { addressCells } from './address-cells.ts'
import type { AddressBlock, AddressCells } from './address-cells.ts'
import { blockOf } from './relevance.ts'

/** Cells of node addresses, and the cells of the addresses that these nodes may speak from instead, of the same family. */
export type TunnelCells = ReadonlyMap<number, ReadonlySet<number>>

type Spoken = { readonly own: string; readonly from: readonly IpAddress[] }

/**
 * Addresses of nodes, in groups that are to be told from all others: those of each group may come from addresses that the same blocks hold. A node whose
 * tunnels no block tells from itself is in none.
 */
export function tunnelGroups(
  cluster: Cluster,
  blocks: readonly AddressBlock[],
): readonly (readonly AddressBlock[])[] {
  const spoken = blocks.length === 0 ? [] : spokenFrom(cluster)
  if (spoken.length === 0) return []
  const cells = addressCells(blocks)
  const groups = Map.groupBy(spoken, ({ own, from }) => {
    const cell = cellAt(own, cells)
    const others = new Set(from.map((address) => cells.cellOf(address)))
    return [...others].every((each) => each === cell) ? '' : [...others].sort().join()
  })
  groups.delete('')
  return [...groups.values()].map((group) => group.map(({ own }) => blockOf(own)))
}

/** The cells that nodes may speak from, where blocks tell them from the nodes' own. */
export function tunnelCells(cluster: Cluster, cells: AddressCells): TunnelCells {
  const found = new Map<number, Set<number>>()
  for (const { own, from } of spokenFrom(cluster)) {
    const cell = cellAt(own, cells)
    const others = from.map((address) => cells.cellOf(address))
    if (cell < 0 || others.every((each) => each === cell)) continue
    found.set(cell, new Set([...(found.get(cell) ?? []), ...others]))
  }
  return found
}

/** The address of a tunnel that a node may speak from, by one of its own; undefined where it has none. */
export function tunnelOfNode(cluster: Cluster, own: string): string | undefined {
  const node = [...cluster.nodes.values()].find(({ addresses }) => addresses.includes(own))
  return node === undefined ? undefined : furtherOf(cluster, node)[0]
}

function cellAt(text: string, cells: AddressCells): number {
  const address = parseIpAddress(text)
  return address === undefined ? -1 : cells.cellOf(address)
}

function spokenFrom(cluster: Cluster): readonly Spoken[] {
  return [...cluster.nodes.values()].flatMap((node) => {
    const further = furtherOf(cluster, node).flatMap((text) => parseIpAddress(text) ?? [])
    return node.addresses.flatMap((own) => {
      const family = parseIpAddress(own)?.family
      const from = further.filter((each) => each.family === family)
      return from.length === 0 ? [] : [{ own, from }]
    })
  })
}

/** Where neither annotations nor a known plugin say how a node reaches others, any address that plugins give to nodes may be it. */
function furtherOf({ enforcer }: Cluster, { tunnels, podRanges }: Node): readonly string[] {
  if (tunnels !== undefined) return tunnels
  const isOpen = enforcer.kind !== 'present' || enforcer.tunnels === 'unknown'
  return isOpen ? podRanges.flatMap(likelyAddresses) : []
}
