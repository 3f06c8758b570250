import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { LoggedEntry } from '../../archive/log.ts'
import type { Store } from '../../archive/store.ts'
import { Fault } from '../../core/fault.ts'
import { listingsOf } from '../../evaluate/history/listed.ts'
import type { PolicyChange } from '../../model/history.ts'
import type { Catalogue } from '../../model/control.ts'
import { NOT_DUE, type LedgerCell, type Period, type PeriodRun } from '../../model/ledger.ts'
import type { PeriodSource, PolicyChangeSeen } from '../../model/period.ts'
import type { ReportSource } from '../../model/report.ts'
import type { Organisation } from '../../model/scope.ts'
import { intervalsOf } from '../../period/intervals.ts'
import { neverRead } from '../../period/never-read.ts'
import { ledgerOf } from '../../period/ledger.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { fetchRun } from '../stages/fetch-run.ts'
import { pinnedCatalogue } from '../stages/pinned-catalogue.ts'
import { readRunRecord } from '../stages/run-record.ts'
import { loadReportSource } from '../stages/report-source.ts'
import { notSigned } from '../stages/signing.ts'
import { toolOf } from '../tool.ts'
import { expectedSlots } from './expected-slots.ts'
import { gather, type Gathered, type GatherRequest } from './gather.ts'
import type { UnlistedStep } from './cluster-step.ts'
import { namespacesOf } from './object-details.ts'
import { runsOfPeriod, type RunsOfPeriod } from './period-runs.ts'
import { reviewsDue } from './reviews.ts'
import { NOTHING_SEEN, readSilentPeriod } from './silent-period.ts'
import { statedGaps } from './stated-gaps.ts'

/** What a report of a period says but for its id and revision, which follow from it. */
export type PeriodContent = Omit<PeriodSource, 'reportId' | 'revision'>

/** Where a period is read from: the archive, its log, and a folder for what is fetched. */
export type PeriodRequest = {
  readonly store: Store
  readonly entries: readonly LoggedEntry[]
  readonly work: string
  readonly configuration: Configuration
  /** every snapshot is evaluated once more, with the catalogue of the newest run; absent: none is */
  readonly reEvaluate?: boolean
  /** told of the folder of each run while it is there; absent: nobody asks */
  readonly see?: (folder: string) => Promise<void>
}

/** What a period's report says, and the runs that it is made from. */
export type ReadPeriod = { readonly content: PeriodContent; readonly runs: RunsOfPeriod }

/**
 * Everything that the report of a period says, from the archive alone: each slot has the result that was archived for it. It is not signed: who archives it says by whom it is.
 *
 * Throws Fault `MISSING` when nothing is known of the period, since no run of the archive answers for a slot, `VERIFICATION_FAILED` when one of its runs was altered.
 */
export async function readPeriod(
  period: Period,
  request: PeriodRequest,
  context: Context,
): Promise<ReadPeriod> {
  const { store, entries, configuration } = request
  const logged = entries.map(({ entry }) => entry)
  const committed = await runsOfPeriod(store, logged, period)
  if (committed.runs.length === 0) return silentPeriod(period, committed, request, context)
  const now = context.clock.now()
  const expected = expectedSlots(committed, period, configuration.schedule)
  const asked = await gatherRequest(committed.runs, request, context)
  const found = await gather(committed, asked, context)
  const { runs } = found
  const newest = found.last === undefined ? undefined : await loadReportSource(found.last.folder)
  const organisation = newest?.organisation
  const ledger = ledgerOf({ ...expected, ...runs, stated: statedGaps(organisation), now })
  const due = new Map(
    ledger.rows.map(({ cluster, cells }) => [cluster, cells.filter(isDue).map(({ slot }) => slot)]),
  )
  await noteNamespaces(found, runs.runs)
  const content: PeriodContent = {
    ...headOf(period, now, newest, configuration, context),
    ...previousOf(entries),
    runs: runs.runs,
    ledger,
    controls: found.observed.map((each) => intervalsOf(each, due.get(each.cluster) ?? [])),
    changes: {
      policies: listed(found.policies, organisation),
      stated: found.stated,
      significant: found.significant,
      connectivity: found.connectivity,
      gaps: found.gaps,
    },
    reviews: newest === undefined ? [] : reviewsOf(newest),
    ...populationOf(found, runs),
    ...(newest === undefined ? {} : { newest }),
    sheets: found.sheets,
    ...(request.reEvaluate ? { reEvaluated: found.reEvaluated } : {}),
    notes: [anchorNote(entries)],
  }
  return { content: { ...content, ...asOfRuns(content) }, runs }
}

/** A period without any run: what was due in it, and nothing else. */
async function silentPeriod(
  period: Period,
  committed: RunsOfPeriod,
  request: PeriodRequest,
  context: Context,
): Promise<ReadPeriod> {
  const { entries, configuration } = request
  const silent = await readSilentPeriod(period, committed, request, context)
  const { ledger, knownFrom, newest, note } = silent
  const now = context.clock.now()
  const content: PeriodContent = {
    ...headOf(period, now, newest, configuration, context),
    ...previousOf(entries),
    ...NOTHING_SEEN,
    ...{ ledger, knownFrom, notes: [note, anchorNote(entries)] },
    ...(request.reEvaluate ? { reEvaluated: [] } : {}),
  }
  return { content, runs: { runs: [] } }
}

