/**
 * Counts what the CSV files of a period say, from their text alone, and reads what its report.json and the executive summary of its report.html state. It shares no code with exhibit, and knows
 * only what the columns and words mean (README, glossary of the report).
 */
import { figure, type Figures } from './figures.ts'
import { readRows, type Row } from './recount.ts'

/** How a control stood, the worst first: the words of controls.csv and those of the summary. */
const WORDS: readonly (readonly [csv: RegExp, summary: string])[] = [
  [/^failed/, 'failed at some time'],
  [/^undetermined/, 'undetermined at some time'],
  [/^lacked a sign-off/, 'lacked a sign-off at some time'],
  [/^held with a waiver/, 'held with a waiver'],
  [/^held/, 'held in every snapshot'],
  [/^(no subjects|left out)/, 'no subjects or left out'],
]

const STATES = [
  ...['missed, silent', 'missed, recorded', 'missed, stated', 'partial', 'caught up', 'late'],
  ...['done', 'retired', 'to come', 'not expected'],
]
const NOT_DUE = ['retired', 'to come', 'not expected']
const KINDS = ['cluster', 'namespace', 'workload', 'policy', 'snapshot']

/** The files of a period that figures are counted from. */
export type PeriodCsv = Readonly<Record<'controls' | 'ledger' | 'changes' | 'population', string>>

/** Every figure of the summary, counted again. */
export function recountedPeriod(files: PeriodCsv): Figures {
  const figures = new Map<string, number>()
  const ledger = readRows(files.ledger)
  countControls(figures, readRows(files.controls), dueClusters(ledger))
  for (const state of STATES)
    figures.set(figure('slots', state), ledger.filter((row) => row.state === state).length)
  const due = ledger.filter(isDue)
  figures.set(figure('slots', 'due'), due.length)
  figures.set(
    figure('slots', 'answered'),
    due.filter(({ state = '' }) => !state.startsWith('missed')).length,
  )
  const changed = readRows(files.changes).filter(({ kind }) => kind === 'policy object')
  const unlisted = changed.filter(
    (row) => row.change !== 'relabelled' && row['listed in the file of changes'] === 'no entry',
  )
  figures.set(figure('policy objects'), changed.length)
  figures.set(figure('of these, listed by no entry'), unlisted.length)
  const population = readRows(files.population)
  for (const kind of KINDS)
    figures.set(figure('population', kind), population.filter((row) => row.kind === kind).length)
  const unread = population.filter((row) => row.kind === 'cluster, never read')
  figures.set('never read', unread.length)
  return figures
}

function isDue({ state = '' }: Row): boolean {
  return !NOT_DUE.includes(state)
}

function dueClusters(ledger: readonly Row[]): ReadonlySet<string> {
  return new Set(ledger.filter(isDue).map(({ cluster = '' }) => cluster))
}

/** Each control counts once, with the worst word over clusters and segments; a cluster that was due and has no row leaves it undetermined. */
function countControls(
  figures: Map<string, number>,
  rows: readonly Row[],
  expected: ReadonlySet<string>,
): void {
  let failed = 0
  for (const [framework, inIt] of Map.groupBy(rows, (row) => row.framework ?? '')) {
    const controls = [...Map.groupBy(inIt, (row) => row.control ?? '').values()]
    const words = controls.map((of) => worstOf(of, expected))
    for (const [, word] of WORDS)
      figures.set(figure(framework, word), words.filter((one) => one === word).length)
    figures.set(figure(framework, 'all'), controls.length)
    const segmented = controls.filter((of) => of.some((row) => row['of segments'] !== '1'))
    figures.set(figure(framework, 'in segments'), segmented.length)
    failed += words.filter((one) => one === 'failed at some time').length
  }
  figures.set(figure('failed at any time'), failed)
}

function worstOf(rows: readonly Row[], expected: ReadonlySet<string>): string {
  const seen = new Set(rows.map(({ cluster = '' }) => cluster))
  const isOpen = [...expected].some((cluster) => !seen.has(cluster))
  const at = rows.map(({ word = '' }) => WORDS.findIndex(([csv]) => csv.test(word)))
  if (at.includes(-1)) throw new Error(`a word that is not known: ${JSON.stringify(rows[0]?.word)}`)
  return WORDS[Math.min(...at, isOpen ? 1 : WORDS.length)]?.[1] ?? ''
}

