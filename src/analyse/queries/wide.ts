import type { Cluster, Pod } from '../../model/cluster.ts'
import type { Expression, Peer, PodChoice, Rule, Selector } from '../../model/policy.ts'
import { holdsMost, merged, rangesOf, without } from '../engine/address-ranges.ts'
import { describeExpression, describeSelector } from '../explain/describe-selector.ts'
import { holds, selects } from '../objects/label-match.ts'
import { viewOfPod } from '../engine/selectors.ts'

/** What is to be said of one rule: too wide, or only to be shown. */
export type Remark = { readonly kind: 'wide' | 'shown'; readonly what: string }

const NAME_LABEL = 'kubernetes.io/metadata.name'

/** A name that no namespace has: who lets its pods pass lets strangers pass. */
const STRANGER = { [NAME_LABEL]: '*' }

/** In fewer namespaces a selector that selects all pods may well mean just those. */
const MANY_NAMESPACES = 3

type Addresses = Extract<Peer, { kind: 'addresses' }>

/** The only remark that is not about peers. */
export const ALL_PORTS: Remark = { kind: 'shown', what: 'all ports' }

/** What is wide in an allowing rule, and what a reviewer wants shown: selectors on labels that others may set, all ports. */
export function remarksOn(rule: Rule, cluster: Cluster): readonly Remark[] {
  const own = remarks.get(cluster) ?? new WeakMap<Rule, readonly Remark[]>()
  remarks.set(cluster, own)
  const found = own.get(rule) ?? foundOn(rule, cluster)
  own.set(rule, found)
  return found
}

/** Several checks ask about the same rules. */
const remarks = new WeakMap<Cluster, WeakMap<Rule, readonly Remark[]>>()

function foundOn(rule: Rule, cluster: Cluster): readonly Remark[] {
  const peers = [
    ...rule.peers.flatMap((peer) => remarkOn(peer, rule, cluster) ?? []),
    ...remarksOnAddresses(rule),
  ]
  return rule.traffic === 'all' ? [...peers, ALL_PORTS] : peers
}

function remarkOn(peer: Peer, rule: Rule, cluster: Cluster): Remark | undefined {
  const from = rule.direction === 'ingress' ? 'from' : 'to'
  switch (peer.kind) {
    case 'any':
      return { kind: 'wide', what: `${from} anywhere` }
    case 'pods':
      return peer.namespaces.kind === 'name'
        ? undefined
        : remarkOnNamespaces(peer, peer.namespaces.selector, from, cluster)
    case 'nodes':
      return { kind: 'shown', what: `${from} nodes with ${describeSelector(peer.selector)}` }
    case 'not':
      return { kind: 'wide', what: `${from} everyone but some` }
    case 'all-of':
      return remarkOnAll(peer.peers.map((each) => remarkOn(each, rule, cluster)))
    default:
      return undefined
  }
}

/** What all of several peers match is as narrow as the narrowest of them. */
function remarkOnAll(each: readonly (Remark | undefined)[]): Remark | undefined {
  return each.includes(undefined) ? undefined : each[0]
}

/** All address blocks of a rule together: a rule that lets most addresses of a family pass names nobody, however it is written. */
function remarksOnAddresses({ direction, peers }: Rule): readonly Remark[] {
  const blocks = peers.filter((peer): peer is Addresses => peer.kind === 'addresses')
  return ([4, 6] as const).flatMap((family) => {
    const own = blocks.filter(({ cidr }) => rangesOf([cidr])[0]?.family === family)
    const open = own.flatMap(({ cidr, except }) => without(rangesOf([cidr]), rangesOf(except)))
    if (!holdsMost(merged(open), family)) return []
    const from = direction === 'ingress' ? 'from' : 'to'
    return [{ kind: 'wide', what: `${from} ${own.map(describe).join(', ')}` } as const]
  })
}

