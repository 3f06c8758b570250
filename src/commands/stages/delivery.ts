import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf } from '../../archive/layout.ts'
import { readEntries } from '../../archive/log.ts'
import { recordedManifest } from '../../archive/recorded.ts'
import type { Store } from '../../archive/store.ts'
import { messageOf } from '../../core/fault.ts'
import type { Archived } from '../../deliver/archived.ts'
import { deliver } from '../../deliver/deliver.ts'
import type { Stated } from '../../deliver/due.ts'
import type { Message } from '../../deliver/message.ts'
import { periodMessage } from '../../deliver/period-message.ts'
import { runMessage, type RunFacts } from '../../deliver/run-message.ts'
import { DELIVERY_BOUNDS } from '../../deliver/webhook.ts'
import { statementDue } from '../../evaluate/statement-due.ts'
import type { Evaluation } from '../../model/evaluation.ts'
import type { PeriodSource } from '../../model/period.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import type { RunSummary } from '../run-summary.ts'
import { toolVersion } from '../tool.ts'
import { readEvaluation } from './evaluation-file.ts'
import { readRunRecord } from './run-record.ts'

/** From where and with what messages are made. */
export type DeliveryRequest = { readonly store: Store; readonly configuration: Configuration }

/**
 * Tells the configured webhooks of a run that was committed from a folder. Never rejects: what fails is a warning, and changes no exit code, since
 * the run is archived.
 */
export function deliverRun(
  folder: string,
  summary: RunSummary,
  request: DeliveryRequest,
  context: Context,
): Promise<void> {
  return delivered(summary.runId, request, context, () => {
    const facts = factsOf(folder, summary)
    const now = context.clock.now()
    return (archived, details) => runMessage(archived, facts, details, now)
  })
}

/** Tells them of a committed report of a period, in the same way. */
export function deliverPeriod(
  source: PeriodSource,
  request: DeliveryRequest,
  context: Context,
): Promise<void> {
  return delivered(
    source.reportId,
    request,
    context,
    () => (archived, details) => periodMessage(archived, source, details),
  )
}

async function delivered(
  id: string,
  { store, configuration }: DeliveryRequest,
  context: Context,
  prepare: () => (archived: Archived, details: boolean) => Message,
): Promise<void> {
  const { webhooks, readAt } = configuration.deliver
  if (webhooks.length === 0) return
  try {
    const messageFor = prepare()
    const archived = await archivedOf(id, store, configuration.archive.origin, readAt)
    await deliver(webhooks, (details) => messageFor(archived, details), {
      ...DELIVERY_BOUNDS,
      clock: context.clock,
      environment: context.env,
      userAgent: `exhibit/${toolVersion(context.packageRoot)}`,
      signal: context.signal,
      log: context.log,
    })
  } catch (error) {
    context.log.warn(`not delivered: ${messageOf(error)}`, {
      id,
      hint: 'what is archived stays archived',
    })
  }
}

async function archivedOf(
  id: string,
  store: Store,
  origin: string,
  readAt: string | undefined,
): Promise<Archived> {
  const entry = (await readEntries(store))
    .map((each) => each.entry)
    .find(({ runId }) => runId === id)
  if (entry === undefined) throw new Error(`${id} is not committed`)
  return {
    entry,
    manifest: await recordedManifest(store, entry),
    folder: folderOf(entry.kind, id),
    origin,
    ...(readAt === undefined ? {} : { readAt: readAt.endsWith('/') ? readAt : `${readAt}/` }),
  }
}

/** What a message tells of a run, from its folder, one cluster at a time. */
function factsOf(folder: string, summary: RunSummary): RunFacts {
  const { entity, organisationChanges } = readRunRecord(folder)
  const significant: RunFacts['significant'][number][] = []
  const stated: Stated[] = []
  for (const name of readdirSync(join(folder, 'clusters')).sort()) {
    const evaluation = readEvaluation(join(folder, 'clusters', name))
    if (evaluation === undefined) continue
    const found = evaluation.history?.changes.filter(({ to }) => to.run === summary.runId) ?? []
    significant.push(...found.map((each) => ({ ...each, cluster: evaluation.cluster })))
    stated.push(statedIn(evaluation))
  }
  const { outcomes, controls, failed, clusters } = summary
  return {
    ...{ entity, controls, failed, significant, stated },
    outcomes: { ...outcomes },
    clusters,
    entries: organisationChanges?.kind === 'compared' ? organisationChanges.changes : [],
  }
}

function statedIn({ cluster, controls, organisation }: Evaluation): Stated {
  const { signOffs = [], waivers } = organisation
  return {
    ...{ cluster, waivers },
    statements: controls
      .filter(({ signOff }) => signOff !== undefined)
      .map((result) => ({
        ...{ framework: result.framework, control: result.control },
        ...statementDue(result, signOffs),
      })),
  }
}
