import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { LoggedEntry } from '../../archive/log.ts'
import type { Store } from '../../archive/store.ts'
import type { Catalogue } from '../../model/control.ts'
import type { SignificantChange } from '../../model/history.ts'
import type { PeriodRun } from '../../model/ledger.ts'
import type { ConnectivityStep, ReEvaluated, RunSheets, StatedChange } from '../../model/period.ts'
import type { Observed } from '../../period/intervals.ts'
import type { Context } from '../context.ts'
import { fetchRun } from '../stages/fetch-run.ts'
import { RUN_RECORD } from '../stages/run-record.ts'
import { clusterStep, type ReadBy, type UnlistedStep } from './cluster-step.ts'
import type { RunsOfPeriod } from './period-runs.ts'
import { Places } from './places.ts'
import { sharing } from './sharing.ts'
import { Sheets } from './sheets.ts'
import {
  readPeriodRun,
  type ClusterReading,
  type PinnedInputs,
  type RunReading,
  type UnreadReading,
} from './run-reading.ts'
import { reEvaluated } from './re-evaluate.ts'
import { statedChanges } from './stated-changes.ts'

/** What the runs of a period say, one after the other. */
export type Gathered = {
  /** controls of clusters in the order in which runs name them first */
  readonly observed: readonly Observed[]
  readonly policies: readonly UnlistedStep[]
  readonly stated: readonly StatedChange[]
  readonly connectivity: readonly ConnectivityStep[]
  readonly significant: readonly (SignificantChange & { readonly cluster: string })[]
  readonly places: Places
  /** the newest reading of each cluster; their folders are still there */
  readonly newest: ReadonlyMap<string, ReadBy>
  /** the newest run that answers for a slot */
  readonly last?: RunReading
  readonly gaps: readonly string[]
  /** the runs as they were asked for, with the time of each cluster */
  readonly runs: RunsOfPeriod
  /** in the order of the runs */
  readonly sheets: readonly RunSheets[]
  /** what an evaluation with one catalogue answers otherwise; empty where none was asked for */
  readonly reEvaluated: readonly ReEvaluated[]
}

/** Where runs are fetched from, and to. */
export type GatherRequest = {
  readonly store: Store
  /** the log of the store */
  readonly entries: readonly LoggedEntry[]
  readonly work: string
  /** every snapshot is evaluated again with it; absent: none is */
  readonly reEvaluateWith?: Catalogue
  /** told of the folder of each run while it is there; absent: nobody asks */
  readonly see?: (folder: string) => Promise<void>
}

/**
 * Fetches and verifies the runs of a period one after the other, the newest before it first, and notes what each says and what changed since the one before. Only
 * folders that the next run is compared with are kept, so that neither memory nor disk grows with the number of runs.
 *
 * Throws Fault `VERIFICATION_FAILED` when a run was altered: nothing is said of a period that one of its runs does not prove.
 */
export async function gather(
  { runs, before }: RunsOfPeriod,
  request: GatherRequest,
  context: Context,
): Promise<Gathered> {
  const gathering = new Gathering(request.reEvaluateWith, context)
  const { store, entries, work } = request
  const pinned = new Map<string, PinnedInputs>()
  const all = before === undefined ? runs : [before, ...runs]
  for (const [index, run] of all.entries()) {
    context.log.info('reading', { run: run.id, of: `${index + 1}/${all.length}` })
    const folder = join(work, run.id)
    await fetchRun(store, run.id, folder, context.clock.now(), { log: entries, wanted: isRead })
    await request.see?.(folder)
    await gathering.take(readPeriodRun(run, folder, pinned), run !== before)
  }
  return gathering.gathered()
}

/** What a period reads of a run: its clusters, its inputs and its record, and nothing of what was rendered from them. */
function isRead(path: string): boolean {
  return path.includes('/') || path === RUN_RECORD
}

