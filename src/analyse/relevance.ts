import type { Cluster } from '../model/cluster.ts'
import type { Peer, Policy, Selector } from '../model/policy.ts'
import type { AddressBlock } from './address-cells.ts'

/** What policies can tell pods apart by; anything else never divides a class. */
export type Relevance = {
  /** label keys that some selector over pods names, sorted */
  readonly labelKeys: readonly string[]
  /** `name/protocol` of each port that some rule names */
  readonly portNames: ReadonlySet<string>
  /** address blocks of all rules and those that the caller wants addresses cut at */
  readonly blocks: readonly AddressBlock[]
  /** whether some rule may match a pod by its address */
  readonly addresses: boolean
}

/** How an ipBlock treats pods in this cluster. */
export type PodsByAddress = boolean | 'unknown'

/** What the policies of a cluster look at. `splitAt` adds CIDRs at which external addresses are to be told apart. */
export function relevanceOf(
  cluster: Cluster,
  podsByAddress: PodsByAddress,
  splitAt: readonly string[],
): Relevance {
  const peers = cluster.policies.flatMap(({ rules }) => rules.flatMap((rule) => rule.peers))
  const selectors = [
    ...cluster.policies.map(({ subject }) => subject.pods),
    ...peers.flatMap((peer) => (peer.kind === 'pods' ? [peer.pods] : [])),
  ]
  return {
    labelKeys: keysOf(selectors),
    portNames: new Set(cluster.policies.flatMap(portNamesOf)),
    blocks: [
      ...peers.flatMap((peer) => (peer.kind === 'addresses' ? [peer] : [])),
      ...splitAt.map((cidr) => ({ cidr, except: [] })),
      ...(peers.some(({ kind }) => kind === 'nodes') ? nodeBlocks(cluster) : []),
    ],
    addresses: peers.some((peer) => matchesPods(peer, podsByAddress) !== false),
  }
}

/** Whether a peer matches pods by their address; false for peers that do not look at addresses. */
export function matchesPods(peer: Peer, podsByAddress: PodsByAddress): PodsByAddress {
  if (peer.kind === 'nodes') return true
  if (peer.kind !== 'addresses' || peer.matchesPods === 'no') return false
  return peer.matchesPods === 'yes' ? true : podsByAddress
}

/** One address as a block. */
export function blockOf(address: string): AddressBlock {
  return { cidr: `${address}/${address.includes(':') ? 128 : 32}`, except: [] }
}

function nodeBlocks({ nodes }: Cluster): AddressBlock[] {
  return [...nodes.values()].flatMap(({ addresses }) => addresses.map(blockOf))
}

function keysOf(selectors: readonly Selector[]): readonly string[] {
  return [...new Set(selectors.flatMap((selector) => selector.map(({ key }) => key)))].sort()
}

function portNamesOf({ rules }: Policy): string[] {
  return rules.flatMap(({ traffic }) =>
    traffic === 'all'
      ? []
      : traffic.flatMap((each) => (each.kind === 'named' ? [`${each.name}/${each.protocol}`] : [])),
  )
}
