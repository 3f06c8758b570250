import type { BytesFormat } from './formats.ts'
import { excerptRows } from './excerpt-words.ts'
import { markdownTable, markdownText as text } from './markdown/text.ts'
import { moment, moments } from './moment.ts'
import type { FrameworkView, Report } from './report-schema.ts'
import { counted, grouped } from './text.ts'
import { failingFrameworks, type FailingControl, type FailingFramework } from './view/failing.ts'
import { beyondReachWords } from './view/beyond-reach.ts'
import { OUTCOMES, shortOutcomeWord } from './words.ts'

/** summary.md: what the report says first, on one page, for tickets and chats; the report has the rest. */
export const markdown: BytesFormat = {
  id: 'markdown',
  fileName: 'summary.md',
  mediaType: 'text/markdown; charset=utf-8; variant=GFM',
  render: ({ report }) => Promise.resolve({ bytes: Buffer.from(summary(report)) }),
}

/** So much of a long list is named (of controls: of each framework), and the rest counted: it stands in the report. */
const MOST = { controls: 8, evidence: 3, notes: 12 }

function summary(report: Report): string {
  return [
    `# ${text(report.title)}\n`,
    front(report),
    '## Read first\n',
    readFirst(report),
    '## Results at a glance\n',
    ...glance(report),
    '## Clusters\n',
    clusters(report),
    '## What fails\n',
    ...failing(failingFrameworks(report, MOST.evidence)),
    '## How to verify\n',
    verify(report),
  ].join('\n')
}

function front(report: Report): string {
  const { asOf } = report
  const rows = [
    ['Entity', report.entity],
    ['Classification', report.classification],
    ['Run', report.runId],
    ...excerptRows(report),
    ['As of', asOf === undefined ? 'no cluster was read' : moments(asOf, report.timeZone)],
    ['Generated', moment(report.generatedAt, report.timeZone)],
    [
      'Schedule',
      `${report.trigger}${report.slot === undefined ? '' : `, slot ${report.slot}`}, attempt ${report.attempt}`,
    ],
    ['Clusters', report.population.sentence],
    ['Made by', report.tool],
  ]
  return markdownTable(
    ['Evidence of one run', ''],
    rows.map((row) => row.map(text)),
  )
}

function readFirst({ readFirst }: Report): string {
  if (readFirst.length === 0)
    return 'Every expected cluster was read completely and the list of clusters is confirmed.\n'
  const items = readFirst.slice(0, MOST.notes).map((said, at) => `${at + 1}. ${text(said)}\n`)
  const more = readFirst.length - MOST.notes
  const rest = more <= 0 ? '' : `\nAnd ${counted(more, 'more note')}, which the report has.\n`
  return `${items.join('')}${rest}`
}

function glance({ frameworks }: Report): readonly string[] {
  if (frameworks.length === 0) return ['No framework was evaluated.\n']
  const head = ['Framework', ...OUTCOMES.map(shortOutcomeWord), 'all']
  const figures = new Set(head.map((_, at) => at).slice(1))
  const silent = frameworks.filter(({ silence }) => silence !== undefined)
  return [
    'Controls by result, each with its worst result over the expected clusters. In brackets: what no reading of the Kubernetes API could decide.\n',
    markdownTable(head, frameworks.map(tallied), figures),
    ...silent.map(
      ({ title, version, silence = '' }) => `${text(`${title} ${version}: ${silence}`)}\n`,
    ),
  ]
}

function tallied({ title, version, tallies, outOfReach, total }: FrameworkView): readonly string[] {
  const counts = tallies.map(({ outcome, count }) =>
    outcome === 'undetermined'
      ? `${grouped(count)}${beyondReachWords(outOfReach)}`
      : grouped(count),
  )
  return [text(`${title} ${version}`), ...counts, grouped(total)]
}

function clusters({ clusters, population }: Report): string {
  if (clusters.length === 0) return 'None was expected.\n'
  const rows = clusters.map(({ name, word, read, takenFrom, asked, gapCount, objectCount }) => [
    ...[text(name), word, read ? takenFrom : 'not read'],
    ...[asked.read, gapCount, objectCount].map(grouped),
  ])
  const head = ['Cluster', 'Status', 'As of', 'Lists read', 'Gaps', 'Objects']
  const table = markdownTable(head, rows, new Set([3, 4, 5]))
  return `${text(population.confirmation)}\n\n${table}`
}

function failing(frameworks: readonly FailingFramework[]): readonly string[] {
  if (frameworks.length === 0) return ['No control fails over the expected clusters.\n']
  return frameworks.flatMap(({ framework: { title, version, noun, nouns }, controls }) => {
    const said = text(`${title} ${version}: ${counted(controls.length, noun, nouns)}`)
    const table = markdownTable(
      ['Which', 'Why', 'Evidence'],
      controls.slice(0, MOST.controls).map(failingRow),
    )
    const others = controls.slice(MOST.controls)
    const more =
      others.length === 0
        ? ''
        : `\n${text(`And ${counted(others.length, `more ${noun}`, `more ${nouns}`)}: ${others.map(({ id }) => id).join(', ')}.`)}\n`
    return [`### ${said}\n`, `${table}${more}`]
  })
}

function failingRow(control: FailingControl): readonly string[] {
  const more = control.more === 0 ? '' : ` and ${grouped(control.more)} more`
  return [
    text(`${control.name}: ${control.title}`),
    text(whyOf(control)),
    text(control.evidence.join(', ') + more),
  ]
}

function whyOf({ word, reason, first }: FailingControl): string {
  const example = first === undefined ? '' : ` Such as ${first.subject}: ${first.reason}`
  return `${word}: ${reason}${example}`
}

function verify({ signature, runId, excerpt }: Report): string {
  const folder = excerpt === undefined ? `run ${runId}` : `report ${excerpt.reportId}`
  return [
    `The run is ${text(signature.statement)}; certificate ${text(signature.subject)}, fingerprint ${text(signature.fingerprint)}. This summary carries no signature of its own: report.html, report.pdf and SHA256SUMS in the folder of ${text(folder)} do. Numbers of evidence are those of the report. With root.pem from its owner, in that folder:`,
    '',
    '```',
    'openssl cms -verify -cades -binary -inform DER -in SHA256SUMS.p7s -content SHA256SUMS -CAfile root.pem -out /dev/null',
    'sha256sum -c --strict SHA256SUMS',
    'pdfsig report.pdf',
    'exhibit verify . --trust root.pem',
    '```',
    '',
  ].join('\n')
}
