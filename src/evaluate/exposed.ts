import type { CheckInput, ScopedWorkload, SegmentClass } from '../model/check.ts'
import type { Exposure } from '../model/cluster.ts'
import type { Evidence } from '../model/evaluation.ts'
import type { ObjectKey } from '../model/object.ts'
import type { Explanation } from '../model/reachability.ts'
import { byText } from './answers.ts'

/** One object that opens pods to the outside, with all its ways and the workloads behind it. */
export type Opening = {
  readonly source: ObjectKey
  readonly kind: Exposure['kind']
  readonly ways: readonly Exposure[]
  /** workloads that any of the ways leads to, in order */
  readonly workloads: readonly ScopedWorkload[]
}

/** All openings of a cluster, one per object and kind, sorted by object key and kind. */
export function openingsOf(input: CheckInput): readonly Opening[] {
  const holders = holdersOf(input.workloads)
  const grouped = Map.groupBy(input.cluster.exposures, ({ source, kind }) => `${source} ${kind}`)
  const openings = [...grouped.values()].map((ways) => openingOf(ways, holders))
  return openings.sort(
    (one, other) => byText(one.source, other.source) || byText(one.kind, other.kind),
  )
}

function openingOf(
  ways: readonly Exposure[],
  holders: ReadonlyMap<ObjectKey, ScopedWorkload>,
): Opening {
  const [first] = ways
  if (first === undefined) throw new Error('an opening without ways')
  const workloads = new Set<ScopedWorkload>()
  for (const { pods } of ways) {
    for (const pod of pods) {
      const holder = holders.get(pod.key)
      if (holder !== undefined) workloads.add(holder)
    }
  }
  return { source: first.source, kind: first.kind, ways, workloads: [...workloads] }
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
