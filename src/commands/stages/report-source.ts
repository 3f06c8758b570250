import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { statementsDue } from '../../evaluate/statement-due.ts'
import type { Catalogue } from '../../model/control.ts'
import type { KubeObject } from '../../model/object.ts'
import type { ReportCluster, ReportSource } from '../../model/report.ts'
import { OBJECTS_FILE } from '../../snapshot/files.ts'
import { readObjects, readSnapshot } from '../../snapshot/read.ts'
import { reconciler, type Reconciler } from '../../snapshot/reconcile.ts'
import { loadPinnedOrganisation } from './catalogue.ts'
import { readEvaluation } from './evaluation-file.ts'
import { evidenceDigests } from './evidence-digests.ts'
import { inputDigests } from './inputs.ts'
import { pinnedLogo } from './logo.ts'
import { pinnedCatalogue } from './pinned-catalogue.ts'
import { policyObjects } from './policy-objects.ts'
import { readRunRecord } from './run-record.ts'
import { unreadFrameworks } from './unread-cluster.ts'

/** Everything that the report of a run says, from the run's own folder alone: its catalogue and inputs are the ones pinned in it. */
export async function loadReportSource(folder: string): Promise<ReportSource> {
  const record = readRunRecord(folder)
  const inputs = await inputDigests(folder)
  const catalogue = pinnedCatalogue(folder, record)
  const logo = pinnedLogo(folder)
  return {
    ...record,
    ...(logo === undefined ? {} : { logo }),
    generatedAt: record.finishedAt,
    organisation: loadPinnedOrganisation(folder),
    catalogue,
    inputs: Object.entries(inputs).map(([name, digest]) => ({ name, digest })),
    clusters: await reportClusters(folder, catalogue),
  }
}

async function reportClusters(
  run: string,
  catalogue: Catalogue,
): Promise<readonly ReportCluster[]> {
  const clusters: ReportCluster[] = []
  for (const name of readdirSync(join(run, 'clusters')))
    clusters.push(await reportCluster(run, join(run, 'clusters', name), catalogue))
  return clusters.sort((one, two) => (one.name < two.name ? -1 : 1))
}

async function reportCluster(
  run: string,
  folder: string,
  catalogue: Catalogue,
): Promise<ReportCluster> {
  const snapshot = readSnapshot(folder)
  const evaluation = readEvaluation(folder)
  const reconciled = reconciler(snapshot)
  const digests = evidenceDigests(evaluation)
  const objects = readObjects(join(folder, OBJECTS_FILE))
  const policies = await policyObjects(seen(objects, [reconciled, digests]))
  return {
    name: snapshot.cluster,
    snapshot,
    ...(evaluation === undefined
      ? { unread: unreadFrameworks(run, folder, snapshot, catalogue) }
      : { evaluation, due: statementsDue(evaluation) }),
    policies,
    ...(evaluation === undefined
      ? {}
      : { evidence: digests.found, reconciliation: reconciled.reconciliation() }),
  }
}

/** The same objects, each shown on its way. */
async function* seen(
  objects: AsyncIterable<KubeObject>,
  to: readonly Pick<Reconciler, 'see'>[],
): AsyncGenerator<KubeObject> {
  for await (const object of objects) {
    for (const { see } of to) see(object)
    yield object
  }
}
