import type { SignedParent } from '../../model/parent.ts'
import { withAlikeTogether } from '../alike-subjects.ts'
import { shownControl } from '../paired-control.ts'
import { onPaper } from '../paper.ts'
import type { Paper } from '../paper.ts'
import { citing } from '../evidence-annex.ts'
import { evidenceSections } from '../evidence-sections.ts'
import type { PrintJob } from '../print/print.ts'
import type { ControlView, FrameworkView, Report } from '../report-schema.ts'
import { template } from '../templates.ts'
import { withImages } from '../view/logo.ts'
import { withOwnLinks } from './own-links.ts'

/** One control of a report, and the run that it is taken out of. */
export type ControlOfRun = {
  readonly report: Report
  readonly framework: FrameworkView
  readonly control: ControlView
  readonly parent: SignedParent
  /** the picture of the cover as a data URI; absent: there is none */
  readonly logo?: string
}

/** The PDF of one control: which run it is taken out of, what a reader must know first, and its page as the report has it. */
export function controlJob(of: ControlOfRun, paper?: Paper): PrintJob {
  const { report, framework, control, parent, logo } = of
  const { entity, classification } = report
  const head = headOf(of)
  const shown = withAlikeTogether(shownControl(framework, control))
  const sections = withOwnLinks([
    { name: 'cover', html: template('by-control')(head), begins: 'page' },
    { name: control.name, html: `${template('control')(shown)}</section>\n`, begins: 'behind' },
    ...evidenceSections(
      { annex: 'Annex', runId: parent.run, runs: '' },
      citing([{ id: framework.id, controls: [control] }], ({ clusters }) => clusters),
      report.clusters,
    ),
  ])
  return {
    frame: {
      title: `${control.name} ${control.title} - ${entity}`,
      ...{ entity, classification },
      reference: `run ${parent.run}, log entry ${parent.entry}`,
      ...onPaper(paper),
      ...withImages(logo),
    },
    used: [head, shown],
    sections,
    date: report.generatedAt,
    sentinel: parent.run,
    attachments: [],
  }
}

function headOf({ report, framework, control, parent, logo }: ControlOfRun) {
  const { entity, classification, asOf, population, readFirst, signature } = report
  return {
    ...{ entity, classification, readFirst, parent, logo, report: false, period: false },
    asOf: asOf ?? false,
    timeZone: report.timeZone ?? 'UTC',
    noun: framework.noun,
    name: `${control.name.charAt(0).toUpperCase()}${control.name.slice(1)}`,
    title: control.title,
    framework: `${framework.title} ${framework.version}`,
    clusters: population.sentence,
    signature: signature.statement,
  }
}
