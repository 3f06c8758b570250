import type { SignedParent } from '../../model/parent.ts'
import { withAlikeTogether } from '../alike-subjects.ts'
import { citing } from '../evidence-annex.ts'
import { evidenceSections } from '../evidence-sections.ts'
import { shownControl } from '../paired-control.ts'
import { onPaper } from '../paper.ts'
import type { Paper } from '../paper.ts'
import { shownPeriodControl } from '../period/html.ts'
import type { PeriodControl, PeriodFramework, PeriodReport } from '../period/schema.ts'
import type { PrintJob } from '../print/print.ts'
import type { Section } from '../section.ts'
import { boundsOf } from '../moment.ts'
import { template } from '../templates.ts'
import { withImages } from '../view/logo.ts'
import type { ControlOfRun } from './control-pdf.ts'
import { withOwnLinks } from './own-links.ts'

/** One control of the report of a period, and what it is taken out of. */
export type ControlOfPeriod = {
  readonly report: PeriodReport
  readonly framework: PeriodFramework
  readonly control: PeriodControl
  readonly parent: SignedParent
  /** the picture of the cover as a data URI; absent: there is none */
  readonly logo?: string
}

/**
 * The PDF of one control over a period: which report it is taken out of, what a reader must know first, its page as the report has it, and its page in the report of the newest run.
 *
 * @param newest absent: the newest run does not have the control
 */
export function periodControlJob(
  of: ControlOfPeriod,
  newest: ControlOfRun | undefined,
  paper?: Paper,
): PrintJob {
  const { report, control, parent, logo } = of
  const { entity, classification, reportId } = report
  const head = headOf(of)
  const all = shownPeriodControl(control, report)
  const shown = newest === undefined ? all : { ...all, newest: [] }
  const page = template('period-control')(shown)
  const begun = `${page}${newest === undefined ? '</section>\n' : ''}`
  const sections = withOwnLinks([
    { name: 'cover', html: template('by-control')(head), begins: 'page' },
    { name: control.name, html: begun, begins: 'behind' },
    ...(newest === undefined ? [] : [newestSection(newest), ...evidenceOf(newest)]),
  ])
  const entry = parent.report === undefined ? '' : `, log entry ${parent.report.entry}`
  return {
    frame: {
      title: `${control.name} ${control.title}, ${report.period.name} - ${entity}`,
      ...{ entity, classification },
      reference: `report ${reportId}${entry}`,
      ...onPaper(paper),
      ...withImages(logo),
    },
    used: [head, shown, newest?.control],
    sections,
    date: report.generatedAt,
    sentinel: reportId,
    attachments: [],
  }
}

/** The page of the run, whose anchors are not those of the period's page. */
function newestSection({ report, framework, control, parent }: ControlOfRun): Section {
  const { asOf, timeZone = 'UTC' } = report
  const about = { run: parent.run, asOf: asOf ?? false, timeZone }
  const head = template('by-control-newest')(about)
  const shown = withAlikeTogether(shownControl(framework, control))
  const page = template('control')({ ...shown, anchor: `newest.${shown.anchor}` })
  return {
    name: `${control.name} in the newest run`,
    html: `${head}${page}</section>\n`,
    begins: 'behind',
  }
}

/** What resolves the evidence numbers on the page of the run. */
function evidenceOf({ report, framework, control, parent }: ControlOfRun): Iterable<Section> {
  const cited = { ...control, anchor: `newest.${control.anchor}` }
  return evidenceSections(
    { annex: 'Annex', runId: parent.run, runs: '' },
    citing([{ id: framework.id, controls: [cited] }], ({ clusters }) => clusters),
    report.clusters,
  )
}

function headOf({ report, framework, control, parent, logo }: ControlOfPeriod) {
  const { entity, classification, asOf, newest, readFirst, signature, period } = report
  return {
    ...{ entity, classification, readFirst, parent, logo },
    report: parent.report ?? false,
    period: `${period.name}: ${boundsOf(period)}${report.interim ? ', INTERIM' : ''}`,
    asOf: asOf ?? false,
    timeZone: period.timeZone,
    noun: framework.noun,
    name: `${control.name.charAt(0).toUpperCase()}${control.name.slice(1)}`,
    title: control.title,
    framework: `${framework.title} ${framework.version}`,
    clusters: newest?.population.sentence ?? 'no run answers for a slot',
    signature: signature.statement,
  }
}
