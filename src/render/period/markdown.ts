import { excerptRows } from '../excerpt-words.ts'
import { markdownTable, markdownText as text } from '../markdown/text.ts'
import { counted, grouped } from '../text.ts'
import { boundsOf, moment, moments } from '../moment.ts'
import type { PeriodBytesFormat } from './formats.ts'
import { overdueIn } from './overdue.ts'
import { readingOrder } from './reading-order.ts'
import type { PeriodFramework, PeriodReport } from './schema.ts'
import { SEGMENT_WORDS, shortSegmentWord } from './words.ts'

/** summary.md of a period: what the report says first, on one page, for tickets and chats; the report has the rest. */
export const markdown: PeriodBytesFormat = {
  id: 'markdown',
  render: ({ report }) =>
    Promise.resolve([
      {
        fileName: 'summary.md',
        mediaType: 'text/markdown; charset=utf-8; variant=GFM',
        bytes: Buffer.from(summary(report)),
      },
    ]),
}

/** So much of a long list is named (of controls: of each framework, of the first ones more), and the rest counted: it stands in the report. */
const MOST = { first: 25, controls: 8, notes: 12, exceptions: 12 }

function summary(report: PeriodReport): string {
  return [
    `# ${text(report.title)}\n`,
    front(report),
    '## Read first\n',
    readFirst(report),
    '## Controls over the period\n',
    controls(report),
    '## What failed at any time\n',
    ...failed(report),
    '## Cadence\n',
    cadence(report),
    '## What changed\n',
    `${text(report.changes.sentence)}\n`,
    changes(report),
    ...lists(report),
    '## What is due\n',
    ...due(report),
    '## How to verify\n',
    verify(report),
  ].join('\n')
}

function front(report: PeriodReport): string {
  const { period, asOf, revision, toCome } = report
  const rows = [
    ['Entity', report.entity],
    ['Classification', report.classification],
    [
      'Period',
      `${period.name}: ${period.fromDay} up to, not including, ${period.toDay} in ${period.timeZone}; ${boundsOf(period)}`,
    ],
    ['As of', asOf === undefined ? 'there is no snapshot' : moments(asOf, period.timeZone)],
    ['Generated', moment(report.generatedAt, period.timeZone)],
    ['Report', report.reportId],
    ...excerptRows(report),
    ['Revision', revisionOf(revision)],
    ['Slots still to come', grouped(toCome)],
    ['Made by', report.tool],
  ]
  return markdownTable(
    ['Evidence of a period', ''],
    rows.map((row) => row.map(text)),
  )
}

function revisionOf({ number, replaces }: PeriodReport['revision']): string {
  return replaces === undefined
    ? String(number)
    : `${number}, in the place of ${replaces.reportId} (${replaces.digest}): ${replaces.why}`
}

function readFirst({ readFirst }: PeriodReport): string {
  if (readFirst.length === 0)
    return 'Every slot that was due was answered by a whole run, and the list of clusters is confirmed.\n'
  const items = readFirst.slice(0, MOST.notes).map((said, at) => `${at + 1}. ${text(said)}\n`)
  return `${items.join('')}${rest(readFirst.length - MOST.notes, 'note')}`
}

/** That so many more are in the report; empty for none. */
function rest(more: number, noun: string): string {
  return more <= 0 ? '' : `\nAnd ${counted(more, `more ${noun}`)}: the report has all.\n`
}

function controls({ frameworks, population: { neverRead } }: PeriodReport): string {
  if (frameworks.length === 0) return 'No control has a result.\n'
  const never = neverRead.length > 0
  const words = SEGMENT_WORDS.map(shortSegmentWord)
  const head = ['Framework', ...words, 'all', ...(never ? ['left open by those never read'] : [])]
  const ordered = readingOrder(frameworks)
  const rows = ordered.map(({ title, version, tallies, total, open, unused }) => [
    text(`${title} ${version}`),
    ...tallies.map(({ count }) => grouped(count)),
    grouped(total),
    ...(never ? [unused && open > 0 ? 'not known' : grouped(open)] : []),
  ])
  const table = markdownTable(head, rows, new Set(head.map((_, at) => at).slice(1)))
  const silent = ordered
    .filter(({ unused }) => unused)
    .map(
      ({ title, version }) =>
        `\n${text(`${title} ${version}: says nothing of any cluster that was read.`)}\n`,
    )
  if (!never)
    return `Each control counts once, with the worst word over its clusters and segments.\n\n${table}${silent.join('')}`
  const names = text(neverRead.map(({ cluster }) => cluster).join(', '))
  return [
    'Each control counts once, with the worst word over the clusters that were read and its segments.',
    `Never read, so that nothing is known of ${neverRead.length === 1 ? 'it' : 'them'}: ${counted(neverRead.length, 'cluster')} (${names}).`,
    `The last column counts the controls that are undetermined over all clusters for that alone.\n\n${table}${silent.join('')}`,
  ].join(' ')
}

function failed({ frameworks }: PeriodReport): readonly string[] {
  if (frameworks.length === 0) return ['Not known: no control has a result.\n']
  const parts = readingOrder(frameworks).flatMap((framework) => {
    const all = framework.controls.filter(({ word }) => word === 'failed')
    const cells = all.map(({ name, title, sentence }) => [
      text(`${name}: ${title}`),
      text(sentence),
    ])
    return all.length === 0 ? [] : [named(framework, ['Which', 'Over the period'], all, cells)]
  })
  return parts.length === 0 ? ['No control failed in any snapshot of the period.\n'] : parts
}

