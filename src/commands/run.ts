import { EXIT_CODES, Fault } from '../core/fault.ts'
import type { JsonObject } from '../core/json.ts'
import { stringifyJson } from './output.ts'
import { loadConfiguration, type Configuration } from './configuration.ts'
import {
  textOption,
  type CommandSpec,
  type Context,
  type OptionSpec,
  type Options,
} from './context.ts'
import {
  ALLOW_EXEC,
  ARCHIVE,
  CONFIG,
  ESTATE,
  KEY_DIR,
  KUBECONFIG,
  OUTPUT,
  PAPER,
} from './options.ts'
import { inFolder, workFolderNamed } from './named-folder.ts'
import { openRun, runOnce, runRequest, type RunOutcome, type RunRequest } from './pipeline.ts'
import { describeSummary, summaryJson, summaryOfRun } from './run-summary.ts'
import { loadRunConfiguration } from './stages/basis.ts'
import { collectStage } from './stages/collect.ts'
import { deliverRun } from './stages/delivery.ts'
import { readOpenRecord } from './stages/open.ts'
import { renderStage } from './stages/render.ts'
import { sealStage } from './stages/seal.ts'
import { openStore } from './stages/store.ts'
import { workFolder, type WorkFolder } from './stages/work-folder.ts'

/** Flags of `exhibit run` that `exhibit schedule` takes too. Its runs are of all clusters, since each answers for a slot, and their results are in the archive. */
export const SCHEDULED_RUN_OPTIONS: readonly OptionSpec[] = [
  CONFIG,
  ESTATE,
  KUBECONFIG,
  ALLOW_EXEC,
  ARCHIVE,
  KEY_DIR,
  { flags: '--retry', description: 'a new attempt for a slot that has only partial runs' },
  { flags: '--no-pdf', description: 'print no PDF' },
  PAPER,
  { flags: '--no-browser-sandbox', description: "switch the browser's own sandbox off (recorded)" },
]

/** `exhibit run`: collect, evaluate, render, sign, archive. */
export const runCommand: CommandSpec = {
  name: 'run',
  stopsItself: true,
  summary: 'collect, evaluate, render, sign and archive: what the CronJob calls',
  options: [
    ...SCHEDULED_RUN_OPTIONS,
    {
      flags: '--cluster <name...>',
      description: 'only these clusters; the others count as not asked for',
    },
    {
      flags: '--fail-on <what>',
      description:
        'exit 20 when a control fails, or exit 3 when a cluster is not complete or not evaluated',
      choices: ['fail', 'partial'],
    },
    OUTPUT,
    { flags: '--slot <time>', description: 'the scheduled time that this run answers for, in UTC' },
    {
      flags: '--dry-run',
      description: 'do everything but sign and archive; keeps the work folder',
    },
    {
      flags: '--stage <stage>',
      description: 'only this stage, over the work folder of --work',
      choices: ['open', 'collect', 'render', 'seal'],
    },
    { flags: '--work <folder>', description: 'work folder to use and keep' },
  ],
  examples: [
    'exhibit run --kubeconfig ~/.kube/config --archive ./archive',
    'exhibit run --slot 2026-11-23T02:00:00Z',
    'exhibit run --stage collect --work /work',
  ],
  run: async (context, _args, options) => {
    const request = runRequest(context, options)
    const stage = textOption(options, 'stage')
    const readsFiles = stage === undefined || stage === 'collect'
    const configuration = readsFiles
      ? await loadRunConfiguration(context, options, request)
      : loadConfiguration(context, options)
    if (stage !== undefined) return runStage(stage, context, configuration, request, options)
    const outcome = await runOnce(context, configuration, request)
    report(outcome, context, options)
    return exitCode(outcome, textOption(options, 'failOn'))
  },
}

