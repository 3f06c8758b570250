import { readBytes } from '../../archive/store.ts'
import { digestOf } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import { parseJson } from '../../core/json.ts'
import type { SignedReport } from '../../model/parent.ts'
import { periodControlJob } from '../../render/by-control/period-control-pdf.ts'
import { numbersOf, withNumbersOf } from '../../render/by-control/period-numbers.ts'
import { populationOfControl, runsOfPeriod } from '../../render/by-control/population.ts'
import { speaks } from '../../render/period/pages.ts'
import {
  periodSchema,
  type PeriodFramework,
  type PeriodReport,
} from '../../render/period/schema.ts'
import { logoView } from '../../render/view/logo.ts'
import type { Context } from '../context.ts'
import { reportGiven } from './archived-object.ts'
import { committedOf, type Committed } from './committed.ts'
import { folderNames } from './control-folders.ts'
import {
  controlsOfRun,
  parentOf,
  sourceOfRun,
  type Evidence,
  type Placed,
} from './evidence-of-run.ts'

/** The largest report.json that is read, in bytes. */
const LARGEST_REPORT = 512 << 20

/**
 * The evidence of a period, control by control: its page over the period from the archived report itself, and result, population and objects of its newest run. Objects of earlier runs are
 * not in it, since they may be many times the newest: each page names the run of every result, and those are got out in the same way. Evidence has the numbers of the report of the period.
 *
 * Throws Fault `USAGE` for a report that is not of a period, `MISSING` where no run of the period answers for a slot, `VERIFICATION_FAILED` where its newest run is not the one that it names.
 */
export async function evidenceOfPeriod(
  committed: Committed,
  work: string,
  context: Context,
): Promise<Evidence> {
  const report = await archivedPeriod(committed)
  const run = await newestRun(committed, report, context)
  const source = await sourceOfRun(run, work, context)
  const parent = parentOf(run, signedReport(committed))
  const numbers = numbersOf(report)
  const ofRun = new Map(
    controlsOfRun(source, parent).map(({ of, objects }) => [
      keyOf(of.framework.id, of.control.id),
      { objects, of: { ...of, control: withNumbersOf(numbers, of.control) } },
    ]),
  )
  const spoken = report.frameworks.filter(speaks)
  const placed = spoken.flatMap((framework) => {
    const folders = folderNames(framework.controls.map(({ id }) => id))
    return framework.controls.map((control, index): Placed => {
      const newest = ofRun.get(keyOf(framework.id, control.id))
      const of = { report, framework, control, parent, ...logoView(source.logo) }
      return {
        folder: `${folderNames([framework.id])[0] ?? ''}/${folders[index] ?? ''}`,
        objects: newest?.objects ?? [],
        job: (paper) => periodControlJob(of, newest?.of, paper),
        ...(newest === undefined
          ? {}
          : { population: () => populationOfControl(newest.of, report.reference) }),
      }
    })
  })
  const unspoken = report.frameworks.filter((each) => !speaks(each))
  const runs = () => runsOfPeriod(report, parent)
  return { placed, parent, run, silent: unspoken.flatMap(silentOf), runs }
}

function keyOf(framework: string, control: string): string {
  return JSON.stringify([framework, control])
}

function silentOf({ id, silent = [] }: PeriodFramework): Evidence['silent'] {
  const said = silent.flatMap(({ clusters, sentence: word, reason }) =>
    clusters.map((cluster) => ({ cluster, word, reason })),
  )
  return [{ id, silent: said }]
}

function signedReport({ entry, entryDigest }: Committed): SignedReport {
  const { runId: id, sumsDigest, manifestDigest, number } = entry
  return { id, sumsDigest, manifestDigest, entry: number, entryDigest }
}

/** The report as it was archived. */
async function archivedPeriod(committed: Committed): Promise<PeriodReport> {
  const { store, folder, files, entry } = committed
  const path = `${folder}report.json`
  const digest = files.get('report.json')
  if (digest === undefined) throw reportGiven(committed)
  const bytes = (await readBytes(store, path, LARGEST_REPORT)) ?? Buffer.from('')
  if (digestOf(bytes) !== digest)
    throw new Fault('VERIFICATION_FAILED', `${path} is not as it was signed`)
  const found = periodSchema.safeParse(parseJson(Buffer.from(bytes).toString('utf8'), path))
  if (found.success && found.data.excerpt !== undefined)
    throw new Fault('USAGE', `${entry.runId} is an excerpt, from which objects are left out`, {
      hint: `name the report that it is one of: ${found.data.excerpt.of.id}`,
    })
  if (found.success) return found.data
  throw new Fault('USAGE', `${entry.runId} is no report of a period that this version reads`, {
    hint: "give a run, or make the report anew: 'exhibit archive list' lists both",
  })
}

async function newestRun(
  { store, manifest }: Committed,
  { newest, period }: PeriodReport,
  context: Context,
): Promise<Committed> {
  if (newest === undefined)
    throw new Fault('MISSING', `no run of ${period.name} answers for a slot`, {
      hint: 'there is no population to write, and no object',
    })
  const run = await committedOf(store, newest.runId, context)
  const named = manifest.runs?.find(({ id }) => id === newest.runId)
  if (named?.sumsDigest === run.entry.sumsDigest) return run
  throw new Fault('VERIFICATION_FAILED', `run ${newest.runId} is not the one that the report names`)
}
