import type { Cluster } from '../../model/cluster.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { Peer, Policy } from '../../model/policy.ts'
import type { Reachability } from '../../model/reachability.ts'
import type { Engine } from '../engine/engine.ts'
import { selects } from '../objects/label-match.ts'
import { engineOf } from '../reachability.ts'
import { describePeer, describeSubject, isForNodes } from '../explain/describe-peer.ts'
import { missingPorts } from './named-ports.ts'
import type { RulePart } from './named-ports.ts'

/** A part of a policy that means nothing that is in this snapshot. */
export type Dangling = {
  readonly policy: ObjectKey
  /** of the rule; empty: the object */
  readonly pointer: string
  /**
   * `subject`: it selects no endpoint; `rule`: none of the rule's peers is there; `peer`: one of several is not; `port`: nobody on the other end
   * has a port of that name; `reference`: it names an object that is not there
   */
  readonly what: 'subject' | 'rule' | 'peer' | 'port' | 'reference'
  /** what was meant, for people */
  readonly meant: string
}

/**
 * Everything in policies that hangs in the air: subjects, rules and peers that match no endpoint, names of ports that no pod on the destination's
 * side has, names of objects that do not exist. What may match counts as matching. Addresses are always there, unless the exceptions of a block leave
 * none. Rules of a policy that selects nobody are not looked at. Sorted by policy and pointer.
 *
 * O(rules), by peers and subjects that the analysis has looked up before.
 */
export function danglingParts(reachability: Reachability): readonly Dangling[] {
  const engine = engineOf(reachability)
  const objects = Map.groupBy(engine.cluster.policies, ({ source }) => source)
  const found = [...objects].flatMap(([policy, members]) =>
    danglingIn(engine, members).map((each): Dangling => ({ policy, ...each })),
  )
  const byPlace = new Map(
    found.map((each) => [`${each.policy} ${each.pointer} ${each.what} ${each.meant}`, each]),
  )
  return [...byPlace].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
}

type Found = Omit<Dangling, 'policy'>

function danglingIn(engine: Engine, members: readonly Policy[]): readonly Found[] {
  const tiers = members.flatMap(({ tier }): Found[] =>
    tier.missing === true
      ? [{ pointer: '', what: 'reference', meant: `tier ${tier.name}, which does not exist` }]
      : [],
  )
  const selecting = members.filter((policy) => selectsAnyone(engine, policy))
  if (selecting.length === 0) {
    const meant = [...new Set(members.map(({ subject }) => describeSubject(subject)))].join('; ')
    return [...tiers, { pointer: '', what: 'subject', meant }]
  }
  const rules = selecting.flatMap((policy) => policy.rules.map((rule) => ({ policy, rule })))
  const byPointer = Map.groupBy(rules, ({ rule }) => rule.pointer)
  return [
    ...tiers,
    ...[...byPointer].flatMap(([pointer, parts]) =>
      danglingInRule(engine, parts).map((each): Found => ({ pointer, ...each })),
    ),
  ]
}

/** A policy for nodes is for the nodes themselves, too, not only for pods on their network. */
function selectsAnyone({ subjects, cluster }: Engine, { subject }: Policy): boolean {
  if (subject.entities !== undefined) return true
  const { sure, maybe } = subjects(subject)
  if (sure.length + maybe.length > 0) return true
  const nodes = [...cluster.nodes.values()]
  switch (subject.kind) {
    case 'pods':
      return false
    case 'nodes':
      return nodes.some(({ labels }) => selects(subject.selector, labels) !== 'no')
    case 'node-names':
      return nodes.some(({ name }) => subject.names.includes(name))
  }
}

/** A rule of an object may stand in several policies of ours: it dangles where all of its parts do. */
function danglingInRule(
  engine: Engine,
  parts: readonly RulePart[],
): readonly Omit<Found, 'pointer'>[] {
  const peers = distinct(parts.flatMap(({ rule }) => rule.peers))
  const absent = peers.filter((peer) => !matchesAnyone(engine, [peer]))
  const references = peers.flatMap((peer) => missingOf(peer, engine.cluster))
  const isDead = parts.every(({ rule }) => !matchesAnyone(engine, rule.peers))
  const missing = [...new Set(references)].map((meant) => ({ what: 'reference', meant }) as const)
  if (isDead) {
    const meant = peers.length === 0 ? 'nobody' : peers.map(describePeer).join('; ')
    return [...missing, { what: 'rule', meant }]
  }
  return [
    ...missing,
    ...absent.map((peer) => ({ what: 'peer', meant: describePeer(peer) }) as const),
    ...missingPorts(engine, parts).map((name) => ({ what: 'port', meant: name }) as const),
  ]
}

function distinct(peers: readonly Peer[]): readonly Peer[] {
  return [...new Map(peers.map((peer) => [JSON.stringify(peer), peer])).values()]
}

/** Endpoints of the network plugin itself are always there, and so are nodes. */
function matchesAnyone({ peers }: Engine, list: readonly Peer[]): boolean {
  if (list.some((peer) => peer.kind === 'entity' || isForNodes(peer))) return true
  const { everyone, sure, maybe } = peers.get(peers.of(list))
  return everyone || sure.length + maybe.length > 0
}

/** Objects that a peer names and that are not there. */
function missingOf(peer: Peer, cluster: Cluster): readonly string[] {
  switch (peer.kind) {
    case 'not':
      return missingOf(peer.peer, cluster)
    case 'all-of':
      return peer.peers.flatMap((each) => missingOf(each, cluster))
    case 'pods': {
      const { namespaces } = peer
      return namespaces.kind === 'name' && !cluster.namespaces.has(namespaces.name)
        ? [`namespace ${namespaces.name}, which does not exist`]
        : []
    }
    case 'address-sets':
      return missingSet(peer, cluster)
    case 'service':
      return missingService(peer, cluster)
    default:
      return []
  }
}

function missingSet(
  peer: Extract<Peer, { kind: 'address-sets' }>,
  { addressSets }: Cluster,
): readonly string[] {
  const { family, name } = peer
  const known = addressSets.some((set) => set.family === family && set.name === name)
  return name === undefined || known ? [] : [`${describePeer(peer)}, which does not exist`]
}

function missingService(
  { namespace, name, always }: Extract<Peer, { kind: 'service' }>,
  { services }: Cluster,
): readonly string[] {
  if (namespace === undefined || name === undefined || always === true) return []
  return services.has(`${namespace}/${name}`)
    ? []
    : [`Service ${namespace}/${name}, which does not exist`]
}
