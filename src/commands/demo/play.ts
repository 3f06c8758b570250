import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { directoryStore } from '../../archive/directory-store.ts'
import { readEntries } from '../../archive/log.ts'
import type { Store } from '../../archive/store.ts'
import { verifyArchive } from '../../archive/verify/verify-archive.ts'
import { readTextFile } from '../../core/text-file.ts'
import type { Verification } from '../../model/verification.ts'
import { localKeyFiles } from '../../sign/local-keys.ts'
import { certificatesOfPem } from '../../sign/pem.ts'
import { writeComparison } from '../compare/compare.ts'
import { comparedOf } from '../compare/compared.ts'
import { archivePeriod } from '../period/report-period.ts'
import { loadConfiguration, type Configuration } from '../configuration.ts'
import type { Context, Options } from '../context.ts'
import { runOnce, runRequest, type RunOutcome } from '../pipeline.ts'
import { withEvaluator } from '../stages/evaluator.ts'
import { readExpected, type Expected } from './expected.ts'
import { objectsOf, runsOf, sizesOf, type Facts } from './facts.ts'
import { readHistory, type History, type HistorySlot } from './history.ts'
import { materialise } from './materialise.ts'
import { calmLog, slotLine } from './progress.ts'

/** What the demo did. */
export type Played = {
  readonly folder: string
  readonly expected: Expected
  readonly facts: Facts
  readonly last: RunOutcome
  /** the folder of the archived report of the second quarter */
  readonly period: string
  /** where the comparison was written, by format */
  readonly compared: readonly string[]
  readonly rootFile: string
  /** why a PDF is missing, and what to do; absent when all that were asked for were printed */
  readonly missing?: { readonly reason: string; readonly hint: string }
}

type Plan = { readonly source: string; readonly folder: string; readonly history: History }

/** Runs the bundled estate through its history into `folder`, compares the two quarters and verifies the archive. */
export async function play(folder: string, context: Context, options: Options): Promise<Played> {
  const source = join(context.packageRoot, 'deploy', 'demo')
  const expected = readExpected(join(source, 'story.yaml'))
  const history = readHistory(join(source, 'history.yaml'))
  context.log.info(`${history.slots.length} weekly slots of an invented company, each run whole`)
  const calm = { ...context, log: calmLog(context.log) }
  const last = await withEvaluator(calm, (evaluate) =>
    runSlots({ source, folder, history }, { ...calm, evaluate }, options),
  )
  const missing = last.kind === 'committed' ? last.sealed.missing : undefined
  const archive = join(folder, 'archive')
  const store = directoryStore(archive)
  const entries = (await readEntries(store)).map(({ entry }) => entry)
  const { base, head } = history.quarters
  context.log.info(`comparing ${base.name} with ${head.name}`)
  const pdf = options.pdf !== false
  const printing = { ...options, pdf: pdf && missing === undefined }
  const configuration = configurationOf(estateFolder(folder, head.slot), folder, context)
  const { comparison } = await comparedOf([base.name, head.name], configuration, {}, calm)
  const out = join(folder, 'comparison')
  const { files } = await writeComparison({ comparison }, out, configuration, printing, calm)
  context.log.info(`reporting ${head.name}`)
  const period = await archivePeriod(
    head.name,
    { store, configuration },
    { pdf: printing.pdf, sandbox: options.browserSandbox !== false },
    calm,
  )
  const periodFolder = join(archive, period.folder)
  context.log.info('verifying the archive against its root')
  const rootFile = localKeyFiles(join(folder, 'keys')).rootFile
  const verification = await verified(store, rootFile, context)
  const runs = runsOf(archive, entries)
  const clusters = expected.claims.map(({ cluster }) => cluster)
  const objects = await objectsOf(runs.at(-1), clusters)
  const wanted = [
    join(runs.at(-1)?.folder ?? '', 'report.pdf'),
    join(periodFolder, 'report.pdf'),
    join(out, 'comparison.pdf'),
  ]
  const pdfs = sizesOf(pdf ? wanted : [])
  const facts = { history, runs, comparison, verification, pdfs, objects }
  const compared = files.map(({ path }) => path)
  const played = { folder, expected, facts, last, period: periodFolder, compared, rootFile }
  return missing === undefined ? played : { ...played, missing }
}

async function verified(store: Store, rootFile: string, context: Context): Promise<Verification> {
  const certificates = certificatesOfPem(readTextFile(rootFile, 'root'), rootFile)
  return verifyArchive(store, { kind: 'root', certificates }, context.clock.now())
}

/** Every slot in order, a line for each; only the last is printed as PDF. */
async function runSlots(plan: Plan, context: Context, options: Options): Promise<RunOutcome> {
  const { slots } = plan.history
  let last: RunOutcome | undefined
  for (const [index, slot] of slots.entries()) {
    const isLast = index === slots.length - 1
    const pdf = isLast && options.pdf !== false
    if (slot.outcome === 'run') last = await runSlot(plan, slot, context, { ...options, pdf })
    const clusters = last === undefined || last.kind === 'already' ? [] : last.summary.clusters
    context.log.info(slotLine(slot, clusters))
  }
  if (last === undefined) throw new Error('history.yaml has no slot with a run')
  return last
}

function estateFolder(folder: string, slot: string): string {
  return join(folder, 'estate', slot.slice(0, 10))
}

async function runSlot(
  { source, folder }: Plan,
  slot: HistorySlot,
  context: Context,
  options: Options,
): Promise<RunOutcome> {
  const estate = estateFolder(folder, slot.slot)
  mkdirSync(estate, { recursive: true })
  materialise(source, slot, estate)
  const configuration = configurationOf(estate, folder, context)
  const request = runRequest(context, options)
  return runOnce(context, configuration, { ...request, slot: slot.slot, caughtUp: slot.caughtUp })
}

/** The estate's own configuration, with archive and keys in the demo's folder. */
function configurationOf(estate: string, folder: string, context: Context): Configuration {
  const configuration = loadConfiguration(context, { config: join(estate, 'exhibit.yaml') })
  const { origin } = configuration.archive
  return {
    ...configuration,
    archive: { origin, directory: join(folder, 'archive') },
    signing: { keyDirectory: join(folder, 'keys') },
  }
}
