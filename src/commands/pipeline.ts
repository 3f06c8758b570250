import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import type { Store } from '../archive/store.ts'
import { Fault } from '../core/fault.ts'
import { gather } from '../core/gather.ts'
import type { Instant } from '../core/clock.ts'
import { removeAbandoned } from '../core/temporary-folder.ts'
import type { Configuration } from './configuration.ts'
import { flagOption, listOption, textOption, type Context, type Options } from './context.ts'
import { inFolder, withTemporaryFolder, workFolderNamed } from './named-folder.ts'
import { parseSlot, slotOfJobName } from './slot.ts'
import { estateOf, readBasis, type CollectRequest } from './stages/basis.ts'
import { collectStage } from './stages/collect.ts'
import { deliverRun } from './stages/delivery.ts'
import { openStage, type OpenRecord } from './stages/open.ts'
import { renderStage, type PrintRequest } from './stages/render.ts'
import { sealStage, type Sealed } from './stages/seal.ts'
import { openSigner, signerToBe } from './stages/signing.ts'
import { openStore } from './stages/store.ts'
import { workFolder, type WorkFolder } from './stages/work-folder.ts'
import { summaryOfRun, type RunSummary } from './run-summary.ts'
import { untilStopped } from './until-stopped.ts'

/** What one run is asked for. */
export type RunRequest = CollectRequest &
  PrintRequest & {
    /** the slot it answers for; absent: an ad-hoc run */
    readonly slot?: Instant
    readonly retry: boolean
    /** do everything but sign and archive */
    readonly dryRun: boolean
    /** work folder to use and keep; absent: a private temporary one that is removed */
    readonly work?: string
  }

/** How a run ended. */
export type RunOutcome =
  | { readonly kind: 'committed'; readonly sealed: Sealed; readonly summary: RunSummary }
  /** the slot has its run already: nothing was done */
  | { readonly kind: 'already'; readonly runId: string; readonly status: string }
  | { readonly kind: 'dry-run'; readonly folder: string; readonly summary: RunSummary }

/** The request that flags and environment make: `--slot`, else the slot in the Job's name, which the pod knows as EXHIBIT_JOB_NAME. */
export function runRequest(context: Context, options: Options): RunRequest {
  const slot = requestedSlot(context, options)
  const kubeconfig = textOption(options, 'kubeconfig')
  const work = textOption(options, 'work')
  const clusters = listOption(options, 'cluster')
  if (slot !== undefined && clusters.length > 0) {
    throw new Fault('USAGE', 'a run of some clusters cannot answer for a slot', {
      hint: 'leave out --cluster, or --slot for an ad-hoc run',
    })
  }
  return {
    clusters,
    ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(context.cwd, kubeconfig) }),
    allowExec: flagOption(options, 'allowExec'),
    caughtUp: false,
    ...(slot === undefined ? {} : { slot }),
    retry: flagOption(options, 'retry'),
    dryRun: flagOption(options, 'dryRun'),
    pdf: options.pdf !== false,
    sandbox: options.browserSandbox !== false,
    ...(work === undefined ? {} : { work: resolve(context.cwd, work) }),
  }
}

function requestedSlot(context: Context, options: Options): Instant | undefined {
  const given = textOption(options, 'slot')
  if (given !== undefined) return parseSlot(given)
  const job = context.env.EXHIBIT_JOB_NAME
  if (job === undefined) return undefined
  const slot = slotOfJobName(job)
  if (slot === undefined)
    context.log.warn('the name of this Job holds no slot: the run is ad-hoc', { job })
  return slot
}

/** All stages in one process, with a work folder of its own. */
export async function runOnce(
  context: Context,
  configuration: Configuration,
  request: RunRequest,
): Promise<RunOutcome> {
  const run = (folder: string) => stages(context, configuration, request, folder)
  const { work } = request
  await tidy(context)
  if (work !== undefined) return inFolder(workFolderNamed(work), () => run(work))
  return withTemporaryFolder('run', run, request.dryRun)
}

/** Takes away the work folders that runs which were stopped left: they hold copies of evidence. */
async function tidy({ uid, clock, log }: Context): Promise<void> {
  if (uid === undefined) return
  const found = await removeAbandoned(tmpdir(), clock.now(), uid)
  const left = found.filter(({ why }) => why !== undefined)
  for (const { path, why } of left)
    log.warn('a work folder of a run that was stopped cannot be removed', { path, why })
  const folders = found.length - left.length
  if (folders > 0) log.info('removed work folders of runs that were stopped', { folders })
}

async function stages(
  context: Context,
  configuration: Configuration,
  request: RunRequest,
  folder: string,
): Promise<RunOutcome> {
  const work = workFolder(folder)
  const { store } = await gather({
    store: () => openStore(configuration, context),
    basis: () => readBasis(configuration, request, context),
  })
  if (!request.dryRun) await openSigner(configuration, context)
  const open = await openRun(work, store, configuration, request, context)
  if (open.committed !== undefined) return { kind: 'already', ...open.committed }
  await collectAndPrint(work, open, configuration, request, context)
  const summary = summaryOfRun(work.run)
  if (request.dryRun) return { kind: 'dry-run', folder: work.run, summary }
  const sealed = await sealStage(work, store, configuration, context)
  await deliverRun(work.run, summary, { store, configuration }, context)
  return { kind: 'committed', sealed, summary }
}

/** The first stage. It says who will sign: what would be refused when it is sealed is refused before anything is collected. */
export async function openRun(
  work: WorkFolder,
  store: Store,
  configuration: Configuration,
  request: RunRequest,
  context: Context,
): Promise<OpenRecord> {
  const { slot, retry, dryRun } = request
  const clusters = estateOf(configuration, request).members.map(({ name }) => name)
  const signer = dryRun ? undefined : (await signerToBe(configuration, context)).fingerprint
  const asked = { slot, retry, clusters, ...(signer === undefined ? {} : { signer }) }
  return untilStopped(context.signal, () => openStage(work, store, asked, context))
}

async function collectAndPrint(
  work: WorkFolder,
  open: OpenRecord,
  configuration: Configuration,
  request: RunRequest,
  context: Context,
): Promise<void> {
  await collectStage(work, open, configuration, request, context)
  stopIfAsked(context)
  await renderStage(work, configuration, request, context)
  stopIfAsked(context)
}

function stopIfAsked(context: Context): void {
  if (context.signal.aborted) {
    throw new Fault('INTERRUPTED', 'stopped before the run was committed', {
      hint: 'nothing was archived; run it again',
    })
  }
}
