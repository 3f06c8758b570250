import { join } from 'node:path'
import { readEntries, type LoggedEntry } from '../../archive/log.ts'
import type { Store } from '../../archive/store.ts'
import { compare } from '../../compare/compare.ts'
import type { Comparison } from '../../model/comparison.ts'
import type { PeriodRun } from '../../model/ledger.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import { periodChanges } from '../../period/period-changes.ts'
import type { Configuration } from '../configuration.ts'
import { textOption, type Context, type Options } from '../context.ts'
import { withTemporaryFolder } from '../named-folder.ts'
import { readPeriod, type PeriodContent } from '../period/period-source.ts'
import { nameInId } from '../period/revision.ts'
import { fetchRun } from '../stages/fetch-run.ts'
import type { ComparedBy } from '../stages/comparison-frame.ts'
import { pinnedLogo } from '../stages/logo.ts'
import { readRunRecord } from '../stages/run-record.ts'
import { openArchiveToRead } from '../stages/store.ts'
import { untilStopped } from '../until-stopped.ts'
import { configuredNow } from './evaluated-with.ts'
import { namedSide, runUpTo, type NamedSide } from './named-side.ts'
import { pairSides, type GivenSide } from './pair.ts'
import { periodSideOf, standingFor } from './period-side.ts'
import { isRunFolder, sideOfRunFolder } from './run-folder.ts'
import { sideOfManifests, sideOfRun } from './side.ts'

/** A comparison, and what of an archive it was made from. */
export type Compared = {
  readonly comparison: Comparison
  /** absent: a side is a folder */
  readonly archived?: {
    /** `BASE~HEAD`: run ids, or names of periods */
    readonly name: string
    /** every run that it speaks of, in the order of time of each side, the earlier side first; each once */
    readonly runs: readonly RunEntry[]
    readonly base: RunEntry
    readonly head: RunEntry
    /** whose it is, as the later run says it */
    readonly by: ComparedBy
  }
}

/** A side as it was read. */
type ReadSide = {
  readonly given: GivenSide
  readonly name?: string
  /** the run that is compared; absent: a folder */
  readonly entry?: RunEntry
  /** of a run: as its record names it */
  readonly by?: ComparedBy
  readonly period?: PeriodContent
}

/** Where sides are read from. The archive is opened where one of them needs it. */
type Reading = {
  readonly configuration: Configuration
  readonly context: Context
  /** told of the folder of each run while it is there; absent: nobody asks */
  readonly see?: (folder: string) => Promise<void>
  readonly archive: () => Promise<{
    readonly store: Store
    readonly entries: readonly LoggedEntry[]
  }>
}

/** Compares what the user named. Rejects as the sides do. */
export async function comparedOf(
  names: readonly [base: string, head: string],
  configuration: Configuration,
  options: Options,
  context: Context,
  see?: (folder: string) => Promise<void>,
): Promise<Compared> {
  return inTemporaryFolder(context, async (work) => {
    const reading = {
      ...{ configuration, context, archive: archiveOnce(configuration, context) },
      ...(see === undefined ? {} : { see }),
    }
    const one = await readSide(names[0], join(work, 'base'), reading)
    const two = await readSide(names[1], join(work, 'head'), reading)
    const configured = () => configuredNow(configuration, context)
    const cluster = textOption(options, 'cluster')
    const pair = await pairSides(one.given, two.given, { cluster, configured })
    const comparison = await compare(pair.base, pair.head)
    const periods = periodsOf(one, two, cluster)
    const whole = periods === undefined ? comparison : { ...comparison, periods }
    const archived = await archivedOf(one, two, reading)
    return { comparison: whole, ...(archived === undefined ? {} : { archived }) }
  })
}

function inTemporaryFolder<T>(
  { signal }: Context,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder('compare', (folder) => untilStopped(signal, () => work(folder)))
}

function archiveOnce(configuration: Configuration, context: Context): Reading['archive'] {
  const open = async () => {
    const store = await openArchiveToRead(configuration, context)
    return { store, entries: await readEntries(store) }
  }
  let opened: ReturnType<typeof open> | undefined
  return () => (opened ??= open())
}