type Tally = { readonly text: string; readonly count: number }
type Counted = { readonly word: string; readonly count: number }
type ReadPeriod = {
  readonly frameworks: readonly {
    readonly id: string
    readonly total: number
    readonly segmented: number
    readonly tallies: readonly Tally[]
  }[]
  readonly summary: {
    readonly failedTotal: number
    readonly population: readonly Counted[]
    readonly neverRead: { readonly count: number }
  }
  readonly ledger: {
    readonly due: number
    readonly withRun: number
    readonly states: readonly Counted[]
  }
  readonly changes: { readonly counts: readonly Counted[] }
}

/** What report.json says. */
export function saidByPeriodJson(text: string): Figures {
  const { frameworks, summary, ledger, changes } = JSON.parse(text) as ReadPeriod
  const figures = new Map<string, number>()
  for (const { id, total, segmented, tallies } of frameworks) {
    for (const { text: word, count } of tallies) figures.set(figure(id, word), count)
    figures.set(figure(id, 'all'), total)
    figures.set(figure(id, 'in segments'), segmented)
  }
  figures.set(figure('failed at any time'), summary.failedTotal)
  for (const { word, count } of ledger.states) figures.set(figure('slots', word), count)
  figures.set(figure('slots', 'due'), ledger.due)
  figures.set(figure('slots', 'answered'), ledger.withRun)
  for (const { word, count } of changes.counts.slice(0, 2)) figures.set(word, count)
  figures.set('never read', summary.neverRead.count)
  for (const [index, { count }] of summary.population.entries())
    figures.set(figure('population', KINDS[index] ?? ''), count)
  return figures
}

/** What the executive summary of report.html says; ids of frameworks are given in their order. */
export function saidByPeriodHtml(html: string, ids: readonly string[]): Figures {
  const page = first(/<section [^>]*id="executive-summary">(.*?)<\/section>/s, html)
  const figures = new Map<string, number>()
  const [words = '', rest = ''] = page.split('<h3>What failed at any time')
  readWords(figures, words, ids)
  const text = plain(rest)
  figures.set('failed at any time', numberIn(first(/^: ([\d,]+) control/, text)))
  for (const name of ['policy objects', 'of these, listed by no entry'])
    figures.set(name, numberIn(first(new RegExp(`${name} ([\\d,]+);`), text)))
  readSlots(figures, rest)
  const unread = first(/Expected, and never read: ([\d,]+)/, text)
  figures.set('never read', unread === '' ? 0 : numberIn(unread))
  const population = first(/Population: ([^.]*)\./, text)
  for (const [index, said] of population.split(/, (?=[\d,]+ )/).entries())
    figures.set(figure('population', at(KINDS, index)), numberIn(first(/^([\d,]+)/, said)))
  return figures
}

function readWords(figures: Map<string, number>, part: string, ids: readonly string[]): void {
  for (const [index, row] of rowsOf(first(/<tbody>(.*?)<\/tbody>/s, part)).entries()) {
    const id = at(ids, index)
    for (const [column, [, word]] of WORDS.entries())
      figures.set(figure(id, word), numberIn(at(row, column + 1)))
    figures.set(figure(id, 'all'), numberIn(at(row, WORDS.length + 1)))
    const segmented = first(/\(([\d,]+) in segments\)/, at(row, 0))
    figures.set(figure(id, 'in segments'), numberIn(segmented === '' ? '0' : segmented))
  }
}

function readSlots(figures: Map<string, number>, part: string): void {
  const text = plain(part)
  const [answered, due] = [/([\d,]+) of [\d,]+ due were/, /[\d,]+ of ([\d,]+) due were/]
  figures.set(figure('slots', 'answered'), numberIn(first(answered, text)))
  figures.set(figure('slots', 'due'), numberIn(first(due, text)))
  const body = first(/<table class="cards states">.*<tbody>(.*?)<\/tbody>/s, part)
  for (const row of rowsOf(body))
    for (const [index, field] of row.entries())
      figures.set(figure('slots', at(STATES, index)), numberIn(field))
}

function first(pattern: RegExp, text: string): string {
  return pattern.exec(text)?.[1] ?? ''
}

function at(list: readonly string[], index: number): string {
  return list[index] ?? ''
}

function rowsOf(body: string): readonly (readonly string[])[] {
  return [...body.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, field = '']) => plain(field)),
  )
}

function plain(html: string): string {
  return html
    .replace(/<svg.*?<\/svg>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function numberIn(text: string): number {
  return /^[\d,]+$/.test(text) ? Number(text.replaceAll(',', '')) : -1
}
