import type { Cluster, Pod } from '../../model/cluster.ts'
import type {
  ByEnforcer,
  Expression,
  Peer,
  Policy,
  Selector,
  Subject,
  Traffic,
} from '../../model/policy.ts'
import type { AddressBlock } from './address-cells.ts'
import { servicesMeant } from './service-peers.ts'
import { SERVED } from './served-ports.ts'
import { inTunnels } from './tunnels.ts'

/** Whether its part in a mesh decides without any policy that looks at it. */
function inMesh(pod: Pod): boolean {
  return inTunnels(pod) || pod.waypoints !== undefined
}

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
  /** whether some selector looks at service accounts, or at how a pod takes part in a mesh */
  readonly serviceAccounts: boolean
  readonly mesh: boolean
  /** keys of facts `served/PORT` that some selector looks at, sorted */
  readonly served: readonly string[]
  /** whether some policy applies to nodes */
  readonly hosts: boolean
  /** whether some rule tells addresses of nodes from other addresses */
  readonly nodes: boolean
  /** whether some rule tells all of them at once from other addresses, and pods on their networks from other pods */
  readonly allNodes: boolean
}

/** How an ipBlock treats pods in this cluster. */
export type PodsByAddress = boolean | 'unknown'

/** What the policies of a cluster look at. `splitAt` adds CIDRs at which external addresses are to be told apart. */
export function relevanceOf(
  cluster: Cluster,
  podsByAddress: PodsByAddress,
  splitAt: readonly string[],
): Relevance {
  const { policies } = cluster
  const peers = policies.flatMap(({ rules, subject }) => [
    ...(subject.within ?? []).flatMap(partsOf),
    ...rules.flatMap((rule) => rule.peers.flatMap(partsOf)),
  ])
  const choices = [...policies.map(({ subject }) => subject), ...peers]
  const facts = choices.flatMap(expressionOf).flatMap(requirementsOf)
  const looksAt = (key: string) => facts.some((each) => each.of === 'facts' && each.key === key)
  return {
    labelKeys: labelKeysOf(choices, facts, cluster, peers),
    portNames: new Set(policies.flatMap(portNamesOf)),
    blocks: [
      ...peers.flatMap((peer) => blocksOf(peer, cluster)),
      ...splitAt.map((cidr) => ({ cidr, except: [] })),
      ...(peers.some(looksAtNodes) ? nodeBlocks(cluster) : []),
    ],
    addresses: peers.some(
      (peer) => matchesPods(peer, podsByAddress) !== false || looksAtNodes(peer),
    ),
    serviceAccounts:
      looksAt('service-account') || facts.some((each) => each.of === 'service-account'),
    served: servedKeys(facts),
    mesh: looksAt('mesh') || looksAt('mesh-bypass') || cluster.pods.some(inMesh),
    hosts: policies.some(({ subject }) => subject.kind !== 'pods'),
    nodes: peers.some(looksAtNodes),
    allNodes: peers.some(looksAtHosts),
  }
}

/** A peer and all peers that it is made of. */
export function partsOf(peer: Peer): readonly Peer[] {
  if (peer.kind === 'not') return [peer, ...partsOf(peer.peer)]
  return peer.kind === 'all-of' ? [peer, ...peer.peers.flatMap(partsOf)] : [peer]
}

/** Whether a peer matches pods by their address; false for peers that do not look at addresses. */
export function matchesPods(peer: Peer, podsByAddress: PodsByAddress): PodsByAddress {
  switch (peer.kind) {
    case 'nodes':
      return true
    case 'addresses':
    case 'address-sets':
    case 'service':
      return settledBy(peer.matchesPods, podsByAddress)
    default:
      return false
  }
}

/** One address as a block. */
export function blockOf(address: string): AddressBlock {
  return { cidr: `${address}/${address.includes(':') ? 128 : 32}`, except: [] }
}

function settledBy(matches: ByEnforcer, podsByAddress: PodsByAddress): PodsByAddress {
  return matches === 'by-enforcer' ? podsByAddress : matches === 'yes'
}

/** Whether a peer tells addresses of nodes from others. */
export function looksAtNodes(peer: Peer): boolean {
  if (peer.kind === 'nodes') return true
  return (
    (peer.kind === 'addresses' || peer.kind === 'address-sets' || peer.kind === 'service') &&
    peer.matchesNodes !== undefined
  )
}

/** Whether a peer may match all nodes, and all pods on their networks. */
export function looksAtHosts(peer: Peer): boolean {
  return peer.kind === 'pods' && peer.hosts !== undefined
}

function blocksOf(peer: Peer, cluster: Cluster): readonly AddressBlock[] {
  switch (peer.kind) {
    case 'addresses':
      return [peer]
    case 'address-sets':
      return cluster.addressSets
        .filter(({ family }) => family === peer.family)
        .flatMap(({ blocks }) => blocks)
    case 'service':
      return servicesMeant(peer, cluster).flatMap(({ service }) => service.addresses.map(blockOf))
    default:
      return []
  }
}

/** The addresses of nodes. */
export function nodeBlocks({ nodes }: Pick<Cluster, 'nodes'>): AddressBlock[] {
  return [...nodes.values()].flatMap(({ addresses }) => addresses.map(blockOf))
}

function expressionOf(choice: Subject | Peer): readonly Expression[] {
  return (choice.kind === 'pods' || choice.kind === 'address-sets') && choice.where !== undefined
    ? [choice.where]
    : []
}

function servedKeys(requirements: readonly Requirement[]): readonly string[] {
  const keys = requirements.flatMap(({ of, key }) =>
    of === 'facts' && key.startsWith(SERVED) ? [key] : [],
  )
  return [...new Set(keys)].sort()
}

type Requirement = Extract<Expression, { kind: 'requirement' }>

function requirementsOf(expression: Expression): readonly Requirement[] {
  if (expression.kind === 'requirement') return [expression]
  return expression.kind === 'not'
    ? requirementsOf(expression.of)
    : expression.of.flatMap(requirementsOf)
}

function labelKeysOf(
  choices: readonly (Subject | Peer)[],
  requirements: readonly Requirement[],
  cluster: Cluster,
  peers: readonly Peer[],
): readonly string[] {
  const selectors: readonly Selector[] = [
    ...choices.flatMap((choice) => (choice.kind === 'pods' ? [choice.pods] : [])),
    ...peers.flatMap((peer) =>
      peer.kind === 'service'
        ? servicesMeant(peer, cluster).map(({ service }) => service.selector)
        : [],
    ),
  ]
  const keys = new Set(selectors.flatMap((selector) => selector.map(({ key }) => key)))
  for (const { of, key } of requirements) if (of === 'pod') keys.add(key)
  return [...keys].sort()
}

function portNamesOf({ rules }: Policy): string[] {
  return rules.flatMap(({ traffic }) => (traffic === 'all' ? [] : traffic.flatMap(namesIn)))
}

function namesIn(traffic: Traffic): string[] {
  switch (traffic.kind) {
    case 'ports':
      return []
    case 'named':
      return [`${traffic.name}/${traffic.protocol}`]
    case 'less':
      return [...(traffic.of === 'all' ? [] : traffic.of), ...traffic.less].flatMap(namesIn)
  }
}
