import type { IpRange } from '../../core/ip-address.ts'
import { parseCidr, parseIpAddress } from '../../core/ip-address.ts'
import type { Cluster, Exposure } from '../../model/cluster.ts'
import type { Hop } from '../../model/passage.ts'
import type { Protocol } from '../../model/policy.ts'
import type {
  AddressCell,
  ConnectionSet,
  Endpoint,
  Explanation,
  PodClass,
  Reachability,
  ReachVerdict,
} from '../../model/reachability.ts'
import { describeEndpoint } from '../names.ts'

/** The name of whatever is not part of the cluster. */
export const OUTSIDE = 'outside'

/** What steps from outside are decided by. */
export type OutsideWorld = {
  readonly cluster: Cluster
  readonly reachability: Reachability
  /** the address ranges from which somebody may come */
  readonly clients: readonly AddressCell[]
}

export type Asked = { readonly protocol: Protocol; readonly port?: number }

/**
 * Plugins of which it is known that traffic passed on by a node is not taken for the node's own, which no policy denies: Antrea (CHANGELOG 0.11.3,
 * pull request 1816), Calico (issue 2088), Cilium (issue 23603: a node's address may be a rewritten one and counts as world) and what is built on it.
 */
const TELL_APART: ReadonlySet<string> = new Set(['Antrea', 'Calico', 'Cilium', 'GKE Dataplane V2'])

/**
 * The step from outside to pods that something opens.
 *
 * Where nodes keep the client's address, policies see it. Where they pass traffic on to each other they may see the address of a node instead
 * (kubernetes.io, "Source IP for Services"; Service, externalTrafficPolicy): what both answer is certain, else it is not decided.
 */
export function hopFromOutside(world: OutsideWorld, entrance: Exposure, target: PodClass): Hop {
  const { protocol } = entrance
  const port = entrance.targetPort ?? (target.hostNetwork ? entrance.port : undefined)
  const asked: Asked = { protocol, ...(port === undefined ? {} : { port }) }
  const clients = within(world.clients, entrance.sourceRanges)
  const best = bestOf(world.reachability, clients, target, asked)
  const seen =
    entrance.client === 'rewritten' ? rewritten(world, best.verdict, target, asked) : best
  return {
    from: OUTSIDE,
    to: describeEndpoint(target),
    ...asked,
    verdict: seen.verdict,
    entrance,
    ...(best.source === undefined
      ? {}
      : { explanation: explained(world, best.source, target, asked) }),
    ...('because' in seen ? { because: seen.because } : {}),
  }
}

type Seen = { readonly verdict: ReachVerdict; readonly because?: string }

function rewritten(
  { cluster, reachability }: OutsideWorld,
  asClient: ReachVerdict,
  target: PodClass,
  asked: Asked,
): Seen {
  if (target.hostNetwork) return { verdict: asClient }
  const nodes = nodeSources(cluster, reachability)
  const answers = new Set(nodes.map((node) => verdictOf(reachability, node, target, asked)))
  const why =
    "externalTrafficPolicy Cluster: policies may see the address of a node instead of the client's"
  const [asNode] = answers
  if (answers.size !== 1 || asNode !== asClient) {
    if (asNode === undefined && isOpen(reachability, target)) return { verdict: asClient }
    const because =
      asNode === undefined ? `${why}, and no node was read` : `${why}, and answer differently`
    return { verdict: 'indeterminate', because }
  }
  if (asClient !== 'denied' || tellsApart(cluster)) return { verdict: asClient }
  const because = `${why}; if that is the pod's own node, no policy denies it`
  return { verdict: 'indeterminate', because }
}

function tellsApart({ enforcer }: Cluster): boolean {
  return (
    enforcer.kind === 'present' && enforcer.name.split(', ').some((name) => TELL_APART.has(name))
  )
}

/** Whether no policy of the network plugin holds for what comes in. */
export function isOpen(reachability: Reachability, target: PodClass): boolean {
  const { isolated, untranslated, policies } = reachability.isolation(target, 'ingress')
  return !isolated && !untranslated && policies.length === 0
}

/** What stands for nodes: the ranges that hold their addresses, and pods on their networks. */
function nodeSources({ nodes }: Cluster, reachability: Reachability): readonly Endpoint[] {
  const addresses = [...nodes.values()].flatMap((node) => node.addresses)
  const cells = reachability.addressCells.filter((cell) =>
    addresses.some((address) => rangesOf(cell).some((range) => holds(range, address))),
  )
  return [...cells, ...reachability.podClasses.filter(({ hostNetwork }) => hostNetwork)]
}

