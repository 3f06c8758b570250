import type { Cluster, Node } from '../../model/cluster.ts'
import type { OutsideEvidence, OutsideState } from '../../model/outside-evidence.ts'
import { counted, someOf } from '../answers.ts'
import { setAsideBecause } from '../authorship.ts'
import { ageOf } from '../cadence.ts'
import { missingLists } from '../gate.ts'
import { minorOf } from '../version-range.ts'

/** So long what a tool saw on a node counts: nodes are replaced and upgraded, and nobody tells. */
const COUNTS_FOR = 'P3M'

/** What a statement is looked at with: one cluster on one day. */
export type OutsideContext = {
  readonly cluster: Cluster
  /** `YYYY-MM-DD` */
  readonly today: string
  readonly requireSigned: boolean
  /** what the tool calls the frameworks in use that take its answers, sorted */
  readonly benchmarks: readonly string[]
}

/** How a statement stands in one cluster, every reason against it, and the last day on which it counts. */
export type OutsideStanding = {
  readonly state: OutsideState
  /** for people; empty: it counts */
  readonly why: string
  readonly until: string
}

type Reason = readonly [OutsideState, string]

/** Whether a statement of this cluster counts, with all that speaks against it; the first reason names the state. */
export function outsideStanding(
  evidence: OutsideEvidence,
  context: OutsideContext,
): OutsideStanding {
  const { takenOn } = evidence
  const age = ageOf(takenOn, COUNTS_FOR, context.today)
  const setAside = setAsideBecause(evidence.authorship, context.requireSigned)
  const against: readonly Reason[] = [
    ...(evidence.attached.kind === 'refused'
      ? [['refused', `${evidence.file}: ${evidence.attached.why}`] as const]
      : []),
    ...ofOtherBenchmark(evidence, context),
    ...foreign(evidence, context.cluster),
    ...(takenOn > context.today
      ? [['not-yet', `taken on ${takenOn}, which is still to come`] as const]
      : []),
    ...(age.state === 'expired'
      ? [['expired', `taken ${age.days} days ago, counted until ${age.until}`] as const]
      : []),
    ...(setAside === undefined ? [] : [['unsigned', setAside] as const]),
    ...unknown(evidence, context.cluster),
  ]
  return {
    state: against[0]?.[0] ?? 'in-force',
    why: against.map(([, why]) => why).join('; '),
    until: age.until,
  }
}

function ofOtherBenchmark(
  { attached, benchmark, file }: OutsideEvidence,
  { benchmarks }: OutsideContext,
): readonly Reason[] {
  const others = attached.kind === 'read' ? attached.benchmarks : []
  const differing = others.filter((each) => each !== benchmark)
  return [
    ...(differing.length === 0
      ? []
      : [
          [
            'other-benchmark',
            `${file} is of ${someOf(differing)}, stated is ${benchmark}`,
          ] as const,
        ]),
    ...(benchmarks.includes(benchmark)
      ? []
      : [
          [
            'other-benchmark',
            benchmarks.length === 0
              ? 'no framework in use takes outside evidence'
              : `no framework in use takes answers of ${benchmark}, but of ${benchmarks.join(', ')}`,
          ] as const,
        ]),
  ]
}

/** Signs that it is of another cluster, or of nodes that are not those of the snapshot. */
function foreign(evidence: OutsideEvidence, cluster: Cluster): readonly Reason[] {
  const { uid } = cluster.snapshot.identity
  const { clusterUid, takenOn } = evidence
  const otherUid = clusterUid !== undefined && uid !== undefined && clusterUid !== uid
  if (otherUid)
    return [['foreign', `taken of a cluster with the UID ${clusterUid}; this one has ${uid}`]]
  if (missingLists('nodes', cluster.snapshot).length > 0) return []
  const nodes = evidence.nodes.map((name) => ({ name, node: cluster.nodes.get(name) }))
  const gone = nodes.filter(({ node }) => node === undefined).map(({ name }) => name)
  const younger = nodes.filter(({ node }) => (node?.createdAt ?? '').slice(0, 10) > takenOn)
  return [
    ...(gone.length === 0
      ? []
      : [['foreign', `names ${named(gone)}, which the snapshot does not have`] as const]),
    ...(younger.length === 0
      ? []
      : [
          [
            'foreign',
            `${named(younger.map(({ name }) => name))} was made after it was taken`,
          ] as const,
        ]),
    ...ofOtherVersion(
      evidence,
      nodes.flatMap(({ node }) => node ?? []),
      cluster,
    ),
  ]
}

function named(nodes: readonly string[]): string {
  return `${counted(nodes.length, 'node').replace(/^1 /, '')} ${someOf(nodes)}`
}

/** The tool saw a version that neither the server nor the node has now; nothing where it saw none, or nothing is known. */
function ofOtherVersion(
  { attached }: OutsideEvidence,
  nodes: readonly Node[],
  { snapshot }: Cluster,
): readonly Reason[] {
  const detected = attached.kind === 'read' ? attached.detected : []
  const server = minorText(snapshot.identity.version)
  const other = nodes.filter(({ kubeletVersion }) => {
    const known = [server, minorText(kubeletVersion)].flatMap((each) => each ?? [])
    return known.length > 0 && detected.some((each) => !known.includes(each))
  })
  if (other.length === 0) return []
  const runs = someOf(other.map(({ name }) => name))
  return [
    ['foreign', `taken under Kubernetes ${detected.join(', ')}, which ${runs} no longer runs`],
  ]
}

function minorText(version: string | undefined): string | undefined {
  return version === undefined ? undefined : minorOf(version)?.text
}

function unknown({ clusterUid }: OutsideEvidence, { snapshot }: Cluster): readonly Reason[] {
  return [
    ...(clusterUid !== undefined && snapshot.identity.uid === undefined
      ? [['unknown', 'the UID of this cluster is not known, and one is stated'] as const]
      : []),
    ...(missingLists('nodes', snapshot).length > 0
      ? [['unknown', 'the nodes of this cluster were not read'] as const]
      : []),
  ]
}
