import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../core/fault.ts'
import type { Instant } from '../../core/clock.ts'
import { folderName } from '../../archive/layout.ts'
import { estateNotes } from '../../collect/estate.ts'
import type { OrganisationChanges, UnknownCluster } from '../../model/report.ts'
import type { Estate } from '../../model/estate.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { renderFormats } from '../../render/render.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { nextSlot, triggerOf } from '../slot.ts'
import { imageOf, toolOf } from '../tool.ts'
import { readBasis, type CollectRequest } from './basis.ts'
import { recordCollected } from './collected.ts'
import { collectClusters, identityRemarks } from './collect-clusters.ts'
import { changesOfOrganisation } from './earlier-inputs.ts'
import { earlierFile } from './earlier-runs.ts'
import { evaluateClusters, type RunBasis } from './evaluate-clusters.ts'
import { pinInputs } from './inputs.ts'
import { pinLogo, readLogo } from './logo.ts'
import { handOnMemory, pinEarlier } from './memory-file.ts'
import { missedNotes, missedSlots, type MissedSlots } from './missed-slots.ts'
import type { OpenRecord } from './open.ts'
import { loadReportSource } from './report-source.ts'
import { writeRunRecord, type RunRecord } from './run-record.ts'
import { notSigned, signatureFacts, signerFiles } from './signing.ts'
import { remarkLine } from './file-remarks.ts'
import { makePart, type WorkFolder } from './work-folder.ts'

/** What every run archives beside its PDF: none of these needs a browser, and so a process of its own. */
const FORMATS = ['html', 'json', 'csv']

/**
 * The second stage: reads every cluster, evaluates it, and writes the whole run folder but for PDFs and signatures. Everything that people
 * wrote is read and checked before the first request.
 */
export async function collectStage(
  work: WorkFolder,
  open: OpenRecord,
  configuration: Configuration,
  request: CollectRequest,
  context: Context,
): Promise<void> {
  const basis = await readBasis(configuration, request, context)
  const { estate, organisation, catalogue, controls, unknownClusters } = basis
  for (const unknown of unknownClusters) context.log.warn(remarkLine(unknown))
  const { logo } = configuration.report
  const picture = logo === undefined ? undefined : readLogo(logo)
  makeEmpty(work.run)
  pinInputs(work.run, estate, configuration.organisation, {
    root: controls,
    own: configuration.catalogue,
    files: catalogue.files.map(({ path }) => path),
  })
  if (picture !== undefined) pinLogo(work.run, picture)
  const clusters = join(work.run, 'clusters')
  mkdirSync(clusters, { mode: 0o700 })
  const snapshots = await collectClusters(clusters, estate, open, context)
  const { deadlineSeconds } = configuration.evaluation
  const expected = snapshots.filter(({ status }) => status !== 'retired')
  for (const { cluster } of expected)
    pinEarlier(earlierFile(work.state, cluster), join(clusters, folderName(cluster)))
  const task = { deadlineSeconds, runId: open.runId, ...estateOf(estate, request) }
  await evaluateClusters(work.run, snapshots, basis, { ...context, ...task })
  for (const { cluster } of expected) handOnMemory(join(clusters, folderName(cluster)))
  const changes = changesOfOrganisation(work.state, organisation)
  const facts = {
    open,
    changes,
    estate,
    organisation,
    catalogue,
    snapshots,
    configuration,
    request,
    unknownClusters: unknownClusters.map(({ found }) => found),
  }
  writeRunRecord(work.run, recordOf(facts, context))
  const source = await loadReportSource(work.run)
  await renderFormats(source, [...FORMATS, ...configuration.report.archiveAlso], {
    outDir: work.run,
    browser: { env: context.env, log: context.log, paper: configuration.report.paper },
  })
  await recordCollected(work)
}

/** The clusters that are expected; nothing where only some were asked for. */
function estateOf({ members }: Estate, { clusters }: CollectRequest) {
  return clusters.length > 0 ? {} : { estate: members.map(({ name }) => name).sort() }
}