/** Notes what runs say in the order in which they are taken. */
class Gathering {
  readonly #observed = new Map<
    string,
    Observed & { observations: Observed['observations'][number][] }
  >()
  readonly #policies: UnlistedStep[] = []
  readonly #stated: StatedChange[] = []
  readonly #connectivity: ConnectivityStep[] = []
  readonly #significant: (SignificantChange & { readonly cluster: string })[] = []
  readonly #gaps: string[] = []
  readonly #sheets: RunSheets[] = []
  readonly #shared = new Sheets()
  readonly #reEvaluated: ReEvaluated[] = []
  readonly #catalogue: Catalogue | undefined
  readonly #context: Context
  readonly #places = new Places()
  readonly #newest = new Map<string, ReadBy>()
  readonly #runs: PeriodRun[] = []
  #earlier: PeriodRun | undefined
  #before: RunReading | undefined
  #last: RunReading | undefined

  constructor(catalogue: Catalogue | undefined, context: Context) {
    this.#catalogue = catalogue
    this.#context = context
  }

  async take(reading: RunReading, counts: boolean): Promise<void> {
    this.#takeRun(reading, counts)
    if (counts && this.#before !== undefined) this.#state(this.#before, reading)
    for (const cluster of reading.clusters) {
      if (counts) await this.#takeCluster(reading, cluster)
      this.#newest.set(cluster.name, { reading, cluster })
    }
    if (counts) for (const cluster of reading.unread) this.#observe(cluster)
    const folders = [this.#before?.folder, this.#last?.folder]
    this.#before = reading
    if (reading.run.answers) this.#last = reading
    for (const folder of new Set(folders)) this.#tidy(folder)
  }

  gathered(): Gathered {
    return {
      observed: [...this.#observed.values()],
      policies: this.#policies,
      stated: this.#stated,
      connectivity: this.#connectivity,
      significant: this.#significant,
      places: this.#places,
      newest: this.#newest,
      ...(this.#last === undefined ? {} : { last: this.#last }),
      runs: {
        runs: this.#runs,
        ...(this.#earlier === undefined ? {} : { before: this.#earlier }),
      },
      gaps: this.#gaps,
      sheets: this.#sheets,
      reEvaluated: this.#reEvaluated,
    }
  }

  #takeRun({ run, gaps, image, snapshots }: RunReading, counts: boolean): void {
    if (!counts) {
      this.#earlier = run
      return
    }
    this.#runs.push(run)
    this.#gaps.push(...gaps)
    this.#sheets.push(this.#shared.of(run.id, image, snapshots()))
  }

  #state(before: RunReading, now: RunReading): void {
    const { changes, gaps } = statedChanges(before, now)
    this.#stated.push(...changes)
    this.#gaps.push(...gaps)
  }

  async #takeCluster(reading: RunReading, cluster: ClusterReading): Promise<void> {
    this.#places.take(reading.run, cluster)
    this.#significant.push(...cluster.found.map((each) => ({ ...each, cluster: cluster.name })))
    this.#observe(cluster)
    await this.#evaluateAgain({ reading, cluster })
    const earlier = this.#newest.get(cluster.name)
    if (earlier === undefined) return
    const step = await clusterStep(earlier, { reading, cluster })
    this.#policies.push(...step.policies)
    this.#gaps.push(...step.gaps)
    if (step.connectivity !== undefined) this.#connectivity.push(step.connectivity)
  }

  async #evaluateAgain(read: ReadBy): Promise<void> {
    if (this.#catalogue === undefined) return
    const { differences, gaps } = await reEvaluated(read, this.#catalogue, this.#context)
    this.#reEvaluated.push(...differences)
    this.#gaps.push(...gaps)
  }

  #observe({ name: cluster, controls }: UnreadReading): void {
    for (const { observation, ...control } of controls) {
      const name = JSON.stringify([cluster, control.framework, control.control])
      const known = this.#observed.get(name)
      if (known === undefined)
        this.#observed.set(name, { cluster, ...control, observations: [observation] })
      else known.observations.push(sharing(observation, known.observations.at(-1)))
    }
  }

  /** Removes the folder of a run that nothing is compared with any more. */
  #tidy(folder: string | undefined): void {
    const needed = [
      this.#before,
      this.#last,
      ...[...this.#newest.values()].map(({ reading }) => reading),
    ]
    if (folder === undefined || needed.some((reading) => reading?.folder === folder)) return
    rmSync(folder, { recursive: true, force: true })
  }
}
