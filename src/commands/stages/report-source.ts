import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseJson } from '../../core/json.ts'
import { loadCatalogue } from '../../evaluate/catalogue.ts'
import { loadOrganisation } from '../../evaluate/organisation.ts'
import { parseEvaluation } from '../../evaluate/evaluation-file.ts'
import type { Evaluation } from '../../model/evaluation.ts'
import type { ReportCluster, ReportSource } from '../../model/report.ts'
import { readObjects, readSnapshot } from '../../snapshot/read.ts'
import { PINNED_CATALOGUE, inputDigests, pinnedOrganisation } from './inputs.ts'
import { policyObjects } from './policy-objects.ts'
import { readRunRecord } from './run-record.ts'

/** Names of the files of one cluster inside a run folder. */
export const EVALUATION = 'evaluation.json'
export const OBJECTS = 'objects.ndjson.gz'

/** Everything that the report of a run says, from the run's own folder alone: its catalogue and inputs are the ones pinned in it. */
export async function loadReportSource(folder: string): Promise<ReportSource> {
  const { format: _format, ...record } = readRunRecord(folder)
  const inputs = await inputDigests(folder)
  return {
    ...record,
    generatedAt: record.finishedAt,
    organisation: loadOrganisation(pinnedOrganisation(folder, existsSync)),
    catalogue: await loadCatalogue(join(folder, PINNED_CATALOGUE)),
    inputs: Object.entries(inputs).map(([name, digest]) => ({ name, digest })),
    clusters: await reportClusters(join(folder, 'clusters')),
  }
}

async function reportClusters(folder: string): Promise<readonly ReportCluster[]> {
  const clusters: ReportCluster[] = []
  for (const name of readdirSync(folder)) clusters.push(await reportCluster(join(folder, name)))
  return clusters.sort((one, two) => (one.name < two.name ? -1 : 1))
}

async function reportCluster(folder: string): Promise<ReportCluster> {
  const snapshot = readSnapshot(folder)
  const evaluation = readEvaluation(folder)
  return {
    name: snapshot.cluster,
    snapshot,
    ...(evaluation === undefined ? {} : { evaluation }),
    policies: await policyObjects(readObjects(join(folder, OBJECTS))),
  }
}

/** The evaluation of one cluster's folder; absent where the cluster was not read. */
export function readEvaluation(folder: string): Evaluation | undefined {
  const path = join(folder, EVALUATION)
  if (!existsSync(path)) return undefined
  return parseEvaluation(parseJson(readFileSync(path, 'utf8'), path), path)
}
