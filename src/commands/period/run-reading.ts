import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ComparedSide } from '../../compare/compare.ts'
import type { Instant } from '../../core/clock.ts'
import { isFault } from '../../core/fault.ts'
import type { Catalogue } from '../../model/control.ts'
import type { Counts, Evaluation } from '../../model/evaluation.ts'
import type { ClusterMemory, RunPoint, SignificantChange } from '../../model/history.ts'
import type { PeriodRun } from '../../model/ledger.ts'
import type { Observation } from '../../model/period.ts'
import type { Organisation } from '../../model/scope.ts'
import type { CollectionSource, Snapshot } from '../../model/snapshot.ts'
import type { SeenBasis } from '../../period/bases.ts'
import { readSnapshot } from '../../snapshot/read.ts'
import { sideOfRun, type RunSide } from '../compare/side.ts'
import { loadPinnedOrganisation } from '../stages/catalogue.ts'
import { readEvaluation } from '../stages/evaluation-file.ts'
import { readMemory } from '../stages/memory-file.ts'
import { pinnedCatalogue } from '../stages/pinned-catalogue.ts'
import { readRunRecord } from '../stages/run-record.ts'
import { unreadFrameworks } from '../stages/unread-cluster.ts'
import { triggersOf, withTimes, type Sources } from './cluster-times.ts'
import { basesIn, type BasisOf } from './definitions.ts'

/** A control of a cluster as one run answers it. */
export type ControlSeen = {
  readonly framework: string
  readonly control: string
  readonly title: string
  readonly observation: Omit<Observation, 'basis'> & { readonly basis: SeenBasis }
}

/** A cluster as one run read it. */
export type ClusterReading = {
  readonly name: string
  /** its folder in the fetched run */
  readonly folder: string
  readonly at: RunPoint
  readonly controls: readonly ControlSeen[]
  readonly digests: Evaluation['digests']
  /** significant changes that this run found itself */
  readonly found: readonly SignificantChange[]
  /** names of namespaces that results speak of or that have workloads; sorted */
  readonly namespaces: readonly string[]
  /** `namespace/Kind/name`, sorted */
  readonly workloads: readonly string[]
  /** absent: nothing of its policies is remembered */
  readonly memory?: ClusterMemory
}

/** What the controls of a cluster say that a run could not read. */
export type UnreadReading = Pick<ClusterReading, 'name' | 'controls'>

/** One run of a period, as far as the period speaks of it. Its folder must stay until it was compared with the next. */
export type RunReading = {
  /** with the time of each cluster */
  readonly run: PeriodRun
  readonly folder: string
  /** of the clusters that were read and evaluated; sorted by name */
  readonly clusters: readonly ClusterReading[]
  /** expected clusters that were not read: each of their controls is open */
  readonly unread: readonly UnreadReading[]
  /** as a side of a comparison; made once, when it is asked for */
  readonly side: () => Promise<ComparedSide>
  /** absent: this version cannot read its files */
  readonly organisation?: Organisation
  /** the records of its snapshots, as far as this version can read them; sorted by name. Read when it is asked for */
  readonly snapshots: () => readonly Snapshot[]
  /** absent: no environment named one */
  readonly image?: string
  /** what this version cannot read of it, for people */
  readonly gaps: readonly string[]
}

/** What a run was evaluated with, as far as this version can read it. */
export type PinnedInputs = {
  readonly catalogue: Catalogue | undefined
  readonly organisation: Organisation | undefined
  readonly basisOf: BasisOf
}

/**
 * Reads a fetched run. What its results rest on comes from the catalogue pinned in it. `pinned` is what runs before it were evaluated with; inputs of the same bytes
 * are not read again.
 */
export function readPeriodRun(
  committed: PeriodRun,
  folder: string,
  pinned = new Map<string, PinnedInputs>(),
): RunReading {
  const { sources, unknown } = sourcesIn(folder)
  const run = withTimes(committed, sources)
  const { catalogue, organisation, basisOf } = pinnedInputs(run, folder, pinned)
  const clusters: ClusterReading[] = []
  const unread: UnreadReading[] = []
  for (const each of clusterFolders(folder)) {
    const evaluation = readEvaluation(each)
    if (evaluation !== undefined) clusters.push(clusterReading(run, each, evaluation, basisOf))
    else unread.push(...unreadCluster(run, each, catalogue, basisOf))
  }
  let side: Promise<RunSide> | undefined
  return {
    ...{ run, folder, clusters, unread },
    snapshots: () =>
      clusterFolders(folder).flatMap((each) => tolerant(() => readSnapshot(each)) ?? []),
    ...imageOf(folder),
    side: async () => (await (side ??= sideOfRun(folder))).side,
    ...(organisation === undefined ? {} : { organisation }),
    gaps: [
      ...(catalogue === undefined ? [unreadCatalogue(run)] : []),
      ...unknown.map((cluster) => unreadRecord(cluster, run)),
    ],
  }
}

/** Where each cluster came from, and the folders' names of those whose record this version cannot read. */
function sourcesIn(folder: string): {
  readonly sources: Sources
  readonly unknown: readonly string[]
} {
  const sources = new Map<string, CollectionSource>()
  const unknown: string[] = []
  for (const each of clusterFolders(folder)) {
    const snapshot = tolerant(() => readSnapshot(each))
    if (snapshot === undefined) unknown.push(basename(each))
    else sources.set(snapshot.cluster, snapshot.source)
  }
  return { sources, unknown }
}

