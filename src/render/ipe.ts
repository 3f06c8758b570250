import { template } from './templates.ts'
import { ipeView, type RunReport } from './view/ipe.ts'

/** The sheets of the information that the entity produced: a page for the run, then one for each cluster; for any report that shows a run. */
export function* ipeSections(report: RunReport): Generator<string> {
  const { sheets, ...head } = ipeView(report)
  yield template('ipe')({ ...head, runId: report.runId })
  for (const sheet of sheets) yield template('ipe-sheet')(sheet)
}
