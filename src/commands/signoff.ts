import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../core/fault.ts'
import { suggestion } from '../core/nearest.ts'
import type { BoundDigest, Control, Framework } from '../model/control.ts'
import type { Evaluation } from '../model/evaluation.ts'
import { loadConfiguration } from './configuration.ts'
import { flagOption, textOption, type CommandSpec, type Context, type Options } from './context.ts'
import { withTemporaryFolder } from './named-folder.ts'
import { ARCHIVE, CONFIG, OUTPUT } from './options.ts'
import { stringifyJson, table } from './output.ts'
import { signedParts, type SignedParts } from './signed-parts.ts'
import { dueIn, draftOf } from './signoff-text.ts'
import { fetchRun } from './stages/fetch-run.ts'
import { pinnedCatalogue } from './stages/pinned-catalogue.ts'
import { readEvaluation } from './stages/report-source.ts'
import { readRunRecord } from './stages/run-record.ts'
import { openArchiveToRead } from './stages/store.ts'

const RUN = { flags: '--run <id>', description: "the run: 'exhibit archive list' lists them" }

/** `exhibit signoff list`: what a run says of the statements that its controls ask for. */
export const signoffListCommand: CommandSpec = {
  name: 'signoff list',
  summary: 'list the statements that controls ask for: in force, due, missing, and what ended them',
  options: [CONFIG, ARCHIVE, RUN, OUTPUT],
  examples: ['exhibit signoff list --run 20261123T020000Z-0a1b2c3d'],
  run: async (context, _args, options) => {
    const { evaluations } = await readRun(context, options)
    const rows = evaluations.flatMap(dueIn)
    if (textOption(options, 'output') === 'json')
      context.stdout(stringifyJson({ format: 'signoffs/v1', statements: rows }))
    else {
      const head = ['cluster', 'framework', 'control', 'result', 'why']
      context.stdout(
        table(
          head,
          rows.map((row) => [row.cluster, row.framework, row.control, row.outcome, row.reason]),
        ),
      )
    }
    return 0
  },
}

/** `exhibit signoff new`: a file to be completed by who states it, with the digests of a run filled in. */
export const signoffNewCommand: CommandSpec = {
  name: 'signoff new',
  summary: 'print a sign-off to be completed, with the digests of a run and what they stand for',
  args: [
    { name: '<control>', description: 'id of a control with its framework, `pci-dss-4.0.1/1.2.7`' },
  ],
  options: [
    CONFIG,
    ARCHIVE,
    RUN,
    { flags: '--whole', description: 'print every line of what is signed, however many' },
  ],
  examples: ['exhibit signoff new pci-dss-4.0.1/1.2.7 --run 20261123T020000Z-0a1b2c3d'],
  run: async (context, [id = ''], options) => {
    const read = await readRun(context, options, id)
    const { run, evaluations, frameworks, parts } = read
    const whole = flagOption(options, 'whole')
    context.stdout(draftOf(run, controlNamed(frameworks, id), evaluations, { parts, whole }))
    return 0
  },
}

type RunRead = {
  readonly run: string
  readonly evaluations: readonly Evaluation[]
  readonly frameworks: readonly Framework[]
  /** by cluster, what the digests of the control that was named are made over; empty where none was */
  readonly parts: ReadonlyMap<string, SignedParts>
}

async function readRun(context: Context, options: Options, control?: string): Promise<RunRead> {
  const run = textOption(options, 'run')
  if (run === undefined)
    throw new Fault('USAGE', 'which run is not said', {
      hint: "give --run ID; 'exhibit archive list' lists the runs of an archive",
    })
  const store = await openArchiveToRead(loadConfiguration(context, options), context)
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
    return { run, evaluations: read.map(({ evaluation }) => evaluation), frameworks, parts }
  })
}

function bindsOf({ signOff }: Control): readonly BoundDigest[] {
  return signOff?.binds ?? []
}

function controlNamed(frameworks: readonly Framework[], id: string): Control {
  const asking = frameworks.flatMap(({ id: framework, controls }) =>
    controls.flatMap((control) =>
      control.signOff === undefined ? [] : [[`${framework}/${control.id}`, control] as const],
    ),
  )
  const found = asking.find(([name]) => name === id)
  if (found !== undefined) return found[1]
  const known = asking.map(([name]) => name)
  throw new Fault(
    'USAGE',
    `no control ${JSON.stringify(id)} asks for a statement${suggestion(id, known)}`,
    {
      hint: "'exhibit signoff list' lists those that do",
    },
  )
}
