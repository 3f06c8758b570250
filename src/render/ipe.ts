import type { Section } from './section.ts'
import { template } from './templates.ts'
import { ipeView, type RunReport } from './view/ipe.ts'

/** The sheets of the information that the entity produced: a page for the run, then one for each cluster; for any report that shows a run. */
export function* ipeSections(report: RunReport): Generator<Section> {
  const { sheets, ...head } = ipeView(report)
  const name = 'information produced by the entity'
  yield { name, html: template('ipe')({ ...head, runId: report.runId }), begins: 'page' }
  for (const sheet of sheets)
    yield { name: `${name}, ${sheet.name}`, html: template('ipe-sheet')(sheet), begins: 'page' }
}
