import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../core/fault.ts'
import { isJsonObject, parseJson } from '../../core/json.ts'
import type { Framework } from '../../model/control.ts'
import type { Evaluation } from '../../model/evaluation.ts'
import type { ReportCluster, ReportSource } from '../../model/report.ts'
import { OBJECTS_FILE } from '../../snapshot/files.ts'
import { readObjects, readSnapshot } from '../../snapshot/read.ts'
import { loadPinnedOrganisation } from './catalogue.ts'
import { inputDigests } from './inputs.ts'
import { pinnedCatalogue } from './pinned-catalogue.ts'
import { policyObjects } from './policy-objects.ts'
import { readRunRecord } from './run-record.ts'
import { unreadFrameworks } from './unread-cluster.ts'

/** Name of the results of one cluster inside a run folder, beside its snapshot. */
export const EVALUATION = 'evaluation.json'

/** Everything that the report of a run says, from the run's own folder alone: its catalogue and inputs are the ones pinned in it. */
export async function loadReportSource(folder: string): Promise<ReportSource> {
  const record = readRunRecord(folder)
  const inputs = await inputDigests(folder)
  const catalogue = pinnedCatalogue(folder, record)
  return {
    ...record,
    generatedAt: record.finishedAt,
    organisation: loadPinnedOrganisation(folder),
    catalogue,
    inputs: Object.entries(inputs).map(([name, digest]) => ({ name, digest })),
    clusters: await reportClusters(folder, catalogue.frameworks),
  }
}

async function reportClusters(
  run: string,
  frameworks: readonly Framework[],
): Promise<readonly ReportCluster[]> {
  const clusters: ReportCluster[] = []
  for (const name of readdirSync(join(run, 'clusters')))
    clusters.push(await reportCluster(run, join(run, 'clusters', name), frameworks))
  return clusters.sort((one, two) => (one.name < two.name ? -1 : 1))
}

async function reportCluster(
  run: string,
  folder: string,
  frameworks: readonly Framework[],
): Promise<ReportCluster> {
  const snapshot = readSnapshot(folder)
  const evaluation = readEvaluation(folder)
  return {
    name: snapshot.cluster,
    snapshot,
    ...(evaluation === undefined
      ? { unread: unreadFrameworks(run, folder, snapshot, frameworks) }
      : { evaluation }),
    policies: await policyObjects(readObjects(join(folder, OBJECTS_FILE))),
  }
}

/**
 * The evaluation of one cluster's folder; absent where the cluster was not read. Throws Fault `UNREADABLE` on a format that this version does
 * not know; the rest of its shape is vouched for by the signature of the run, which is checked before an archived run is read.
 */
export function readEvaluation(folder: string): Evaluation | undefined {
  const path = join(folder, EVALUATION)
  if (!existsSync(path)) return undefined
  const value = parseJson(readFileSync(path, 'utf8'), path)
  if (isJsonObject(value) && value.format === 'evaluation/v1') return value as unknown as Evaluation
  throw new Fault('UNREADABLE', `${path} is not an evaluation/v1`, {
    hint: 'it was written by another version of exhibit; read it with that one',
  })
}
