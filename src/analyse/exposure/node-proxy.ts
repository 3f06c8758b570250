import type { Cluster, Exposure, Pod } from '../../model/cluster.ts'
import type {
  AddressCell,
  Explanation,
  PodClass,
  Reachability,
  ReachVerdict,
} from '../../model/reachability.ts'
import { bestOf, overlapping, verdictOf } from './outside-hop.ts'
import type { Asked } from './outside-hop.ts'
import { analyse, engineOf } from '../reachability.ts'

/** The proxy that a network plugin runs on every node for Ingresses and Gateways, as one endpoint, and who meets it. */
export type NodeProxy = {
  readonly reachability: Reachability
  readonly proxy: PodClass
  /** outside addresses: all but those of nodes */
  readonly outside: readonly AddressCell[]
  /** why a denial is not certain; absent: it is */
  readonly doubt?: string
}

/** What stands for the proxy: its address is none of a pod, no selector over pods finds it, and it is where no namespace is. */
const PROXY: Pod = {
  key: '/v1/Pod//ingress',
  namespace: '',
  name: 'ingress',
  labels: {},
  workload: 'entity/ingress',
  serviceAccount: '',
  hostNetwork: false,
  addresses: [],
  ports: [],
  standIn: true,
  images: [],
  entity: 'ingress',
}

/** Network plugins that are Cilium, which alone has such a proxy. */
const IS_CILIUM = /^(Cilium|GKE Dataplane V2)$/

/** From which version on policies of the proxy itself hold both ways (cilium/proxy pull request 351, cilium issue 30073). */
const SINCE = [1, 15] as const

const known = new WeakMap<Reachability, NodeProxy | 'none'>()

/**
 * The proxy with the pods that exposures lead to through it; undefined where nothing goes through it, or it is not known that Cilium alone enforces.
 *
 * Traffic through it is decided twice: in to the proxy, by the outside address and the backend's port, and from the proxy to the backend, with the
 * identity reserved:ingress (Documentation/network/servicemesh/ingress-reference.rst, "Cilium's ingress config and CiliumNetworkPolicy").
 */
export function nodeProxyOf(cluster: Cluster, whole: Reachability): NodeProxy | undefined {
  const found = known.get(whole) ?? madeFor(cluster, whole) ?? 'none'
  known.set(whole, found)
  return found === 'none' ? undefined : found
}

function madeFor(cluster: Cluster, whole: Reachability): NodeProxy | undefined {
  const { enforcer, exposures, nodes } = cluster
  if (enforcer.kind !== 'present' || !IS_CILIUM.test(enforcer.name)) return undefined
  const behind = new Set(exposures.filter(goesThrough).flatMap(({ pods }) => pods))
  if (behind.size === 0) return undefined
  const pods = cluster.pods.filter((pod) => behind.has(pod))
  const { podsByAddress } = engineOf(whole)
  const reachability = analyse({ ...cluster, pods: [...pods, PROXY] }, { podsByAddress })
  const proxy = reachability.classOf(PROXY.key)
  if (proxy === undefined) return undefined
  const own = [...nodes.values()].flatMap(({ addresses }) => addresses)
  const isNode = (cell: AddressCell) =>
    cell.ranges.some(({ from, to }) => from === to && own.includes(from))
  const outside = reachability.addressCells.filter((cell) => !isNode(cell))
  const certain = enforcer.versions.length > 0 && enforcer.versions.every(isSince)
  const doubt = `whether Cilium is one of ${SINCE.join('.')} or later, which enforces this, is not known`
  return { reachability, proxy, outside, ...(certain ? {} : { doubt }) }
}

function goesThrough({ through }: Exposure): boolean {
  return through?.kind === 'node-proxy'
}

function isSince(tag: string): boolean {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(tag) ?? []
  return Number(major) > SINCE[0] || (Number(major) === SINCE[0] && Number(minor) >= SINCE[1])
}

/** What policies make of a step, and why where that is not certain. */
export type Step = { readonly verdict: ReachVerdict; readonly because?: string }

/**
 * From outside in to the proxy. Whose address it sees is not known where a load balancer stands before it: where policies let only some in, it stays
 * open whether clients come by one of those.
 */
export function intoProxy(
  { reachability, proxy, outside, doubt }: NodeProxy,
  clients: readonly AddressCell[],
  asked: Asked,
): Step {
  const own = bestOf(reachability, overlapping(outside, clients), proxy, asked).verdict
  const seen = new Set(outside.map((cell) => verdictOf(reachability, cell, proxy, asked)))
  if (own === 'indeterminate')
    return { verdict: own, because: 'policies of the proxy leave it open' }
  if (seen.size > 1)
    return {
      verdict: 'indeterminate',
      because: 'policies let only some addresses in to it, and whose it sees is not known',
    }
  return own === 'denied' && doubt !== undefined
    ? { verdict: 'indeterminate', because: doubt }
    : { verdict: own }
}

/** From the proxy to the pods of a class of the whole cluster: its policies for egress, theirs for ingress. */
export function fromProxy(
  { reachability, proxy, doubt }: NodeProxy,
  target: PodClass,
  asked: Asked,
): Step & { readonly explanation?: Explanation } {
  const classes = new Set(target.pods.flatMap(({ key }) => reachability.classOf(key) ?? []))
  const [furthest] = [...classes]
    .map((each) => ({ each, verdict: verdictOf(reachability, proxy, each, asked) }))
    .sort((a, b) => RANK[a.verdict] - RANK[b.verdict])
  if (furthest === undefined)
    return { verdict: 'indeterminate', because: 'no pod behind it is known' }
  const { each, verdict } = furthest
  const explanation = reachability.explain(proxy, each, asked.protocol, asked.port)
  return verdict === 'denied' && doubt !== undefined
    ? { verdict: 'indeterminate', because: doubt, explanation }
    : { verdict, explanation }
}

const RANK = { allowed: 0, indeterminate: 1, denied: 2 } as const
