import type { Cluster } from '../model/cluster.ts'
import type { Direction, Policy, Protocol } from '../model/policy.ts'
import type {
  AddressCell,
  Endpoint,
  Explanation,
  Isolation,
  Reach,
  Reachability,
  ReachVerdict,
} from '../model/reachability.ts'
import { askedInto, askedOutOf } from './engine/asked-one-by-one.ts'
import type { Column } from './engine/columns.ts'
import { columnPairs } from './engine/columns.ts'
import { hasPorts } from './engine/connection-sets.ts'
import { answerBetween, engineFor, tunnelOf } from './engine/engine.ts'
import type { Engine } from './engine/engine.ts'
import { explainWays } from './explain/explain-waypoints.ts'
import { explainSide, sideVerdict } from './explain/explain.ts'
import type { SideQuestion } from './explain/explain-tier.ts'
import { describeEndpoint, rangeTexts } from './names.ts'
import { explainNodeLocal, sharedNodes } from './node-traffic.ts'
import { passingInto, passingOutOf } from './engine/passing.ts'
import { assumptionsOf, blockersOf } from './premises.ts'
import type { PodsByAddress } from './engine/relevance.ts'
import { ROW_BYTES } from './engine/rows.ts'

/** Choices of the caller; each has a default that the cluster itself gives. */
export type AnalyseOptions = {
  /** whether an ipBlock matches pods; default: what is known of the cluster's network plugin, else unknown */
  readonly podsByAddress?: PodsByAddress
  /** CIDRs at which external addresses are to be told apart although no policy does */
  readonly splitAt?: readonly string[]
  /**
   * Divides classes by node and answers traffic between hostNetwork pods and pods of the same node as allowed. Off by default: such
   * traffic is then listed by the queries as a bypass, and classes stay few.
   */
  readonly nodeTraffic?: boolean
}

/** The answers with the tables that they come from, for comparing two analyses. */
export type Analysis = Reachability & { readonly engine: Engine }

/**
 * Decides who can reach whom in one cluster, exactly as its policies declare (netpol.md: classes of pods, tiers, three values).
 *
 * Tables are made at once; rows of answers when a question needs them. The result holds the cluster.
 */
export function analyse(cluster: Cluster, options: AnalyseOptions = {}): Analysis {
  const podsByAddress = options.podsByAddress ?? podsByAddressIn(cluster)
  const nodeTraffic = options.nodeTraffic ?? false
  const engine = engineFor(cluster, {
    podsByAddress,
    splitAt: options.splitAt ?? [],
    nodeTraffic,
    rowBytes: ROW_BYTES,
  })
  const podClasses = engine.records.map(({ podClass }) => podClass)
  const addressCells = addressCellsOf(engine)
  const classOf = new Map(podClasses.flatMap((each) => each.pods.map(({ key }) => [key, each])))
  const nodeOf = (a: Endpoint, b: Endpoint) => (nodeTraffic ? sharedNodes(a, b)[0] : undefined)
  const endpoints: readonly Endpoint[] = [...podClasses, ...addressCells]
  const between = (source: Endpoint, destination: Endpoint): Reach =>
    engine.answers.reachOf(
      nodeOf(source, destination) === undefined
        ? answerBetween(engine, source.index, destination.index)
        : engine.answers.open,
    )
  return {
    engine,
    endpoints,
    podClasses,
    addressCells,
    assumptions: assumptionsOf(cluster, podsByAddress),
    blockers: blockersOf(cluster),
    between,
    passing: (sources, destinations) =>
      nodeTraffic
        ? askedInto(between, sources, destinations)
        : passingInto(engine, endpoints, sources, destinations),
    passingFrom: (sources, destinations) =>
      nodeTraffic
        ? askedOutOf(between, sources, destinations)
        : passingOutOf(engine, endpoints, sources, destinations),
    explain: (source, destination, protocol, port, by) => {
      const node = nodeOf(source, destination)
      return node === undefined
        ? explain(engine, source, destination, protocol, port, by)
        : explainNodeLocal(source, destination, node, protocol, port)
    },
    isolation: (endpoint, direction) => isolationOf(engine, endpoint, direction),
    classOf: (pod) => classOf.get(pod),
  }
}

/** The tables behind answers, for queries over policies. Throws for answers that `analyse` did not give. */
export function engineOf(reachability: Reachability): Engine {
  if (!('engine' in reachability)) throw new Error('answers without their tables')
  return (reachability as Analysis).engine
}

