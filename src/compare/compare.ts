import type { Analysed } from '../analyse/diff/connectivity-diff.ts'
import type { Comparison } from '../model/comparison.ts'
import type { Evaluation } from '../model/evaluation.ts'
import { compareCluster } from './cluster.ts'
import { compareControls, type EvaluationPair } from './controls.ts'
import { LEFT_OUT, type ObjectSource } from './objects.ts'
import { differing, premises, type Provenance } from './premises.ts'
import { unreadCluster, type KindReading } from './unread.ts'

/** One cluster of one side: what was read of it, on demand, since only one cluster per side is held at a time. */
export type ComparedCluster = {
  readonly name: string
  readonly evaluation?: Evaluation
  readonly objects: ObjectSource
  readonly analysed: () => Promise<Analysed>
  /** how each kind was read: nothing is concluded from what was not */
  readonly kinds: readonly KindReading[]
}

/** One side of a comparison: what it was made with, the clusters of it that were read, and what is to be said of it first. */
export type ComparedSide = Provenance & {
  readonly clusters: readonly ComparedCluster[]
  /** a person says which cluster it is, whatever its UID; absent: it is the one that answered under its name */
  readonly isNamed?: true
  readonly notes: readonly string[]
  /** why its clusters were not evaluated; absent where they were */
  readonly unevaluated?: string
}

/**
 * Two runs or folders side by side: premises first, then controls, objects and connectivity. Nothing of a cluster that was replaced by another one is
 * compared. All lists sorted; the same sides give the same comparison. Rejects only with what reading a side rejects with.
 */
export async function compare(base: ComparedSide, head: ComparedSide): Promise<Comparison> {
  const sides = [base.side, head.side] as const
  const names = [...new Set(sides.flatMap(({ clusters }) => clusters.map(({ name }) => name)))]
  const pairs = names.sort().map((cluster) => pairOf(cluster, base, head))
  const details = []
  for (const { cluster, base: one, head: two } of pairs)
    if (one !== undefined && two !== undefined && !isReplaced(cluster, base, head))
      details.push({ cluster, ...(await compareCluster(sides, one, two)) })
  const unevaluated = [base, head].flatMap((side) => side.unevaluated ?? [])
  const controls =
    unevaluated.length > 0 ? [] : compareControls(pairs.map(evaluationsBetween(base, head)))
  const comparable = controls.filter(({ state }) => state !== 'incomparable')
  return {
    format: 'comparison/v1',
    base: base.side,
    head: head.side,
    premises: [
      ...new Set([...base.notes, ...head.notes]),
      ...premises(base, head),
      ...details.flatMap((each) => each.premises),
    ],
    controls,
    objects: details.flatMap(({ objects }) => objects),
    connectivity: details.flatMap(({ connectivity }) => connectivity ?? []),
    connected: details.flatMap(({ connected }) => connected ?? []),
    openings: details.flatMap(({ openings }) => openings ?? []),
    compared: {
      controls: [...new Set(comparable.map(({ cluster }) => cluster))],
      objects: details.map(({ cluster }) => cluster),
      connectivity: details
        .filter(({ connectivity }) => connectivity !== undefined)
        .map(({ cluster }) => cluster),
      connected: details
        .filter(({ connected }) => connected !== undefined)
        .map(({ cluster }) => cluster),
      openings: details
        .filter(({ openings }) => openings !== undefined)
        .map(({ cluster }) => cluster),
    },
    gaps: [
      LEFT_OUT,
      ...unevaluated.map((why) => `controls: ${why}`),
      ...pairs.filter((pair) => !isRetired(pair, head)).flatMap((pair) => unreadIn(pair, sides)),
      ...pairs.filter(({ cluster }) => isReplaced(cluster, base, head)).map(replacedBy),
      ...details.flatMap(({ gaps }) => gaps),
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

/** The evaluations of each cluster, with what else decides whether they may be held against each other. */
function evaluationsBetween(
  base: ComparedSide,
  head: ComparedSide,
): (pair: Pair) => EvaluationPair {
  const sameCatalogue = base.catalogue === head.catalogue
  const onlyTool = sameCatalogue && base.tool !== head.tool && differing(base, head).length === 0
  const alike = sameCatalogue ? undefined : isDefinedAlike(base, head)
  const rootIn = ({ side }: ComparedSide, cluster: string) =>
    side.clusters.find(({ name }) => name === cluster)?.root
  return ({ cluster, base: one, head: two }) => ({
    cluster,
    ...(one?.evaluation === undefined ? {} : { base: one.evaluation }),
    ...(two?.evaluation === undefined ? {} : { head: two.evaluation }),
    isReplaced: isReplaced(cluster, base, head),
    ...(onlyTool && rootIn(base, cluster) === rootIn(head, cluster)
      ? { tools: [base.tool, head.tool] as const }
      : {}),
    ...(alike === undefined ? {} : { isDefinedAlike: alike }),
  })
}

/** Undefined where a catalogue cannot be read: the versions of checks alone say then what is alike. */
function isDefinedAlike(base: ComparedSide, head: ComparedSide): EvaluationPair['isDefinedAlike'] {
  const [before, now] = [base.definitions?.(), head.definitions?.()]
  if (before === undefined || now === undefined) return undefined
  return (framework, control) => {
    const name = `${framework}/${control}`
    return before.get(name) === now.get(name)
  }
}

/** Whether another cluster answers under a name: its kube-system has another UID. What a side does not know of it says nothing. */
function isReplaced(cluster: string, base: ComparedSide, head: ComparedSide): boolean {
  if (base.isNamed === true || head.isNamed === true) return false
  const [before, now] = [base, head].map(
    ({ side }) => side.clusters.find(({ name }) => name === cluster)?.uid,
  )
  return before !== undefined && now !== undefined && before !== now
}

function replacedBy({ cluster }: Pair): string {
  return `cluster ${cluster}: another cluster answers under its name, so that nothing of it is held against what was before`
}

/** A retired cluster is no gap: the premises say when and why it went. */
function isRetired({ cluster }: Pair, head: ComparedSide): boolean {
  return head.retired.some(({ name }) => name === cluster)
}

/** Why a cluster has nothing to be compared with, for each side that did not read it. */
function unreadIn(
  { cluster, base, head }: Pair,
  sides: readonly [ComparedSide['side'], ComparedSide['side']],
): readonly string[] {
  const missing = sides.filter((_, at) => (at === 0 ? base : head) === undefined)
  return [...new Set(missing.map((side) => unreadCluster(cluster, side)))]
}
