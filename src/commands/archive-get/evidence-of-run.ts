import { join } from 'node:path'
import type { ObjectKey } from '../../model/object.ts'
import type { SignedParent, SignedReport } from '../../model/parent.ts'
import type { ReportSource } from '../../model/report.ts'
import { controlJob, type ControlOfRun } from '../../render/by-control/control-pdf.ts'
import { populationOfControl } from '../../render/by-control/population.ts'
import type { Paper } from '../../render/paper.ts'
import type { PrintJob } from '../../render/print/print.ts'
import { reportView } from '../../render/view/report.ts'
import type { Context } from '../context.ts'
import { fetchRun } from '../stages/fetch-run.ts'
import { loadReportSource } from '../stages/report-source.ts'
import type { Committed } from './committed.ts'
import { folderNames } from './control-folders.ts'
import { objectsNamedBy } from './evidence-objects.ts'

/** One control, and where it goes in the ZIP. */
export type Placed = {
  readonly folder: string
  readonly job: (paper?: Paper) => PrintJob
  /** absent: the newest run of the period does not have the control */
  readonly population?: () => Uint8Array
  readonly objects: readonly NamedObjects[]
}

/** What the evidence of a control names in one cluster, sorted. */
export type NamedObjects = { readonly cluster: string; readonly keys: readonly ObjectKey[] }

/** What goes into a ZIP, and the run whose objects are in it. */
export type Evidence = {
  readonly placed: readonly Placed[]
  readonly parent: SignedParent
  readonly run: Committed
  /** of a period: its runs by the numbers that its pages name, as CSV */
  readonly runs?: () => Uint8Array
  /** frameworks that say nothing of any cluster, with the reason: they have no controls in the ZIP */
  readonly silent: readonly {
    readonly id: string
    readonly silent: readonly {
      readonly cluster: string
      readonly word: string
      readonly reason: string
    }[]
  }[]
}

/** The evidence of a run, control by control. */
export async function evidenceOfRun(
  committed: Committed,
  work: string,
  context: Context,
): Promise<Evidence> {
  const source = await sourceOfRun(committed, work, context)
  const { run, parent } = { run: committed, parent: parentOf(committed) }
  const silent = reportView(source).report.frameworks.flatMap(({ id, silent: why }) =>
    why === undefined ? [] : [{ id, silent: why }],
  )
  const placed = controlsOfRun(source, parent)
    .filter(({ of }) => of.framework.silent === undefined)
    .map(({ of, folder, objects }): Placed => ({
      ...{ folder, objects },
      job: (paper) => controlJob(of, paper),
      population: () => populationOfControl(of),
    }))
  return { placed, parent, run, silent }
}

/** What the report of a run was made from. */
export async function sourceOfRun(
  { store, entry }: Committed,
  work: string,
  context: Context,
): Promise<ReportSource> {
  const folder = join(work, 'run')
  await fetchRun(store, entry.runId, folder, context.clock.now())
  return loadReportSource(folder)
}

/** How evidence names the run that it is taken out of, and the report of which it is the newest. */
export function parentOf({ entry, entryDigest }: Committed, report?: SignedReport): SignedParent {
  const { runId: run, sumsDigest, manifestDigest, number } = entry
  return {
    ...{ run, sumsDigest, manifestDigest, entry: number, entryDigest },
    ...(report === undefined ? {} : { report }),
  }
}

/** One control of a run, its folder in the ZIP, and what its evidence names. */
export type ControlPlaced = {
  readonly of: ControlOfRun
  readonly folder: string
  readonly objects: readonly NamedObjects[]
}

/** Every control of a run in the order of its report. */
export function controlsOfRun(
  source: ReportSource,
  parent: SignedParent,
): readonly ControlPlaced[] {
  const { report, logo } = reportView(source)
  const shown = logo === undefined ? {} : { logo }
  return report.frameworks.flatMap((framework, at) => {
    const { id, controls = [] } = source.catalogue.frameworks[at] ?? { id: framework.id }
    const folders = folderNames(controls.map((each) => each.id))
    return framework.controls.map((control, index) => ({
      of: { report, framework, control, parent, ...shown },
      folder: `${folderNames([id])[0] ?? ''}/${folders[index] ?? ''}`,
      objects: source.clusters.flatMap(({ name: cluster, evaluation }) => {
        if (evaluation === undefined) return []
        const keys = objectsNamedBy(evaluation, id, controls[index]?.id ?? '')
        return keys.length === 0 ? [] : [{ cluster, keys }]
      }),
    }))
  })
}
