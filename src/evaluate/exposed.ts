import { describePath, furthest, pathsOf, pathWorld } from '../analyse/exposure/outside-paths.ts'
import type { PathWorld } from '../analyse/exposure/outside-paths.ts'
import type { CheckInput, ScopedWorkload, SegmentClass } from '../model/check.ts'
import type { Exposure } from '../model/cluster.ts'
import type { Evidence } from '../model/evaluation.ts'
import type { ObjectKey } from '../model/object.ts'
import type { OutsidePath } from '../model/passage.ts'
import type { Explanation } from '../model/reachability.ts'
import { byText, explanationEvidence } from './answers.ts'
import { objectSubject, workloadSubject } from './subject.ts'

/** What opens pods to the outside, with all its ways and the workloads behind it: a Service, an Ingress, or the workload of host ports. */
export type Opening = {
  readonly subject: string
  readonly namespace: string
  readonly ways: readonly Exposure[]
  /** workloads that any of the ways leads to, in order; empty: it leads to no pod now */
  readonly workloads: readonly ScopedWorkload[]
}

/** All openings of a cluster, one per subject, sorted by it. Pods come and go: their host ports are their workload's. */
export function openingsOf(input: CheckInput): readonly Opening[] {
  const holders = holdersOf(input.workloads)
  const grouped = Map.groupBy(input.cluster.exposures, (way) => subjectOfWay(input, way))
  return [...grouped]
    .map(([subject, ways]) => openingOf(subject, ways, holders))
    .sort((one, other) => byText(one.subject, other.subject))
}

function subjectOfWay({ cluster }: CheckInput, { kind, source, pods }: Exposure): string {
  const [pod] = pods
  const ofPod = pod !== undefined && (kind === 'HostPort' || kind === 'HostNetwork')
  return ofPod ? workloadSubject(cluster.name, pod) : objectSubject(cluster.name, source)
}

function openingOf(
  subject: string,
  ways: readonly Exposure[],
  holders: ReadonlyMap<ObjectKey, ScopedWorkload>,
): Opening {
  const workloads = new Set<ScopedWorkload>()
  for (const { pods } of ways) {
    for (const pod of pods) {
      const holder = holders.get(pod.key)
      if (holder !== undefined) workloads.add(holder)
    }
  }
  return { subject, namespace: ways[0]?.namespace ?? '', ways, workloads: [...workloads] }
}

function holdersOf(workloads: readonly ScopedWorkload[]): ReadonlyMap<ObjectKey, ScopedWorkload> {
  return new Map(workloads.flatMap((each) => each.pods.map((pod) => [pod.key, each] as const)))
}

/** Whether an opening leads to a workload of a class. */
export function leadsTo({ workloads }: Opening, wanted: SegmentClass): boolean {
  return workloads.some((workload) => workload.class === wanted)
}

/** The ways of an opening that lead to a workload. */
export function waysTo({ ways }: Opening, workload: ScopedWorkload): readonly Exposure[] {
  const keys = new Set(workload.pods.map(({ key }) => key))
  return ways.filter(({ pods }) => pods.some(({ key }) => keys.has(key)))
}

/** Every way of an opening as evidence: `NodePort TCP 31443`. */
export function openingEvidence({ ways }: Opening): readonly Evidence[] {
  return ways.map(openedBy)
}

/** One way for people: `NodePort TCP 31443 -> 8443`, with the claim of a load balancer that it is internal. */
export function describeWay({ kind, protocol, port, targetPort, internalBy }: Exposure): string {
  const outer = port === undefined ? `${kind} ${protocol}` : `${kind} ${protocol} ${port}`
  const way = targetPort === undefined || targetPort === port ? outer : `${outer} -> ${targetPort}`
  return internalBy === undefined ? way : `${way} [claimed to be internal by ${internalBy}]`
}

/** The paths of a way from addresses that are not trusted to the pods of a workload: the one that gets furthest. */
export function pathOfWay(
  input: CheckInput,
  way: Exposure,
  workload: ScopedWorkload,
): OutsidePath | undefined {
  return furthest(pathsOf(worldOf(input), way, new Set(workload.endpoints)))
}

/** All paths of a way from addresses that are not trusted. */
export function pathsOfWay(input: CheckInput, way: Exposure): readonly OutsidePath[] {
  return pathsOf(worldOf(input), way)
}

const worlds = new WeakMap<CheckInput['endpoints'], PathWorld>()

/** One for all checks of a cluster. */
function worldOf({ cluster, reachability, endpoints }: CheckInput): PathWorld {
  const known = worlds.get(endpoints)
  if (known !== undefined) return known
  const outside = endpoints.flatMap(({ endpoint, zone }) =>
    zone !== 'trusted' && endpoint.kind === 'addresses' ? [endpoint] : [],
  )
  const world = pathWorld(cluster, reachability, outside)
  worlds.set(endpoints, world)
  return world
}

/** What is to be said of the path of a way besides that it is there: nothing where it is one step that policies let pass. */
export function remarkOnPath(path: OutsidePath | undefined): readonly string[] {
  if (path === undefined || (path.hops.length === 1 && path.verdict === 'allowed')) return []
  return [describePath(path)]
}

/** The connection that shows a path: its last step that policies do not deny; undefined where they do, or are not asked. */
export function exampleOfPath(path: OutsidePath | undefined): Explanation | undefined {
  if (path === undefined || path.verdict === 'denied') return undefined
  return path.hops.findLast(
    ({ explanation }) => explanation !== undefined && explanation.verdict !== 'denied',
  )?.explanation
}

/** The rules that decide the steps of a path, and what opens them, without repetition. */
export function pathEvidence(path: OutsidePath | undefined): readonly Evidence[] {
  const found = (path?.hops ?? []).flatMap(({ entrance, explanation }) => [
    ...(entrance === undefined ? [] : [openedBy(entrance)]),
    ...(explanation === undefined ? [] : explanationEvidence(explanation)),
  ])
  return [...new Map(found.map((each) => [canonicalOf(each), each])).values()]
}

function openedBy(way: Exposure): Evidence {
  return { object: way.source, pointer: way.pointer, value: describeWay(way) }
}

function canonicalOf({ object, pointer, value }: Evidence): string {
  return [object, pointer, value].join('\u0000')
}
