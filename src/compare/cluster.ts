import { connectivityDiff, type Analysed } from '../analyse/diff/connectivity-diff.ts'
import { exampleOf } from '../analyse/diff/connectivity-example.ts'
import { connectedDiff } from '../analyse/queries/connected.ts'
import { describeUnreadServices, looksAtServedPorts } from '../analyse/places/unread-services.ts'
import { decidesConnections } from '../analyse/deciding-kinds.ts'
import { describeUnread } from '../core/unread-lists.ts'
import type {
  ComparisonSide,
  ConnectedChange,
  ConnectivityChange,
  ObjectChange,
  OpeningChange,
} from '../model/comparison.ts'
import type { KubeObject } from '../model/object.ts'
import type { ComparedCluster } from './compare.ts'
import { connectedChange } from './connected.ts'
import { enforcementOf } from './enforcement.ts'
import { compareOpenings, unreadOpenings, whyNoOpenings, type Openings } from './openings.ts'
import { compareObjects, type ObjectSource } from './objects.ts'
import { isAmong, unreadOf, unreadSentences, type UnreadKind } from './unread.ts'

/** What changed in one cluster that both sides read, and what of it could not be compared. */
export type ClusterDetails = {
  readonly objects: readonly ObjectChange[]
  /** absent where it was not compared */
  readonly connectivity?: readonly ConnectivityChange[]
  /** absent where it was not compared */
  readonly connected?: readonly ConnectedChange[]
  /** absent where it was not compared */
  readonly openings?: readonly OpeningChange[]
  /** kinds of which the version changed, and policies that nothing enforces: read these first */
  readonly premises: readonly string[]
  readonly gaps: readonly string[]
}

/** Both sides, the earlier one first. */
type Both<T> = readonly [T, T]

/** Compares objects, leaving out what one side did not read, and connectivity, where both sides are certain of it. */
export async function compareCluster(
  sides: Both<ComparisonSide>,
  base: ComparedCluster,
  head: ComparedCluster,
): Promise<ClusterDetails> {
  const cluster = base.name
  const unread = [unreadOf(base.kinds, head.kinds), unreadOf(head.kinds, base.kinds)] as const
  const isUnread = isAmong(unread.flat())
  const [one, two] = [readOnly(base.objects, isUnread), readOnly(head.objects, isUnread)]
  const { changes, versions } = await compareObjects(cluster, one, two)
  const analysed = onDemand(base, head)
  const connected = await connections(sides, cluster, analysed, unread)
  const opened = await openings(sides, cluster, analysed, unread)
  const said = (side: number) =>
    unreadSentences(cluster, sides[side]?.name ?? '', unread[side] ?? [])
  return {
    objects: changes,
    ...('why' in connected ? {} : connected.found),
    ...(opened.openings === undefined ? {} : { openings: opened.openings }),
    premises: [
      ...versions.map((line) => `cluster ${cluster}: ${line}`),
      ...('why' in connected ? [] : connected.premises),
    ],
    gaps: [
      ...new Set([...said(0), ...said(1)]),
      ...('why' in connected ? whyNot(cluster, sides, connected.why) : []),
      ...('why' in connected ? [] : connected.gaps),
      ...opened.gaps,
    ],
  }
}

/** A source less what is not to be compared. */
function readOnly(source: ObjectSource, isUnread: (object: KubeObject) => boolean): ObjectSource {
  return async function* () {
    for await (const object of source()) if (!isUnread(object)) yield object
  }
}

/** What opened and closed, or for each side what makes its answers uncertain. */
type Connections =
  | {
      readonly found: Pick<ClusterDetails, 'connectivity' | 'connected'>
      readonly premises: readonly string[]
      readonly gaps: readonly string[]
    }
  | { readonly why: Both<readonly string[]> }

/** Nothing is analysed where what decides was not read: a gap must never look like a connection that opened or closed. */
async function connections(
  sides: Both<ComparisonSide>,
  cluster: string,
  analysed: () => Promise<Both<Analysed>>,
  unread: Both<readonly UnreadKind[]>,
): Promise<Connections> {
  const [early, late] = unread.map((lists) =>
    describeUnread(lists.filter(({ kind }) => decidesConnections(kind))),
  )
  const why = [early ?? [], late ?? []] as const
  if (why.flat().length > 0) return { why }
  const [before, after] = await analysed()
  const { why: uncertain, premises, gaps } = enforcementOf(cluster, sides, [before, after])
  const blocked = withServices(uncertain, [before.cluster, after.cluster])
  if (blocked.flat().length > 0) return { why: blocked }
  const analyses = { before: before.reachability, after: after.reachability }
  const connectivity = connectivityDiff(before, after).map((difference) => {
    const { change, from, to, ranges, undecided, cde, pairs, cause } = difference
    return {
      cluster,
      ...{ change, from, to, ports: ranges, undecided },
      ...(cde === undefined ? {} : { cde }),
      ...{ pairs, cause, example: exampleOf(difference, analyses) },
    }
  })
  const connected = connectedDiff(before, after)?.map((each) => connectedChange(cluster, each))
  return connected === undefined
    ? { found: { connectivity }, premises, gaps: [...gaps, noCde(cluster)] }
    : { found: { connectivity, connected }, premises, gaps }
}

/** Both sides analysed, once and where it is asked for. */
function onDemand(base: ComparedCluster, head: ComparedCluster): () => Promise<Both<Analysed>> {
  let known: Promise<Both<Analysed>> | undefined
  const make = async () => [await base.analysed(), await head.analysed()] as const
  return () => (known ??= make())
}

async function openings(
  sides: Both<ComparisonSide>,
  cluster: string,
  analysed: () => Promise<Both<Analysed>>,
  unread: Both<readonly UnreadKind[]>,
): Promise<Openings> {
  const why = unreadOpenings(unread)
  if (why.flat().length > 0) return { gaps: whyNoOpenings(cluster, sides, why) }
  const [before, after] = await analysed()
  return compareOpenings(cluster, sides, [before.cluster, after.cluster])
}

/** Where one side's policies look at Services, what the other did not read of them would open or close connections. */
function withServices(
  why: Both<readonly string[]>,
  clusters: Both<Analysed['cluster']>,
): Both<readonly string[]> {
  const [early, late] = clusters.map((cluster) => describeUnreadServices(cluster) ?? [])
  if ([early, late].flat().length === 0 || !clusters.some(looksAtServedPorts)) return why
  return [why[0].concat(early ?? []), why[1].concat(late ?? [])]
}

function noCde(cluster: string): string {
  return `what is connected to the CDE in ${cluster}: no scope says what is in the CDE`
}

function whyNot(
  cluster: string,
  sides: Both<ComparisonSide>,
  why: Both<readonly string[]>,
): readonly string[] {
  const said = sides.flatMap(({ name }, at) =>
    (why[at] ?? []).map((one) => `connectivity of ${cluster}: not certain in ${name}: ${one}`),
  )
  return [...new Set(said)]
}
