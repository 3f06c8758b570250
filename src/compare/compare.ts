import { connectivityDiff, type Analysed } from '../analyse/connectivity-diff.ts'
import type { Comparison, ConnectivityChange, ObjectChange } from '../model/comparison.ts'
import type { Evaluation } from '../model/evaluation.ts'
import { compareControls } from './controls.ts'
import { LEFT_OUT, compareObjects, type ObjectSource } from './objects.ts'
import { premises, type Provenance } from './premises.ts'

/** One cluster of one side: what was read of it, on demand, since only one cluster per side is held at a time. */
export type ComparedCluster = {
  readonly name: string
  readonly evaluation?: Evaluation
  readonly objects: ObjectSource
  readonly analysed: () => Promise<Analysed>
  /** resources that were not read: nothing is concluded from them */
  readonly gaps: readonly string[]
}

/** One side of a comparison: what it was made with, the clusters of it that were read, and what is to be said of it first. */
export type ComparedSide = Provenance & {
  readonly clusters: readonly ComparedCluster[]
  readonly notes: readonly string[]
  /** why its clusters were not evaluated; absent where they were */
  readonly unevaluated?: string
}

/**
 * Two runs or folders side by side: premises first, then controls, objects and connectivity. All lists sorted; the same sides give the same
 * comparison. Rejects only with what reading a side rejects with.
 */
export async function compare(base: ComparedSide, head: ComparedSide): Promise<Comparison> {
  const names = [...new Set([...base.clusters, ...head.clusters].map(({ name }) => name))].sort()
  const pairs = names.map((cluster) => pairOf(cluster, base, head))
  const details = []
  for (const pair of pairs) details.push(await compareCluster(pair))
  const unevaluated = [base, head].flatMap((side) => side.unevaluated ?? [])
  return {
    format: 'comparison/v1',
    base: base.side,
    head: head.side,
    premises: [
      ...new Set([...base.notes, ...head.notes]),
      ...premises(base, head),
      ...details.flatMap(({ versions }) => versions),
    ],
    controls: unevaluated.length > 0 ? [] : compareControls(pairs.map(evaluationsOf)),
    objects: details.flatMap(({ objects }) => objects),
    connectivity: details.flatMap(({ connectivity }) => connectivity),
    compared: pairs.filter(isComparable).map(({ cluster }) => cluster),
    gaps: [
      LEFT_OUT,
      ...unevaluated.map((why) => `controls: ${why}`),
      ...pairs.filter((pair) => !isRetired(pair, head)).flatMap(gapsOf),
    ],
  }
}

type Pair = {
  readonly cluster: string
  readonly base?: ComparedCluster
  readonly head?: ComparedCluster
}

function pairOf(cluster: string, base: ComparedSide, head: ComparedSide): Pair {
  const find = (side: ComparedSide) => side.clusters.find(({ name }) => name === cluster)
  const [one, two] = [find(base), find(head)]
  return {
    cluster,
    ...(one === undefined ? {} : { base: one }),
    ...(two === undefined ? {} : { head: two }),
  }
}

function evaluationsOf({ cluster, base, head }: Pair) {
  return {
    cluster,
    ...(base?.evaluation === undefined ? {} : { base: base.evaluation }),
    ...(head?.evaluation === undefined ? {} : { head: head.evaluation }),
  }
}

type ClusterDetails = {
  readonly objects: readonly ObjectChange[]
  readonly connectivity: readonly ConnectivityChange[]
  readonly versions: readonly string[]
}

function isComparable({ base, head }: Pair): boolean {
  return base !== undefined && head !== undefined
}

/** A cluster that one side lacks has nothing to be compared with; the premises and gaps say so. */
async function compareCluster({ cluster, base, head }: Pair): Promise<ClusterDetails> {
  if (base === undefined || head === undefined) {
    return { objects: [], connectivity: [], versions: [] }
  }
  const { changes, versions } = await compareObjects(cluster, base.objects, head.objects)
  const differences = connectivityDiff(await base.analysed(), await head.analysed())
  return {
    objects: changes,
    versions: versions.map((line) => `cluster ${cluster}: ${line}`),
    connectivity: differences.map(({ ranges, ...rest }) => ({ cluster, ...rest, ports: ranges })),
  }
}

/** A retired cluster is no gap: the premises say when and why it went. */
function isRetired({ cluster }: Pair, head: ComparedSide): boolean {
  return head.retired.some(({ name }) => name === cluster)
}

function gapsOf({ cluster, base, head }: Pair): readonly string[] {
  if (base === undefined || head === undefined) {
    const side = base === undefined ? 'before' : 'now'
    return [
      `cluster ${cluster} was not read ${side}: its objects and connectivity are not compared`,
    ]
  }
  return [
    ...base.gaps.map((resource) => `${resource} of ${cluster} was not read before`),
    ...head.gaps.map((resource) => `${resource} of ${cluster} was not read now`),
  ]
}
