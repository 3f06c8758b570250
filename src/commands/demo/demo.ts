import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { EXIT_CODES, Fault } from '../../core/fault.ts'
import { readEntries } from '../../archive/log.ts'
import { directoryStore } from '../../archive/directory-store.ts'
import { verifyArchive } from '../../archive/verify/verify-archive.ts'
import type { Store } from '../../archive/store.ts'
import type { Comparison } from '../../model/comparison.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import { certificatesOfPem } from '../../sign/pem.ts'
import { readTextFile } from '../../core/text-file.ts'
import { localKeyFiles } from '../../sign/local-keys.ts'
import { loadConfiguration, type Configuration } from '../configuration.ts'
import { textOption, type CommandSpec, type Context, type Options } from '../context.ts'
import { runOnce, runRequest, type RunOutcome } from '../pipeline.ts'
import { compareRuns, writeComparison } from '../compare.ts'
import { readHistory, type History, type HistorySlot } from './history.ts'
import { materialise } from './materialise.ts'
import { tellStory, type Story } from './story.ts'

/** Marks a folder as the demo's own, which it may begin anew. */
const MARK = '.exhibit-demo'

/** `exhibit demo`: the bundled estate through its history, end to end. */
export const demoCommand: CommandSpec = {
  name: 'demo',
  summary: 'run the bundled estate through two quarters, compare them and verify the archive',
  options: [
    {
      flags: '--folder <folder>',
      description: 'where everything goes; begun anew each time',
      fallback: '.exhibit/demo',
    },
    { flags: '--no-pdf', description: 'print no PDF' },
    { flags: '--no-browser-sandbox', description: "switch the browser's own sandbox off" },
  ],
  examples: ['exhibit demo', 'exhibit demo --folder /tmp/demo'],
  run: async (context, _args, options) => {
    const folder = resolve(context.cwd, textOption(options, 'folder') ?? '.exhibit/demo')
    beginAnew(folder)
    const story = await play(folder, context, options)
    context.stdout(tellStory(story, context.cwd))
    checkStory(story)
    return story.missing === undefined ? 0 : EXIT_CODES.MISSING
  },
}

/** The demo succeeds when its story came true: an archive that verifies, and a cluster that could not be read said as such. */
function checkStory({ verification, last }: Story): void {
  if (verification.outcome !== 'valid') {
    const wrong = verification.checks.find(({ outcome }) => outcome === verification.outcome)
    throw new Fault(
      'VERIFICATION_FAILED',
      `the demo's archive is ${verification.outcome}: ${wrong?.path ?? ''} ${wrong?.reason ?? ''}`,
    )
  }
  const statuses = last.kind === 'already' ? [] : last.summary.clusters.map(({ status }) => status)
  if (!statuses.includes('unreachable')) {
    throw new Fault('MISSING', 'the demo expects one cluster that cannot be reached', {
      hint: 'something answers at https://127.0.0.1:9: stop it and try again',
    })
  }
}

function beginAnew(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, MARK))) {
    throw new Fault('USAGE', `${folder} is not empty and not the demo's`, {
      hint: 'give another --folder',
    })
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, MARK), '')
}

async function play(folder: string, context: Context, options: Options): Promise<Story> {
  const source = join(context.packageRoot, 'deploy', 'demo')
  const history = readHistory(join(source, 'history.yaml'))
  const slots = history.slots.filter(({ outcome }) => outcome === 'run')
  const last = await runSlots({ source, slots, folder }, context, options)
  const store = directoryStore(join(folder, 'archive'))
  const entries = (await readEntries(store)).map(({ entry }) => entry)
  const comparison = await compareQuarters(history, store, entries, context)
  const out = join(folder, 'comparison')
  const configuration = configurationOf(estateFolder(folder, slots.at(-1)), folder, context)
  const written = await writeComparison(comparison, out, configuration, options, context)
  const { rootFile } = localKeyFiles(join(folder, 'keys'))
  const certificates = certificatesOfPem(readTextFile(rootFile, 'root'), rootFile)
  const trust = { kind: 'root', certificates } as const
  const verification = await verifyArchive(store, trust, context.clock.now())
  const files = written.map(({ path }) => path)
  const story = { folder, history, entries, last, comparison, files, verification, rootFile }
  const printed = options.pdf !== false && missingPdf(last).missing === undefined
  return { ...story, printed, ...missingPdf(last) }
}

function missingPdf(last: RunOutcome): { missing?: string } {
  return last.kind === 'committed' && last.sealed.missing !== undefined
    ? { missing: last.sealed.missing.reason }
    : {}
}

function compareQuarters(
  { quarters }: History,
  store: Store,
  entries: readonly RunEntry[],
  context: Context,
): Promise<Comparison> {
  const runOf = (slot: string) => entries.find((entry) => entry.slot === slot)?.runId
  const [base, head] = [runOf(quarters.base.slot), runOf(quarters.head.slot)]
  if (base === undefined || head === undefined) {
    throw new Error('history.yaml compares slots without runs')
  }
  return compareRuns(store, base, head, context)
}

type Slots = {
  /** deploy/demo of the package */
  readonly source: string
  readonly slots: readonly HistorySlot[]
  readonly folder: string
}

/** Every slot that had a run, in order; only the last is printed as PDF. */
async function runSlots(plan: Slots, context: Context, options: Options): Promise<RunOutcome> {
  let last: RunOutcome | undefined
  for (const [index, slot] of plan.slots.entries()) {
    context.log.info(`slot ${index + 1} of ${plan.slots.length}`, { slot: slot.slot })
    const pdf = index === plan.slots.length - 1 && options.pdf !== false
    last = await runSlot(plan, slot, context, { ...options, pdf })
  }
  if (last === undefined) throw new Error('history.yaml has no slot with a run')
  return last
}

function estateFolder(folder: string, slot: HistorySlot | undefined): string {
  return join(folder, 'estate', (slot?.slot ?? '').slice(0, 10))
}

async function runSlot(
  { source, folder }: Slots,
  slot: HistorySlot,
  context: Context,
  options: Options,
): Promise<RunOutcome> {
  const estate = estateFolder(folder, slot)
  mkdirSync(estate, { recursive: true })
  materialise(source, slot, estate)
  const configuration = configurationOf(estate, folder, context)
  return runOnce(context, configuration, { ...runRequest(context, options), slot: slot.slot })
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