function pinnedInputs(
  run: PeriodRun,
  folder: string,
  pinned: Map<string, PinnedInputs>,
): PinnedInputs {
  const record = tolerant(() => readRunRecord(folder))
  const { frameworks = [], families } = record ?? {}
  const key = JSON.stringify([run.inputs, frameworks, families])
  const known = pinned.get(key)
  if (known !== undefined) return known
  const catalogue = record && tolerant(() => pinnedCatalogue(folder, record))
  const organisation = tolerant(() => loadPinnedOrganisation(folder))
  const read = { catalogue, organisation, basisOf: basesIn(catalogue, organisation) }
  pinned.set(key, read)
  return read
}

function clusterFolders(folder: string): readonly string[] {
  const clusters = join(folder, 'clusters')
  const names = existsSync(clusters) ? readdirSync(clusters).sort() : []
  return names.map((name) => join(clusters, name))
}

function imageOf(folder: string): Pick<RunReading, 'image'> {
  const image = tolerant(() => readRunRecord(folder))?.image
  return image === undefined ? {} : { image }
}

function unreadCatalogue({ id }: PeriodRun): string {
  return `controls in ${id}: this version cannot read the catalogue pinned in it, so that what its results rest on is known by their checks alone, and clusters that it did not read are left out`
}

function unreadRecord(cluster: string, { id }: PeriodRun): string {
  return `the record of cluster ${cluster} in ${id}: this version cannot read it, so that who vouches for its time is not known and no sheet says how it was read`
}

/** What this version cannot read is absent, and told as a gap. */
function tolerant<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (isFault(error)) return undefined
    throw error
  }
}

function clusterReading(
  run: PeriodRun,
  folder: string,
  evaluation: Evaluation,
  basisOf: BasisOf,
): ClusterReading {
  const { cluster: name, digests, asOf } = evaluation
  const at = { run: run.id, asOf }
  const memory = readMemory(folder)
  const slot = slotOf(run, name)
  const uid = uidIn(run, name)
  return {
    ...{ name, folder, at, digests },
    found: (evaluation.history?.changes ?? []).filter(({ to }) => to.run === run.id),
    ...placesOf(evaluation),
    controls: evaluation.controls.map(
      ({ framework, control, title, outcome, reason, counts, results }) => ({
        ...{ framework, control, title },
        observation: {
          ...{ at, ...slot, outcome, reason, counts },
          basis: { ...basisOf(framework, control, results), ...uid },
        },
      }),
    ),
    ...(memory === undefined ? {} : { memory }),
  }
}

/** By its UID, a cluster that another one replaced under its name is told apart; none where the run does not know it. */
function uidIn({ clusters }: PeriodRun, cluster: string): { uid?: string } {
  const uid = clusters.find(({ name }) => name === cluster)?.uid
  return uid === undefined ? {} : { uid }
}

/** The slot that what was read of a cluster counts for; none where it was read before it, or after the one that follows. */
function slotOf(run: PeriodRun, cluster: string): { slot?: Instant } {
  const { answers, slot } = run
  return answers && slot !== undefined && triggersOf(run).get(cluster) !== 'ad-hoc' ? { slot } : {}
}

/** The slot that a run tried to read a cluster for. */
function slotTried({ answers, slot }: PeriodRun): { slot?: Instant } {
  return answers && slot !== undefined ? { slot } : {}
}

const NOBODY: Counts = {
  population: 0,
  pass: 0,
  fail: 0,
  waived: 0,
  undetermined: 0,
  outOfReach: 0,
  notApplicable: 0,
}

/** What each control says of a cluster that was expected and not read: a gap, or that its benchmark is of another platform. */
function unreadCluster(
  run: PeriodRun,
  folder: string,
  catalogue: Catalogue | undefined,
  basisOf: BasisOf,
): readonly UnreadReading[] {
  if (catalogue === undefined) return []
  const snapshot = readSnapshot(folder)
  if (snapshot.status === 'retired') return []
  const at = { run: run.id, asOf: snapshot.takenFrom }
  const answers = unreadFrameworks(runFolderOf(folder), folder, snapshot, catalogue)
  const byId = new Map(answers.map((each) => [each.framework, each]))
  const controls = catalogue.frameworks.flatMap(({ id: framework, controls: all }) => {
    const answer = byId.get(framework)
    if (answer === undefined) return []
    const { outcome, reason } = answer
    return all.map(({ id: control, title }) => ({
      ...{ framework, control, title },
      observation: {
        ...{ at, ...slotTried(run), outcome, reason, counts: NOBODY },
        basis: basisOf(framework, control, []),
      },
    }))
  })
  return [{ name: snapshot.cluster, controls }]
}

function runFolderOf(cluster: string): string {
  return join(cluster, '..', '..')
}

function placesOf({
  cluster,
  scope,
  controls,
}: Evaluation): Pick<ClusterReading, 'namespaces' | 'workloads'> {
  const prefix = `${cluster}//Namespace/`
  const subjects = controls
    .flatMap(({ results }) => results.map(({ subject }) => subject))
    .filter((subject) => subject.startsWith(prefix))
  const named = subjects.map((subject) => subject.slice(prefix.length))
  return {
    namespaces: [...new Set([...named, ...scope.map(({ namespace }) => namespace)])].sort(),
    workloads: [
      ...new Set(scope.map(({ namespace, workload }) => `${namespace}/${workload}`)),
    ].sort(),
  }
}
