import { selects } from '../analyse/label-match.ts'
import type { ScopedWorkload } from '../model/check.ts'
import type { Cluster, Exposure } from '../model/cluster.ts'
import type { Peer, Rule, Selector } from '../model/policy.ts'
import { holdsCidrs, holdsMost, merged, rangesOf, without } from './address-ranges.ts'
import { describeSelector } from './describe-selector.ts'

/** What is to be said of one rule: too wide, or only to be shown. */
export type Remark = { readonly kind: 'wide' | 'shown'; readonly what: string }

const NAME_LABEL = 'kubernetes.io/metadata.name'

/** A name that no namespace has: who lets its pods pass lets strangers pass. */
const STRANGER = { [NAME_LABEL]: '*' }

/** In fewer namespaces a selector that selects all pods may well mean just those. */
const MANY_NAMESPACES = 3

type Addresses = Extract<Peer, { kind: 'addresses' }>

/** What is wide in an allowing rule, and what a reviewer wants shown: selectors on labels that others may set, all ports. */
export function remarksOn(rule: Rule, cluster: Cluster): readonly Remark[] {
  const peers = [
    ...rule.peers.flatMap((peer) => remarkOn(peer, rule, cluster) ?? []),
    ...remarksOnAddresses(rule),
  ]
  return rule.traffic === 'all' ? [...peers, { kind: 'shown', what: 'all ports' }] : peers
}

function remarkOn(peer: Peer, rule: Rule, cluster: Cluster): Remark | undefined {
  const from = rule.direction === 'ingress' ? 'from' : 'to'
  switch (peer.kind) {
    case 'any':
      return { kind: 'wide', what: `${from} anywhere` }
    case 'pods':
      return peer.namespaces.kind === 'name'
        ? undefined
        : remarkOnNamespaces(peer.namespaces.selector, peer.pods, from, cluster)
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
function remarkOnAll(remarks: readonly (Remark | undefined)[]): Remark | undefined {
  return remarks.includes(undefined) ? undefined : remarks[0]
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
  namespaces: Selector,
  pods: Selector,
  from: string,
  cluster: Cluster,
): Remark | undefined {
  if (namespaces.length + pods.length === 0)
    return { kind: 'wide', what: `${from} every pod of every namespace` }
  const who = pods.length === 0 ? 'every pod' : `pods with ${describeSelector(pods)}`
  const where =
    namespaces.length === 0 ? 'every namespace' : `namespaces with ${describeSelector(namespaces)}`
  if (selects(namespaces, STRANGER) !== 'no' && selects(pods, {}) !== 'no')
    return { kind: 'wide', what: `${from} ${who} of ${where}, also of those that nobody named` }
  if (meansEveryPod(namespaces, pods, cluster))
    return {
      kind: 'wide',
      what: `${from} ${who} of ${where}, which now are all pods of the cluster`,
    }
  if (namespaces.length === 0) return { kind: 'shown', what: `${from} ${who} of ${where}` }
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

/** Whether selectors select all pods of the pod network in a cluster of several namespaces. */
function meansEveryPod(namespaces: Selector, pods: Selector, cluster: Cluster): boolean {
  const all = cluster.pods.filter(({ hostNetwork }) => !hostNetwork)
  return (
    new Set(all.map(({ namespace }) => namespace)).size >= MANY_NAMESPACES &&
    all.every(
      ({ namespace, labels }) =>
        selects(namespaces, cluster.namespaces.get(namespace)?.labels ?? {}) === 'yes' &&
        selects(pods, labels) === 'yes',
    )
  )
}

/**
 * Whether a wide ingress rule only opens what is declared a public service: every selected workload declares one, every port of the rule is
 * one of its ports or the pod port behind one, and its sources are declared as wide.
 */
export function isDeclaredPublic(
  rule: Rule,
  workloads: readonly ScopedWorkload[],
  exposures: readonly Exposure[],
): boolean {
  const { direction, traffic } = rule
  if (direction !== 'ingress' || traffic === 'all') return false
  return workloads.every((workload) => {
    const declared = workload.rule?.publicService
    if (declared === undefined || declared === false) return false
    const open = openPorts(declared.ports, workload, exposures)
    return (
      traffic.every((each) => portsOf(each, workload).every((port) => open.has(port))) &&
      coversSources(declared.sourceRanges, rule)
    )
  })
}

/** Declared ports are those that the outside sees; policies see the pods' ports behind them. */
function openPorts(
  declared: readonly number[],
  { pods }: ScopedWorkload,
  exposures: readonly Exposure[],
): ReadonlySet<number> {
  const keys = new Set(pods.map(({ key }) => key))
  const behind = exposures.flatMap(({ port, targetPort, pods: targets }) =>
    port !== undefined && targetPort !== undefined && declared.includes(port)
      ? targets.flatMap(({ key }) => (keys.has(key) ? targetPort : []))
      : [],
  )
  return new Set([...declared, ...behind])
}

/** The ports that one traffic means on a workload; NaN, which no set of ports holds, where it means more than can be listed. */
function portsOf(
  traffic: Exclude<Rule['traffic'], 'all'>[number],
  workload: ScopedWorkload,
): readonly number[] {
  if (traffic.kind === 'named') {
    return workload.pods.flatMap(({ ports }) =>
      ports
        .filter(({ name, protocol }) => name === traffic.name && protocol === traffic.protocol)
        .map(({ port }) => port),
    )
  }
  if (traffic.kind === 'less') return [Number.NaN]
  const { from, to } = traffic
  return from === undefined || (to ?? from) !== from ? [Number.NaN] : [from]
}

function coversSources(declared: readonly string[], rule: Rule): boolean {
  if (declared.length === 0) return true
  return rule.peers.every((peer) => peer.kind === 'addresses' && holdsCidrs(declared, [peer.cidr]))
}