/** A work folder belongs to one run: what an earlier attempt left there is never mixed in. */
function makeEmpty(folder: string): void {
  makePart(folder)
  if (readdirSync(folder).length === 0) return
  throw new Fault('CONFIGURATION', `${folder} is not empty`, {
    hint: 'give each run a work folder of its own',
  })
}

type RunFacts = RunBasis & {
  readonly open: OpenRecord
  readonly changes: OrganisationChanges
  readonly snapshots: readonly Snapshot[]
  readonly configuration: Configuration
  readonly request: CollectRequest
  readonly unknownClusters: readonly UnknownCluster[]
}

function recordOf(facts: RunFacts, context: Context): RunRecord {
  const { open, estate, organisation, catalogue, configuration } = facts
  const { report } = configuration
  const files = signerFiles(configuration, context)
  const cadence = slotPart(facts)
  const missed = missedBefore(facts, cadence)
  const { schedule } = configuration
  return {
    format: 'run/v1',
    runId: open.runId,
    title: report.title,
    ...cadence,
    schedule,
    missed: missed.slots,
    attempt: open.attempt,
    startedAt: open.startedAt,
    finishedAt: context.clock.now(),
    tool: toolOf(context.packageRoot),
    ...imageOf(context),
    ...(report.timeZone === 'UTC' ? {} : { timeZone: report.timeZone }),
    entity: report.entity ?? organisation.scope?.entity.name ?? 'entity not stated',
    classification: report.classification,
    organisationChanges: facts.changes,
    unknownClusters: facts.unknownClusters,
    population: {
      ...(estate.listConfirmed === undefined ? {} : { confirmed: estate.listConfirmed }),
      notes: [
        ...estateNotes(estate, asOf(facts)),
        ...missedNotes(schedule.cron, missed),
        ...identityRemarks(facts.snapshots, open),
        ...notAskedFor(facts),
      ],
    },
    signature: files === undefined ? notSigned() : signatureFacts(files),
    ...(open.previous === undefined ? {} : { previous: open.previous }),
    catalogueDigest: catalogue.digest,
    frameworks: catalogue.frameworks.map(({ id }) => id),
    ...(catalogue.families === undefined ? {} : { families: catalogue.families }),
  }
}

/** When the first cluster was read; for folders the time they state. */
function asOf({ open, snapshots }: RunFacts): Instant {
  return snapshots.map(({ takenFrom }) => takenFrom).sort()[0] ?? open.startedAt
}

function slotPart(facts: RunFacts): Pick<RunRecord, 'slot' | 'trigger'> {
  const { open, configuration, request } = facts
  const { slot } = open
  if (slot === undefined) return { trigger: 'ad-hoc' }
  const trigger = triggerOf({
    slot,
    startedAt: statedStart(facts),
    following: nextSlot(configuration.schedule.cron, slot),
    newest: open.newestSlot,
    startingDeadlineSeconds: configuration.schedule.startingDeadlineSeconds,
  })
  return { slot, trigger: trigger === 'late' && request.caughtUp ? 'caught-up' : trigger }
}

/** The slots between the newest one that has a run and this one; a run outside the schedule says nothing of the cadence. */
function missedBefore(
  { open, configuration }: RunFacts,
  { slot, trigger }: Pick<RunRecord, 'slot' | 'trigger'>,
): MissedSlots {
  if (slot === undefined || open.newestSlot === undefined || trigger === 'ad-hoc')
    return { slots: [], more: false }
  return missedSlots(configuration.schedule.cron, open.newestSlot, slot)
}

/** For folders the slot is compared with the time that collected.yaml states: as stated by the file, not witnessed. */
function statedStart({ open, snapshots }: RunFacts): Instant {
  const stated = snapshots
    .filter(({ source }) => source.kind === 'folder')
    .map(({ takenFrom }) => takenFrom)
  return stated.sort()[0] ?? open.startedAt
}

function notAskedFor({ request }: RunFacts): readonly string[] {
  if (request.clusters.length === 0) return []
  return [`only these clusters were asked for: ${request.clusters.join(', ')}`]
}
