import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { folderOf } from '../../archive/layout.ts'
import { readEntries } from '../../archive/log.ts'
import { isRunId } from '../../archive/run-id.ts'
import type { Store } from '../../archive/store.ts'
import { Fault } from '../../core/fault.ts'
import type { PeriodRun } from '../../model/ledger.ts'
import type { ManifestRun } from '../../model/manifest.ts'
import type { SampleSource } from '../../model/sample.ts'
import { neverRead } from '../../period/never-read.ts'
import { sampleOf } from '../../period/sample.ts'
import { sampleFiles } from '../../render/sample/files.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { withTemporaryFolder } from '../named-folder.ts'
import { runOfId, runsOfPeriod } from '../period/period-runs.ts'
import { periodOf } from '../period/period-of.ts'
import {
  commitReport,
  placeForReport,
  requireSigner,
  type CommittedReport,
  type ReportArchive,
} from '../stages/commit-report.ts'
import { toolOf } from '../tool.ts'
import { populationOf } from './population.ts'
import type { Asked } from './question.ts'

/** A sample, and where it is archived; absent: it was only to be shown. */
export type Drawn = {
  readonly source: SampleSource
  readonly archived?: CommittedReport & { readonly kind: 'added' | 'already' }
}

/** What is asked of which run or period, and whether the answer is archived. */
export type DrawRequest = Asked & { readonly of: string; readonly archive: boolean }

/**
 * Draws a sample from what a run or a period saw, and archives it: signed, with the population that it was drawn from, the seed and who asked. The same question is archived once.
 *
 * Throws Fault `MISSING` where there is no such run, or no run in the period, `KEY_MISSING` without a signing key.
 */
export async function draw(
  request: DrawRequest,
  store: Store,
  configuration: Configuration,
  context: Context,
): Promise<Drawn> {
  const archive = { store, entries: await readEntries(store) }
  const { of, runs } = await askedOf(request.of, archive, configuration)
  if (request.archive) await requireSigner(store, configuration, context)
  return withTemporaryFolder('sample', async (work) => {
    const { items, gaps } = await populationOf(runs, { store, work }, context)
    const source = {
      sample: sampleOf(items, request.question),
      population: items,
      neverRead: neverRead(runs, items),
      ...{ of, gaps, runs: runs.map(asManifestRun), drawnAt: context.clock.now() },
      ...(request.askedBy === undefined ? {} : { askedBy: request.askedBy }),
    }
    return request.archive ? add(source, runs, archive, configuration, context) : { source }
  })
}

/** Of what a sample is drawn, and the runs that saw it, in the order of time; never empty. */
type Of = { readonly of: SampleSource['of']; readonly runs: readonly PeriodRun[] }

async function askedOf(
  name: string,
  { store, entries }: ReportArchive,
  configuration: Configuration,
): Promise<Of> {
  const logged = entries.map(({ entry }) => entry)
  if (isRunId(name)) {
    const run = await runOfId(store, logged, name)
    if (run !== undefined) return { of: { kind: 'run', id: name }, runs: [run] }
    throw new Fault('MISSING', `no run ${name} is committed in ${store.describe()}`, {
      hint: "'exhibit archive list' lists the runs of an archive",
    })
  }
  const period = periodOf(name, configuration)
  const { runs } = await runsOfPeriod(store, logged, period)
  if (runs.length > 0) return { of: { kind: 'period', period }, runs }
  throw new Fault('MISSING', `no run of ${period.name} is in ${store.describe()}`, {
    hint: `the period is ${period.from} up to ${period.to}; 'exhibit archive list' lists the runs`,
  })
}

function asManifestRun({ id, sumsDigest, manifestDigest }: PeriodRun): ManifestRun {
  return { id, sumsDigest, manifestDigest }
}

async function add(
  source: SampleSource,
  runs: readonly PeriodRun[],
  archive: ReportArchive,
  configuration: Configuration,
  context: Context,
): Promise<Drawn> {
  const newest = runs.at(-1)
  if (newest === undefined) throw new Error('a sample of no run')
  const { of, sample, askedBy = '' } = source
  const { catalogue, inputs } = newest
  const tool = toolOf(context.packageRoot)
  const name = `sample-${of.kind === 'run' ? of.id : of.period.name.toLowerCase()}`
  const options = { sample: { ...sample.question, of, askedBy } }
  const basis = { runs: source.runs, catalogue, inputs, tool, options }
  const place = await placeForReport(name, basis, archive)
  if (place.kind === 'taken') {
    const { kind, runId: id, number: entry } = place.entry
    return {
      source: { ...source, id },
      archived: { kind: 'already', folder: folderOf(kind, id), entry },
    }
  }
  const { id, attempt } = place
  const named = { ...source, id }
  return withTemporaryFolder('report', async (folder) => {
    for (const { fileName, bytes } of sampleFiles(named))
      await writeFile(join(folder, fileName), bytes, { mode: 0o600 })
    const report = {
      ...{ id, attempt, folder, catalogue },
      clusters: newest.clusters,
      runs: source.runs,
    }
    const committed = await commitReport(report, archive, configuration, context)
    return { source: named, archived: { kind: 'added', ...committed } }
  })
}
