import { join } from 'node:path'
import { analyse } from '../../analyse/reachability.ts'
import type { Analysis } from '../../analyse/reachability.ts'
import { indexCluster } from '../../analyse/cluster.ts'
import type { IndexOptions } from '../../analyse/cluster.ts'
import { systemClock, type Instant } from '../../core/clock.ts'
import { missingLists } from '../../evaluate/gate.ts'
import { addressesNamedBy } from '../../evaluate/addresses-named.ts'
import { inputOf } from '../../evaluate/check-input.ts'
import { askObjects } from '../../evaluate/custom/ask-objects.ts'
import { evaluate } from '../../evaluate/evaluate.ts'
import type { HistoryInput } from '../../evaluate/history/history.ts'
import type { Log } from '../../core/log.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Catalogue } from '../../model/control.ts'
import type { CustomAnswers } from '../../model/custom-check.ts'
import type { EstateMember } from '../../model/estate.ts'
import type { Evaluation } from '../../model/evaluation.ts'
import type { Organisation } from '../../model/scope.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { readObjects } from '../../snapshot/read.ts'
import { OBJECTS_FILE } from '../../snapshot/files.ts'
import { writeEvaluation } from './evaluation-file.ts'
import { writeMemory } from './memory-file.ts'
import { warnOfNotUnderstood } from './not-understood.ts'

/** One cluster's model and what may pass in it. */
export type AnalysedCluster = { readonly cluster: Cluster; readonly reachability: Analysis }

/** Reads a cluster's snapshot folder into the model and decides who can reach whom. Held whole: one cluster at a time. `splitAt`: where addresses are to be told apart. */
export async function analyseCluster(
  folder: string,
  snapshot: Snapshot,
  options: IndexOptions,
  splitAt: readonly string[] = [],
): Promise<AnalysedCluster> {
  const objects = readObjects(join(folder, OBJECTS_FILE))
  const cluster = await indexCluster(snapshot, objects, options)
  return { cluster, reachability: analyse(cluster, { splitAt }) }
}

/** What every cluster of a run is evaluated with. */
export type EvaluationBasis = {
  readonly catalogue: Catalogue
  readonly organisation: Organisation
  readonly evaluatedAt: Instant
  /** absent: outside of a run, nothing is held against earlier ones and nothing is remembered */
  readonly history?: HistoryInput
  /** how long it may take, of which the organisation's checks get a part */
  readonly deadlineSeconds: number
}

/** What the organisation says of who runs a cluster, and what in it. */
export type PlatformOptions = Pick<IndexOptions, 'platformNamespaces' | 'platform'>

/** The same of one cluster. */
export function platformOptionsOf(
  member: Pick<EstateMember, 'platform' | 'platformNamespaces'> | undefined,
  organisation: Organisation,
): PlatformOptions {
  return {
    platformNamespaces: platformNamespacesOf(member, organisation),
    ...(member?.platform === undefined ? {} : { platform: member.platform }),
  }
}

/** The namespaces of a cluster that are run by its platform team: what the estate says of it, else the scope. */
export function platformNamespacesOf(
  member: Pick<EstateMember, 'platformNamespaces'> | undefined,
  { scope }: Organisation,
): readonly string[] {
  return member?.platformNamespaces ?? scope?.platformNamespaces ?? []
}

/** Whether anything of a cluster was read: only then there is something to evaluate. */
export function wasRead(snapshot: Snapshot): boolean {
  return snapshot.status === 'complete' || snapshot.status === 'partial'
}

/** Whether enough of a cluster was read for saying anything of it: every cluster has objects, and all it does hangs on its namespaces and pods. */
export function isDecisive(snapshot: Snapshot): boolean {
  const isWhole = (resource: string) =>
    missingLists(resource, snapshot).every(({ namespace }) => namespace !== undefined)
  const decides = isWhole('namespaces') || isWhole('pods')
  return wasRead(snapshot) && snapshot.objectCount > 0 && decides
}

/** Evaluates one cluster's snapshot and writes evaluation.json beside it, in a run with what the next one is to know. */
export async function evaluateCluster(
  folder: string,
  snapshot: Snapshot,
  basis: EvaluationBasis,
  options: PlatformOptions,
  log: Log,
): Promise<Evaluation> {
  const { catalogue, organisation, ...occasion } = basis
  const splitAt = addressesNamedBy(organisation)
  const { cluster, reachability } = await analyseCluster(folder, snapshot, options, splitAt)
  warnOfNotUnderstood(cluster, log)
  const asked = await answersOf(folder, { cluster, reachability }, basis)
  const { evaluation, memory } = evaluate(cluster, reachability, organisation, catalogue, {
    ...occasion,
    ...asked,
  })
  if (memory !== undefined) writeMemory(folder, memory)
  writeEvaluation(folder, evaluation)
  return evaluation
}

/** The part of the time of a cluster that the organisation's checks may take: they must not cost the results of all others. */
const PART_FOR_CUSTOM = 1 / 4

/** What the organisation's checks say: a second reading of the objects, which only a catalogue with such checks causes. */
async function answersOf(
  folder: string,
  { cluster, reachability }: AnalysedCluster,
  { catalogue, organisation, deadlineSeconds }: EvaluationBasis,
): Promise<{ readonly customAnswers?: CustomAnswers }> {
  if (catalogue.customChecks.length === 0) return {}
  const input = inputOf(cluster, reachability, organisation, catalogue.defaultRights)
  const objects = () => readObjects(join(folder, OBJECTS_FILE))
  const milliseconds = deadlineSeconds * 1000 * PART_FOR_CUSTOM
  const customAnswers = await askObjects(input, catalogue, objects, {
    clock: systemClock,
    milliseconds,
  })
  return { customAnswers }
}