function previousOf(entries: readonly LoggedEntry[]): Pick<PeriodContent, 'previous'> {
  const newest = entries.at(-1)
  return newest === undefined
    ? {}
    : { previous: { number: newest.entry.number, digest: newest.digest } }
}

async function gatherRequest(
  runs: readonly PeriodRun[],
  request: PeriodRequest,
  context: Context,
): Promise<GatherRequest> {
  const { store, entries, work, reEvaluate, see } = request
  const base = { store, entries, work, ...(see === undefined ? {} : { see }) }
  if (reEvaluate !== true) return base
  return { ...base, reEvaluateWith: await newestCatalogue(runs, request, context) }
}

/** The catalogue pinned in the newest run that answers for a slot. Throws Fault `CONFIGURATION` where this version cannot read it, `MISSING` where there is no such run. */
async function newestCatalogue(
  runs: readonly PeriodRun[],
  { store, work }: PeriodRequest,
  context: Context,
): Promise<Catalogue> {
  const newest = runs.findLast(({ answers }) => answers)
  if (newest === undefined)
    throw new Fault('MISSING', 'no run of the period answers for a slot', {
      hint: 'leave out --re-evaluate: there is no catalogue to evaluate with',
    })
  const folder = join(work, 'catalogue')
  await fetchRun(store, newest.id, folder, context.clock.now())
  const catalogue = pinnedCatalogue(folder, readRunRecord(folder))
  rmSync(folder, { recursive: true, force: true })
  return catalogue
}

/** What the log's chain cannot show: nothing outside of the archive says how long it was. */
export function anchorNote(entries: readonly LoggedEntry[]): string {
  const { length } = entries
  return `The archive’s log had ${length} ${length === 1 ? 'entry' : 'entries'} when this report was made. No outside anchor of it was given: removal of the latest runs would not be detected.`
}

function isDue({ state }: LedgerCell): boolean {
  return !NOT_DUE.includes(state)
}

type Head = Pick<
  PeriodContent,
  | 'title'
  | 'entity'
  | 'classification'
  | 'period'
  | 'interim'
  | 'generatedAt'
  | 'tool'
  | 'signature'
>

function headOf(
  period: Period,
  now: string,
  newest: ReportSource | undefined,
  configuration: Configuration,
  context: Context,
): Head {
  const { report, archive } = configuration
  return {
    title: newest?.title ?? report.title,
    entity: report.entity ?? newest?.entity ?? archive.origin,
    classification: newest?.classification ?? report.classification,
    period,
    interim: now < period.to,
    generatedAt: now,
    tool: toolOf(context.packageRoot),
    signature: notSigned('made without --add'),
  }
}

/** The namespaces of the newest snapshot of each cluster; results speak of all others. */
async function noteNamespaces(
  { newest, places }: Gathered,
  runs: readonly PeriodRun[],
): Promise<void> {
  for (const { cluster, reading } of newest.values())
    if (runs.includes(reading.run))
      places.takeNamespaces(cluster.name, await namespacesOf(cluster.folder), cluster.at)
}

function populationOf(
  { places }: Gathered,
  { runs }: RunsOfPeriod,
): Pick<PeriodContent, 'population' | 'neverRead'> {
  const population = places.items()
  return { population, neverRead: neverRead(runs, population) }
}

/** Tickets and approvers come from the newest files of the organisation: what was listed late counts, and says on which day it was made. */
function listed(
  steps: readonly UnlistedStep[],
  organisation: Organisation | undefined,
): readonly PolicyChangeSeen[] {
  const sorted = steps.toSorted(
    (one, two) =>
      byText(one.to.asOf, two.to.asOf) ||
      byText(one.cluster, two.cluster) ||
      byText(one.key, two.key),
  )
  const known = Map.groupBy(sorted.flatMap(asChange), ({ cluster }) => cluster)
  return sorted.map((step): PolicyChangeSeen => {
    const [change] = asChange(step)
    if (organisation?.changes === undefined || change === undefined) return step
    const listing = listingsOf(organisation, step.cluster, known.get(step.cluster) ?? [])
    const { entry } = listing(change)
    if (entry === undefined) return step
    const { id, ticket, approvedBy, date } = entry
    return { ...step, listed: { id, ticket, approvedBy, date } }
  })
}

/** As the file of changes is asked about it: what only changes labels and annotations is none that it lists. */
function asChange(step: UnlistedStep): readonly (PolicyChange & { readonly cluster: string })[] {
  const { cluster, from, to, key, change, digest } = step
  return change === 'relabelled' ? [] : [{ cluster, from, to, key, change, digest }]
}

function byText(one: string, two: string): number {
  return one < two ? -1 : one > two ? 1 : 0
}

function reviewsOf({ catalogue, clusters }: ReportSource): PeriodContent['reviews'] {
  return reviewsDue(
    catalogue,
    clusters.flatMap(({ evaluation }) => (evaluation === undefined ? [] : [evaluation])),
  )
}

/** When the first and the last snapshot was taken: a cluster that was not read says nothing of any time. */
function asOfRuns({ population }: PeriodContent): Pick<PeriodContent, 'asOf'> {
  const points = population
    .filter(({ kind }) => kind === 'snapshot')
    .flatMap(({ first, last }) => [first.asOf, last.asOf])
    .sort()
  const [from, to] = [points[0], points.at(-1)]
  return from === undefined || to === undefined ? {} : { asOf: { from, to } }
}