async function readSide(name: string, work: string, reading: Reading): Promise<ReadSide> {
  const { configuration, context } = reading
  const named = namedSide(name, configuration, context)
  if (named.kind === 'folder') {
    const { path } = named
    if (isRunFolder(path)) return { given: await sideOfRunFolder(path, context) }
    return { given: await sideOfManifests(path, work, context) }
  }
  const { id, period } = await runOf(named, work, reading)
  const { store, entries } = await reading.archive()
  const folder = join(work, 'run')
  await fetchRun(store, id, folder, context.clock.now())
  await reading.see?.(folder)
  const logo = pinnedLogo(folder)
  const entry = entries.map((each) => each.entry).find(({ runId }) => runId === id)
  return {
    given: await sideOfRun(folder),
    by: { entity: readRunRecord(folder).entity, ...(logo === undefined ? {} : { logo }) },
    name: period === undefined ? id : nameInId(period.period),
    ...(entry === undefined ? {} : { entry }),
    ...(period === undefined ? {} : { period }),
  }
}

/** The run that a side means; of a period also what it says. */
async function runOf(
  named: Exclude<NamedSide, { readonly kind: 'folder' }>,
  work: string,
  { configuration, context, archive, see }: Reading,
): Promise<{ readonly id: string; readonly period?: PeriodContent }> {
  if (named.kind === 'run') return { id: named.id }
  const { store, entries } = await archive()
  if (named.kind === 'day') {
    const all = entries.map(({ entry }) => entry)
    return { id: runUpTo(all, named.day, store.describe()) }
  }
  const base = { store, entries, work: join(work, 'period'), configuration }
  const request = { ...base, ...(see === undefined ? {} : { see }) }
  const { content } = await readPeriod(named.period, request, context)
  return { id: standingFor(content), period: content }
}

/** Two periods side by side, of the cluster that is asked for or of all. Absent where not both sides are periods. */
function periodsOf(
  { period: base }: ReadSide,
  { period: head }: ReadSide,
  cluster: string | undefined,
): Comparison['periods'] {
  if (base === undefined || head === undefined) return undefined
  const [before, after] = [base, head].map(({ controls }) =>
    controls.filter((one) => cluster === undefined || one.cluster === cluster),
  )
  return {
    base: periodSideOf(base),
    head: periodSideOf(head),
    controls: periodChanges(before ?? [], after ?? [], replacedIn([...base.runs, ...head.runs]), {
      before: unreadIn(base),
      after: unreadIn(head),
    }),
  }
}

/** Clusters of a period that none of its runs read. */
function unreadIn({ neverRead }: Pick<PeriodContent, 'neverRead'>): ReadonlySet<string> {
  return new Set(neverRead.map(({ cluster }) => cluster))
}

/** The names under which these runs read more than one cluster, by the UIDs of their kube-system. */
function replacedIn(runs: readonly PeriodRun[]): ReadonlySet<string> {
  const uids = new Map<string, Set<string>>()
  for (const { name, uid } of runs.flatMap(({ clusters }) => clusters))
    if (uid !== undefined) uids.set(name, (uids.get(name) ?? new Set()).add(uid))
  return new Set([...uids].flatMap(([name, all]) => (all.size > 1 ? [name] : [])))
}

async function archivedOf(
  one: ReadSide,
  two: ReadSide,
  { archive }: Reading,
): Promise<Compared['archived']> {
  const [base, head] = [one.entry, two.entry]
  if (base === undefined || head === undefined) return undefined
  const { entries } = await archive()
  const ids = [one, two].flatMap(({ period, entry }) =>
    period === undefined ? [entry?.runId] : period.runs.map(({ id }) => id),
  )
  const known = new Map(entries.map(({ entry }) => [entry.runId, entry]))
  const runs = [...new Set(ids)].flatMap((id) => known.get(id ?? '') ?? [])
  return { name: `${one.name ?? ''}~${two.name ?? ''}`, runs, base, head, by: two.by ?? {} }
}
