import type { CheckInput, ScopedWorkload, SegmentClass } from '../model/check.ts'
import type { Exposure } from '../model/cluster.ts'
import type { Evidence } from '../model/evaluation.ts'
import type { ObjectKey } from '../model/object.ts'
import type { Explanation } from '../model/reachability.ts'
import { byText } from './answers.ts'
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
  return ways.map((way) => ({ object: way.source, pointer: way.pointer, value: describeWay(way) }))
}

/** One way for people: `NodePort TCP 31443 -> 8443`. */
export function describeWay({ kind, protocol, port, targetPort }: Exposure): string {
  const outer = port === undefined ? `${kind} ${protocol}` : `${kind} ${protocol} ${port}`
  return targetPort === undefined || targetPort === port ? outer : `${outer} -> ${targetPort}`
}

/** A connection from outside addresses to the pods behind a way, where policies do not deny it; undefined where they do, or are not asked. */
export function outsideExample(input: CheckInput, way: Exposure): Explanation | undefined {
  const [pod] = way.pods
  const target = pod === undefined ? undefined : input.reachability.classOf(pod.key)
  if (target === undefined) return undefined
  const outside = input.endpoints.filter(({ zone }) => zone === 'untrusted')
  for (const { endpoint } of outside) {
    const port = way.targetPort ?? way.port
    const explanation = input.reachability.explain(endpoint, target, way.protocol, port)
    if (explanation.verdict !== 'denied') return explanation
  }
  return undefined
}