/** Whether an ipBlock matches pods, by what is known of the network plugin. */
export function podsByAddressIn({ enforcer }: Cluster): PodsByAddress {
  return enforcer.kind === 'present' ? enforcer.ipBlockMatchesPods : 'unknown'
}

function addressCellsOf({ records, cells }: Engine): readonly AddressCell[] {
  return cells.cells.map((cell, at) => ({
    kind: 'addresses',
    index: records.length + at,
    family: cell.family,
    ranges: rangeTexts(cell),
  }))
}

/** By the way that allows most; without a port, of the lowest port that has the best answer. */
export function explain(
  engine: Engine,
  source: Endpoint,
  destination: Endpoint,
  protocol: Protocol,
  asked?: number,
  by?: string,
): Explanation {
  const port = asked ?? bestPort(engine, source, destination, protocol)
  return explainWays(engine, source, destination, { protocol, port, by }, explainDirect)
}

/** Over the address family that allows most, where no waypoint is gone through. */
function explainDirect(
  engine: Engine,
  source: Endpoint,
  destination: Endpoint,
  protocol: Protocol,
  port: number,
): Explanation {
  const columns = (endpoint: Endpoint): readonly Column[] =>
    engine.columns.ofEndpoint[endpoint.index] ?? []
  const profile = engine.records[destination.index]?.profile ?? 0
  const tunnel = tunnelOf(engine, source.index, destination.index)
  const base = { profile, protocol, port, tunnel }
  const ways = columnPairs(columns(source), columns(destination)).map(([from, to]) => ({
    egress: {
      ...base,
      direction: 'egress',
      subject: source,
      other: destination,
      column: to,
    } as const,
    ingress: {
      ...base,
      direction: 'ingress',
      subject: destination,
      other: source,
      column: from,
    } as const,
  }))
  const verdictOf = (way: { egress: SideQuestion; ingress: SideQuestion }) =>
    both(sideVerdict(engine, way.egress), sideVerdict(engine, way.ingress))
  const [best] = ways.toSorted((a, b) => RANK[verdictOf(a)] - RANK[verdictOf(b)])
  if (best === undefined) throw new Error('endpoints of another analysis')
  return {
    verdict: verdictOf(best),
    source: describeEndpoint(source),
    destination: describeEndpoint(destination),
    protocol,
    ...(hasPorts(protocol) ? { port } : {}),
    egress: explainSide(engine, best.egress),
    ingress: explainSide(engine, best.ingress),
  }
}

const RANK = { allowed: 0, indeterminate: 1, denied: 2 } as const

function both(a: ReachVerdict, b: ReachVerdict): ReachVerdict {
  return RANK[a] > RANK[b] ? a : b
}

function bestPort(
  engine: Engine,
  source: Endpoint,
  destination: Endpoint,
  protocol: Protocol,
): number {
  if (!hasPorts(protocol)) return 0
  const reach = engine.answers.reachOf(answerBetween(engine, source.index, destination.index))
  const ranges = [...reach.allowed.ranges, ...reach.indeterminate.ranges]
  return ranges.find((range) => range.protocol === protocol)?.from ?? 1
}

function isolationOf(engine: Engine, endpoint: Endpoint, direction: Direction): Isolation {
  const [network] = engine[direction]
  const applying = network.grouping.applying[endpoint.index] ?? []
  const policies = applying.flatMap(({ policy, sure }) => {
    const full = engine.cluster.policies[policy]
    return full === undefined ? [] : [{ full, sure: sure && full.subject.uncertain === undefined }]
  })
  const plugins = policies.find(({ full }) => full.under !== undefined)?.full.under?.of
  const isolates = (plugin?: string) =>
    applying.some(({ policy, sure }) => {
      const full = engine.cluster.policies[policy]
      return sure && full !== undefined && full.isolates.includes(direction) && holds(full, plugin)
    })
  return {
    isolated: plugins === undefined ? isolates() : plugins.every(isolates),
    policies: [...new Set(policies.map(({ full }) => full.source))].sort(),
    untranslated: policies.some(({ full, sure }) => !sure || full.untranslated.length > 0),
  }
}

/** Whether a policy surely applies to what its subject finds; where one of several network plugins enforces, under that one. */
function holds({ subject, under }: Policy, plugin?: string): boolean {
  if (under === undefined) return subject.uncertain === undefined
  return under.plugin === plugin && (subject.uncertain ?? under.why) === under.why
}
