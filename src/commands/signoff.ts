import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readEntries } from '../archive/log.ts'
import type { Store } from '../archive/store.ts'
import { Fault } from '../core/fault.ts'
import type { BoundDigest, Control, Framework } from '../model/control.ts'
import type { Evaluation } from '../model/evaluation.ts'
import { loadConfiguration } from './configuration.ts'
import { flagOption, textOption, type CommandSpec, type Context } from './context.ts'
import { withTemporaryFolder } from './named-folder.ts'
import { ARCHIVE, CONFIG, OUTPUT } from './options.ts'
import { stringifyJson, table } from './output.ts'
import { controlNamed } from './signoff-control.ts'
import { signedParts, type SignedParts } from './signed/signed-parts.ts'
import { DUE_WORDS, dueStatements } from './signoff-due.ts'
import type { DueStatement } from './signoff-due.ts'
import { draftOf } from './signoff-text.ts'
import { fetchRun } from './stages/fetch-run.ts'
import { pinnedCatalogue } from './stages/pinned-catalogue.ts'
import { readEvaluation } from './stages/evaluation-file.ts'
import { readRunRecord } from './stages/run-record.ts'
import { openArchiveToRead } from './stages/store.ts'

const RUN = { flags: '--run <id>', description: "the run: 'exhibit archive list' lists them" }
const RUN_OR_NEWEST = { ...RUN, description: `${RUN.description}; the newest without it` }

/** `exhibit signoff list`: what a run says of the statements that its controls ask for. */
export const signoffListCommand: CommandSpec = {
  name: 'signoff list',
  summary:
    'list the statements that controls ask for: invalidated and by which change, overdue, due, missing, in force',
  options: [
    CONFIG,
    ARCHIVE,
    RUN_OR_NEWEST,
    { flags: '--all', description: 'also where nothing is asked: no subjects, benchmark not used' },
    OUTPUT,
  ],
  examples: ['exhibit signoff list', 'exhibit signoff list --run 20261123T020000Z-0a1b2c3d'],
  run: async (context, _args, options) => {
    const store = await openArchiveToRead(loadConfiguration(context, options), context)
    const given = textOption(options, 'run')
    const run = given ?? (await newestRun(store))
    if (given === undefined) context.log.info('no run is named: this is the newest one', { run })
    const { evaluations, frameworks } = await readRun(store, run, context)
    const isWanted = ({ state }: DueStatement) =>
      flagOption(options, 'all') || state !== 'not-asked'
    const statements = dueStatements(evaluations, frameworks).filter(isWanted)
    const isJson = textOption(options, 'output') === 'json'
    context.stdout(
      isJson
        ? stringifyJson({ format: 'signoffs/v2', run, statements })
        : table(HEAD, statements.map(rowOf)),
    )
    return 0
  },
}

const HEAD = ['state', 'due', 'ended by', 'cluster', 'framework', 'control', 'title', 'reason']

function rowOf(each: DueStatement): readonly string[] {
  const { state, due = '-', endedBy, cluster, framework, control, title, reason } = each
  const ended = endedBy.length === 0 ? '-' : endedBy.join('; ')
  return [DUE_WORDS[state], due, ended, cluster, framework, control, title, reason]
}

/** `exhibit signoff new`: a file to be completed by who states it, with the digests of a run filled in. */
export const signoffNewCommand: CommandSpec = {
  name: 'signoff new',
  summary: 'print a sign-off to be completed, with the digests of a run and what they stand for',
  args: [
    {
      name: '<control>',
      description:
        'id of a control with its framework, `pci-dss-4.0.1/1.2.7`; its id alone where only one has it',
    },
  ],
  options: [
    CONFIG,
    ARCHIVE,
    RUN,
    { flags: '--whole', description: 'print every line of what is signed, however many' },
  ],
  examples: [
    'exhibit signoff new pci-dss-4.0.1/1.2.7 --run 20261123T020000Z-0a1b2c3d',
    'exhibit signoff new 1.2.7 --run 20261123T020000Z-0a1b2c3d',
  ],
  run: async (context, [id = ''], options) => {
    const run = textOption(options, 'run')
    if (run === undefined)
      throw new Fault('USAGE', 'which run is not said', {
        hint: "give --run ID of the run that was reviewed; 'exhibit archive list' lists the runs of an archive",
      })
    const store = await openArchiveToRead(loadConfiguration(context, options), context)
    const { evaluations, frameworks, parts } = await readRun(store, run, context, id)
    const whole = flagOption(options, 'whole')
    context.stdout(draftOf(run, controlNamed(frameworks, id), evaluations, { parts, whole }))
    return 0
  },
}

/** The run that was committed last. Throws Fault `MISSING` where there is none. */
async function newestRun(store: Store): Promise<string> {
  const runs = (await readEntries(store)).filter(({ entry }) => entry.kind === 'run')
  const newest = runs.at(-1)
  if (newest !== undefined) return newest.entry.runId
  throw new Fault('MISSING', 'the archive has no run', { hint: "'exhibit run' makes one" })
}

type RunRead = {
  readonly evaluations: readonly Evaluation[]
  readonly frameworks: readonly Framework[]
  /** by cluster, what the digests of the control that was named are made over; empty where none was */
  readonly parts: ReadonlyMap<string, SignedParts>
}

async function readRun(
  store: Store,
  run: string,
  context: Context,
  control?: string,
): Promise<RunRead> {
  return withTemporaryFolder('run', async (work) => {
    const folder = join(work, 'run')
    mkdirSync(folder)
    await fetchRun(store, run, folder, context.clock.now())
    const clusters = join(folder, 'clusters')
    const names = existsSync(clusters) ? readdirSync(clusters).sort() : []
    const read = names.flatMap((name) => {
      const evaluation = readEvaluation(join(clusters, name))
      return evaluation === undefined ? [] : [{ name, evaluation }]
    })
    const { frameworks } = pinnedCatalogue(folder, readRunRecord(folder))
    const binds = control === undefined ? [] : bindsOf(controlNamed(frameworks, control))
    const parts = new Map<string, SignedParts>()
    if (binds.length > 0)
      for (const { name, evaluation } of read.filter((one) => one.evaluation.failed === undefined))
        parts.set(evaluation.cluster, await signedParts(folder, name, binds))
    return { evaluations: read.map(({ evaluation }) => evaluation), frameworks, parts }
  })
}

function bindsOf({ signOff }: Control): readonly BoundDigest[] {
  return signOff?.binds ?? []
}
