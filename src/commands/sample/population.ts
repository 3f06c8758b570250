import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Store } from '../../archive/store.ts'
import type { RunPoint } from '../../model/history.ts'
import type { PeriodRun } from '../../model/ledger.ts'
import type { PopulationItem } from '../../model/period.ts'
import type { Context } from '../context.ts'
import { namespacesOf } from '../period/object-details.ts'
import { Places } from '../period/places.ts'
import { readPeriodRun } from '../period/run-reading.ts'
import { fetchRun } from '../stages/fetch-run.ts'

/** A population, and the expected clusters that it does not know whole. */
export type Population = {
  readonly items: readonly PopulationItem[]
  /** one line each, sorted */
  readonly gaps: readonly string[]
}

/** The newest snapshot of a cluster that was read. */
type Newest = { readonly run: string; readonly folder: string; readonly at: RunPoint }

/**
 * Everything that some runs saw, numbered as the report of their period numbers it. Runs are fetched and verified one after the other, in the order of time; only the folders of the newest
 * snapshots are kept meanwhile. Throws Fault `VERIFICATION_FAILED` when a run was altered.
 */
export async function populationOf(
  runs: readonly PeriodRun[],
  { store, work }: { readonly store: Store; readonly work: string },
  context: Context,
): Promise<Population> {
  const places = new Places()
  const newest = new Map<string, Newest>()
  for (const [index, run] of runs.entries()) {
    context.log.info('reading', { run: run.id, of: `${index + 1}/${runs.length}` })
    const folder = join(work, run.id)
    await fetchRun(store, run.id, folder, context.clock.now())
    for (const cluster of readPeriodRun(run, folder).clusters) {
      places.take(run, cluster)
      newest.set(cluster.name, { run: run.id, folder: cluster.folder, at: cluster.at })
    }
    tidy(work, runs.slice(0, index + 1), newest)
  }
  for (const [cluster, { folder, at }] of newest)
    places.takeNamespaces(cluster, await namespacesOf(folder), at)
  const items = places.items()
  return { items, gaps: gapsOf(runs, new Set(newest.keys())) }
}

/** Removes the folders of runs that have the newest snapshot of no cluster. */
function tidy(work: string, read: readonly PeriodRun[], newest: ReadonlyMap<string, Newest>): void {
  const needed = new Set([...newest.values()].map(({ run }) => run))
  for (const { id } of read)
    if (!needed.has(id)) rmSync(join(work, id), { recursive: true, force: true })
}

function gapsOf(runs: readonly PeriodRun[], read: ReadonlySet<string>): readonly string[] {
  const status = new Map(
    runs.flatMap(({ clusters }) => clusters.map((each) => [each.name, each.status] as const)),
  )
  const said = [...status].flatMap(([name, newest]) => {
    if (!read.has(name))
      return [`${name}: not in the population, since it was not read (${newest})`]
    return newest === 'complete' || newest === 'retired' ? [] : [`${name}: last read ${newest}`]
  })
  return [...said, ...runs.flatMap(notEvaluated)].sort()
}

/** What a run saw and did not evaluate has no workloads and no policies among its results. */
function notEvaluated({ id, clusters }: PeriodRun): readonly string[] {
  return clusters
    .filter((each) => each.notEvaluated !== undefined)
    .map(
      ({ name }) =>
        `${name}: workloads and policies of ${id} are not known, since it was not evaluated`,
    )
}
