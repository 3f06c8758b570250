import type { Format } from './formats.ts'
import type {
  ControlInCluster,
  ControlView,
  FrameworkView,
  Report,
  SubjectView,
} from './report-schema.ts'

const COLUMNS = [
  'run',
  'cluster',
  'framework',
  'control',
  'title',
  'method',
  'result in cluster',
  'result over clusters',
  'subject',
  'verdict',
  'cause',
  'reason',
  'waiver',
  'check',
  'check version',
  'evidence numbers',
  'evidence',
] as const

/**
 * check-results.csv: one row for each check result, and one for a control in a cluster that has none (RFC 4180, UTF-8). For people with a
 * spreadsheet: results stand in the words of the report; report.json has their identifiers.
 */
export const csv: Format = {
  id: 'csv',
  fileName: 'check-results.csv',
  mediaType: 'text/csv; charset=utf-8; header=present',
  render: ({ report }) =>
    Promise.resolve({ bytes: Buffer.from([COLUMNS, ...rows(report)].map(csvRow).join('')) }),
}

function* rows(report: Report): Generator<readonly string[]> {
  for (const framework of report.frameworks)
    for (const control of framework.controls)
      for (const part of control.clusters) yield* partRows(report, framework, control, part)
}

function partRows(
  report: Report,
  framework: FrameworkView,
  control: ControlView,
  part: ControlInCluster,
): readonly (readonly string[])[] {
  const front = [report.runId, part.cluster, framework.id, control.id, control.title]
  const outcomes = [control.methodWord, part.word, control.word]
  if (part.subjects.length === 0)
    return [[...front, ...outcomes, '', '', '', part.reason, '', '', '', '', '']]
  return part.subjects.map((subject) => [...front, ...outcomes, ...subjectCells(subject)])
}

function subjectCells(subject: SubjectView): readonly string[] {
  return [
    subject.subject,
    subject.word,
    subject.causeWord ?? '',
    subject.reason,
    subject.waiver ?? '',
    subject.check,
    String(subject.checkVersion),
    subject.evidence.map(({ number }) => number).join(' '),
    subject.evidence
      .map(({ object, pointer, value }) => `${object}#${pointer} = ${value}`)
      .join(' | '),
  ]
}

/** One record with CR LF (RFC 4180, section 2). */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** One field. Text that a spreadsheet would take for a formula, full-width signs included, gets an apostrophe in front. */
export function csvCell(text: string): string {
  const guarded = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(guarded) || guarded !== guarded.trim()
    ? `"${guarded.replaceAll('"', '""')}"`
    : guarded
}