function describe({ cidr, except }: Extract<Peer, { kind: 'addresses' }>): string {
  return except.length === 0 ? cidr : `${cidr} except ${except.join(', ')}`
}

/** Namespaces by name are exact; by any other label whoever may label namespaces decides who is meant. */
function remarkOnNamespaces(
  { pods, where }: PodChoice,
  namespaces: Selector,
  from: string,
  cluster: Cluster,
): Remark | undefined {
  if (namespaces.length + pods.length === 0 && where === undefined)
    return { kind: 'wide', what: `${from} every pod of every namespace` }
  const who = describePods(pods, where)
  const place =
    namespaces.length === 0 ? 'every namespace' : `namespaces with ${describeSelector(namespaces)}`
  if (meansStrangers(namespaces, pods, where))
    return { kind: 'wide', what: `${from} ${who} of ${place}, also of those that nobody named` }
  if (meansEveryPod(namespaces, pods, where, cluster))
    return {
      kind: 'wide',
      what: `${from} ${who} of ${place}, which now are all pods of the cluster`,
    }
  if (namespaces.length === 0) return { kind: 'shown', what: `${from} ${who} of ${place}` }
  if (namespaces.every(({ key, operator }) => key === NAME_LABEL && operator === 'In'))
    return undefined
  const meant = [...cluster.namespaces.values()].filter(
    ({ labels }) => selects(namespaces, labels) !== 'no',
  )
  const names = meant.map(({ name }) => name).sort()
  const now = names.length === 0 ? 'none now' : `now ${names.join(', ')}`
  const what = `${from} namespaces with ${describeSelector(namespaces)}, a label that others may set (${now})`
  return { kind: 'shown', what }
}

function describePods(pods: Selector, where: Expression | undefined): string {
  const parts = [
    ...(pods.length === 0 ? [] : [describeSelector(pods)]),
    ...(where === undefined ? [] : [describeExpression(where)]),
  ]
  return parts.length === 0 ? 'every pod' : `pods with ${parts.join(', ')}`
}

/** Whether pods without labels are meant, in a namespace that has none but a name that nobody gave. */
function meansStrangers(
  namespaces: Selector,
  pods: Selector,
  where: Expression | undefined,
): boolean {
  if (selects(namespaces, STRANGER) === 'no' || selects(pods, {}) === 'no') return false
  const nothing = { labels: {}, complete: true }
  return (
    where === undefined ||
    holds(where, {
      pod: nothing,
      namespace: { labels: STRANGER, complete: true },
      'service-account': nothing,
      facts: nothing,
    }) !== 'no'
  )
}

/** Whether selectors select all pods of the pod network in a cluster of several namespaces. */
function meansEveryPod(
  namespaces: Selector,
  pods: Selector,
  where: Expression | undefined,
  cluster: Cluster,
): boolean {
  const { pods: all, namespaces: count } = podNetworkOf(cluster)
  return (
    count >= MANY_NAMESPACES &&
    all.every(
      (pod) =>
        selects(namespaces, cluster.namespaces.get(pod.namespace)?.labels ?? {}) === 'yes' &&
        selects(pods, pod.labels) === 'yes' &&
        (where === undefined || holds(where, viewOfPod(pod, cluster)) === 'yes'),
    )
  )
}

/** The pods of the pod network, and how many namespaces they are of. */
type PodNetwork = { readonly pods: readonly Pod[]; readonly namespaces: number }

const podNetworks = new WeakMap<Cluster, PodNetwork>()

/** Every rule that names no namespace is held against all of them. */
function podNetworkOf(cluster: Cluster): PodNetwork {
  const known = podNetworks.get(cluster)
  if (known !== undefined) return known
  const pods = cluster.pods.filter(({ hostNetwork }) => !hostNetwork)
  const found = { pods, namespaces: new Set(pods.map(({ namespace }) => namespace)).size }
  podNetworks.set(cluster, found)
  return found
}