/** The source that gets furthest; none: nobody may come. */
export function bestOf(
  reachability: Reachability,
  sources: readonly Endpoint[],
  target: Endpoint,
  asked: Asked,
): { readonly verdict: ReachVerdict; readonly source?: Endpoint } {
  let best: { verdict: ReachVerdict; source?: Endpoint } = { verdict: 'denied' }
  for (const source of sources) {
    const verdict = verdictOf(reachability, source, target, asked)
    if (best.source === undefined || RANK[verdict] < RANK[best.verdict]) best = { verdict, source }
    if (verdict === 'allowed') break
  }
  return best
}

/** Verdicts in order: what gets furthest first. */
export const RANK: Readonly<Record<ReachVerdict, number>> = {
  allowed: 0,
  indeterminate: 1,
  denied: 2,
}

/** The worst of several answers: what all of them let pass. */
export function allOf(verdicts: readonly ReachVerdict[]): ReachVerdict {
  return verdicts.reduce((worst, each) => (RANK[each] > RANK[worst] ? each : worst), 'allowed')
}

/** What policies say of one port, or of any port of a protocol. */
export function verdictOf(
  reachability: Reachability,
  source: Endpoint,
  target: Endpoint,
  asked: Asked,
): ReachVerdict {
  const { allowed, indeterminate } = reachability.between(source, target)
  if (has(allowed, asked)) return 'allowed'
  return has(indeterminate, asked) ? 'indeterminate' : 'denied'
}

function has({ ranges }: ConnectionSet, { protocol, port }: Asked): boolean {
  return ranges.some(
    (range) =>
      range.protocol === protocol &&
      (port === undefined || ((range.from ?? 0) <= port && port <= (range.to ?? 0))),
  )
}

/** Where any port was asked, the lowest of those that have the answer, with all of them. */
function explained(
  { reachability }: OutsideWorld,
  source: Endpoint,
  target: PodClass,
  asked: Asked,
): Explanation {
  const { protocol, port } = asked
  if (port !== undefined) return reachability.explain(source, target, protocol, port)
  const { allowed, indeterminate } = reachability.between(source, target)
  const set = has(allowed, asked) ? allowed : indeterminate
  const traffic = set.ranges.filter((range) => range.protocol === protocol)
  const explanation = reachability.explain(source, target, protocol, traffic[0]?.from)
  return traffic.length === 0 ? explanation : { ...explanation, traffic }
}

/** Cells of which some address lies in one of the ranges; all where there is no range. */
function within(
  cells: readonly AddressCell[],
  sourceRanges: readonly string[],
): readonly AddressCell[] {
  if (sourceRanges.length === 0) return cells
  return holding(
    cells,
    sourceRanges.flatMap((cidr) => parseCidr(cidr) ?? []),
  )
}

/** Cells of which some address is one of the clients', who may be cells of another analysis. */
export function overlapping(
  cells: readonly AddressCell[],
  clients: readonly AddressCell[],
): readonly AddressCell[] {
  return holding(cells, clients.flatMap(rangesOf))
}

function holding(
  cells: readonly AddressCell[],
  wanted: readonly IpRange[],
): readonly AddressCell[] {
  return cells.filter((cell) =>
    rangesOf(cell).some((range) => wanted.some((each) => overlaps(each, range))),
  )
}

function overlaps(one: IpRange, other: IpRange): boolean {
  return one.family === other.family && one.first <= other.last && other.first <= one.last
}

const known = new WeakMap<AddressCell, readonly IpRange[]>()

function rangesOf(cell: AddressCell): readonly IpRange[] {
  const found =
    known.get(cell) ??
    cell.ranges.flatMap(({ from, to }) => {
      const [first, last] = [parseIpAddress(from), parseIpAddress(to)]
      if (first === undefined || last === undefined) return []
      return [{ family: first.family, first: first.value, last: last.value }]
    })
  known.set(cell, found)
  return found
}

function holds(range: IpRange, text: string): boolean {
  const address = parseIpAddress(text)
  return (
    address?.family === range.family && range.first <= address.value && address.value <= range.last
  )
}