/** One stage of four, over a work folder that they share. */
async function runStage(
  stage: string,
  context: Context,
  configuration: Configuration,
  request: RunRequest,
  options: Options,
): Promise<number> {
  if (request.work === undefined) {
    throw new Fault('USAGE', `--stage ${stage} needs --work FOLDER`, {
      hint: 'all stages of one run use the same folder',
    })
  }
  const work = workFolder(request.work)
  return inFolder(workFolderNamed(request.work), () =>
    stageIn(work, stage, context, configuration, request, options),
  )
}

async function stageIn(
  work: WorkFolder,
  stage: string,
  context: Context,
  configuration: Configuration,
  request: RunRequest,
  options: Options,
): Promise<number> {
  if (stage === 'open') {
    await openRun(work, await openStore(configuration, context), configuration, request, context)
    return 0
  }
  const open = readOpenRecord(work)
  if (open.committed !== undefined) {
    context.log.info('this slot has its run already: nothing to do', { run: open.committed.runId })
    return 0
  }
  if (stage === 'collect') await collectStage(work, open, configuration, request, context)
  if (stage === 'render') await renderStage(work, configuration, request, context)
  return stage === 'seal' ? seal(work, configuration, context, options) : 0
}

async function seal(
  work: WorkFolder,
  configuration: Configuration,
  context: Context,
  options: Options,
): Promise<number> {
  const store = await openStore(configuration, context)
  const sealed = await sealStage(work, store, configuration, context)
  const summary = summaryOfRun(work.run)
  const outcome: RunOutcome = { kind: 'committed', sealed, summary }
  report(outcome, context, options)
  await deliverRun(work.run, summary, { store, configuration }, context)
  return exitCode(outcome, textOption(options, 'failOn'))
}

function report(outcome: RunOutcome, context: Context, options: Options): void {
  const json = textOption(options, 'output') === 'json'
  context.stdout(json ? stringifyJson(outcomeJson(outcome)) : describeOutcome(outcome))
  if (outcome.kind === 'committed' && outcome.sealed.missing !== undefined) {
    const { reason, hint } = outcome.sealed.missing
    const add = `then add it: exhibit report --run ${idOf(outcome.sealed.folder)} --add`
    context.log.warn(`the run is committed without its PDF: ${reason}`, {
      hint: [hint, add].filter((text) => text !== '').join('; '),
    })
  }
}

function idOf(folder: string): string {
  return folder.split('/').findLast((part) => part !== '') ?? ''
}

function outcomeJson(outcome: RunOutcome): JsonObject {
  if (outcome.kind === 'already') return outcome
  const summary = summaryJson(outcome.summary)
  if (outcome.kind === 'dry-run') return { ...summary, kind: outcome.kind, folder: outcome.folder }
  const { entry, folder, missing } = outcome.sealed
  return { ...summary, kind: outcome.kind, entry, folder, ...(missing && { missing }) }
}

function describeOutcome(outcome: RunOutcome): string {
  if (outcome.kind === 'already') {
    const retry = outcome.status === 'partial' ? '; --retry makes a new attempt' : ''
    return `nothing to do: run ${outcome.runId} (${outcome.status}) answers for this slot${retry}\n`
  }
  const summary = describeSummary(outcome.summary)
  if (outcome.kind === 'dry-run') return `${summary}not archived; kept in ${outcome.folder}\n`
  return `${summary}archived   ${outcome.sealed.folder} as log entry ${outcome.sealed.entry}\n`
}

/** 0, or 3 when something asked for is missing, or 20 when `--fail-on fail` is met. */
function exitCode(outcome: RunOutcome, failOn: string | undefined): number {
  if (outcome.kind === 'already') return 0
  if (outcome.kind === 'committed' && outcome.sealed.missing !== undefined) {
    return EXIT_CODES.MISSING
  }
  const { clusters, failed } = outcome.summary
  if (failOn === 'fail' && failed.length > 0) return EXIT_CODES.THRESHOLD_MET
  const partial = clusters.some(
    ({ status, notEvaluated }) =>
      notEvaluated !== undefined || (status !== 'complete' && status !== 'retired'),
  )
  return failOn === 'partial' && partial ? EXIT_CODES.MISSING : 0
}