type Noun = Pick<PeriodFramework, 'title' | 'version' | 'noun' | 'nouns'>

/** Controls of one framework: how many, the first of them in rows, and the rest by their ids. */
function named(
  { title, version, noun, nouns }: Noun,
  head: readonly string[],
  all: readonly { readonly id: string }[],
  rows: readonly (readonly string[])[],
): string {
  const most = noun === 'requirement' ? MOST.first : MOST.controls
  const others = all.slice(most)
  const more = `And ${counted(others.length, `more ${noun}`, `more ${nouns}`)}: ${others.map(({ id }) => id).join(', ')}.`
  return [
    `### ${text(`${title} ${version}: ${counted(all.length, noun, nouns)}`)}\n`,
    markdownTable(head, rows.slice(0, most)),
    ...(others.length === 0 ? [] : [`${text(more)}\n`]),
  ].join('\n')
}

/** States of a slot that a run was made for, and that lacks something. */
const LACKING = ['unread', 'ad-hoc', 'partial'] as const

function cadence({ ledger }: PeriodReport): string {
  const { due, answered, unwitnessed, states, exceptions } = ledger
  const counts = states
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${word}: ${grouped(count)}`)
  const missed = exceptions.filter(
    ({ state }) => state.startsWith('missed') || LACKING.some((one) => one === state),
  )
  const rows = missed
    .slice(0, MOST.exceptions)
    .map(({ from, to, slots, clusters, word, reasons }) => [
      text(slots === 1 ? from : `${from} to ${to}, ${grouped(slots)} slots`),
      text(clusters.join(', ')),
      word,
      text(reasons.join('; ')),
    ])
  const files =
    unwitnessed === 0
      ? ''
      : `, of which ${grouped(unwitnessed)} rest on files whose time nobody witnessed`
  const said = `${grouped(answered)} of ${grouped(due)} slots times clusters that were due were answered by a run that read the cluster${files}: ${counts.join('; ')}.\n`
  if (rows.length === 0) return said
  const table = markdownTable(['Slot', 'Clusters', 'State', 'Reason'], rows)
  return `${said}\n${table}${rest(missed.length - MOST.exceptions, 'stretch')}`
}

function changes({ changes }: PeriodReport): string {
  const rows = changes.counts
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => [text(word), grouped(count)])
  return [
    ...(rows.length === 0 ? [] : [markdownTable(['What', 'Changes'], rows, new Set([1]))]),
    ...(changes.notCompared === '' ? [] : [`${text(changes.notCompared)}\n`]),
  ].join('\n')
}

/** What is read first of the changes: who listed none, and what opened the CDE to the outside. */
function lists({ summary: { unlisted, ways } }: PeriodReport): readonly string[] {
  const said = ({ shown, more }: typeof ways, what: string) =>
    shown.length === 0
      ? []
      : [
          `${what}:\n`,
          `${shown.map((one, at) => `${at + 1}. ${text(one.said)}\n`).join('')}${rest(more, 'change')}`,
        ]
  return [
    ...said(unlisted, 'Listed by no entry of the organisation’s file of changes'),
    ...said(ways, 'Ways from outside into the CDE'),
  ]
}

function due({ reviews, newest, frameworks, summary }: PeriodReport): readonly string[] {
  if (newest === undefined) return ['Not known: no run of the period answers for a slot.\n']
  const open = Map.groupBy(
    reviews.filter(({ open }) => open > 0),
    ({ framework }) => framework,
  )
  if (open.size === 0) return ['No control that asks for a statement of a person lacks one.\n']
  const lacking = readingOrder(frameworks).flatMap((framework) => {
    const all = open.get(`${framework.title} ${framework.version}`.trim()) ?? []
    const rows = all.map(({ id, title, open: count, clusters }) => [
      text(`${framework.noun} ${id}: ${title}`),
      `${grouped(count)} of ${grouped(clusters.length)}`,
    ])
    const head = ['Which', 'Clusters in which it is to be stated']
    return all.length === 0 ? [] : [named(framework, head, all, rows)]
  })
  return [`${text(summary.dueWords)}\n`, ...overdue(reviews), ...lacking]
}

function overdue(reviews: PeriodReport['reviews']): readonly string[] {
  const late = overdueIn(reviews)
  const rows = late
    .slice(0, MOST.first)
    .map(({ framework, id, title, since, clusters }) => [
      text(`${framework} ${id}: ${title}`),
      text(since),
      text(clusters.join(', ')),
    ])
  if (rows.length === 0) return []
  const table = markdownTable(['Overdue', 'Since', 'Clusters'], rows)
  return [`${table}${rest(late.length - MOST.first, 'row')}`]
}

function verify({ signature, reportId }: PeriodReport): string {
  if (signature.fingerprint === '')
    return `This is an unsigned working copy (${text(signature.statement)}), which cannot be verified: the same command with --add signs and archives the report.\n`
  return [
    `The report is ${text(signature.statement)}; certificate ${text(signature.subject)}, fingerprint ${text(signature.fingerprint)}. This summary carries no signature of its own: report.html, report.pdf and SHA256SUMS in the folder of report ${text(reportId)} do. With root.pem from its owner, in that folder:`,
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
