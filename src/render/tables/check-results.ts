import type {
  ControlInCluster,
  ControlView,
  FrameworkView,
  Report,
  SubjectView,
} from '../report-schema.ts'
import { several, type Cell, type Table } from './table.ts'

/** One row for each check result, and one for a control in a cluster that has none. */
export function checkResults(report: Report): Table {
  return {
    name: 'Check results',
    columns: [
      ...['run', 'cluster', 'framework', 'control', 'title', 'method'],
      ...['result in cluster', 'result over clusters'],
      ...['subject', 'verdict', 'cause', 'reason', 'waiver', 'check', 'check version'],
      ...['evidence numbers', 'evidence'],
    ],
    rows: () => rows(report),
  }
}

function* rows(report: Report): Generator<readonly Cell[]> {
  for (const framework of report.frameworks)
    for (const control of framework.controls)
      for (const part of control.clusters) yield* partRows(report, framework, control, part)
}

function* partRows(
  report: Report,
  framework: FrameworkView,
  control: ControlView,
  part: ControlInCluster,
): Generator<readonly Cell[]> {
  const front = [report.runId, part.cluster, framework.id, control.id, control.title]
  const outcomes = [control.methodWord, part.word, control.word]
  if (part.subjects.length === 0)
    yield [...front, ...outcomes, '', '', '', part.reason, '', '', '', '', '']
  for (const subject of part.subjects) yield [...front, ...outcomes, ...subjectCells(subject)]
}

function subjectCells(subject: SubjectView): readonly Cell[] {
  return [
    subject.subject,
    subject.word,
    subject.causeWord ?? '',
    subject.reason,
    subject.waiver ?? '',
    subject.check,
    subject.checkVersion,
    subject.evidence.map(({ number }) => number).join(' '),
    several(
      subject.evidence.map(({ object, pointer, value }) => `${object}#${pointer} = ${value}`),
    ),
  ]
}
