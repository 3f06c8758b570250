/** The figures that report.json of a period states, and the executive summary of its report.html. */
import { figure, type Figures } from './figures.ts'
import { readOverviews, readWords } from './period-words.ts'
import { CHANGES, KINDS, NEVER, OVERDUE, setDue, SLOT_RESULTS, STATES } from './period.ts'
import { first, numbersIn, plain, tableRows } from './text.ts'

type Tally = { readonly text: string; readonly count: number }
type Counted = { readonly word: string; readonly count: number }
type ReadNamed = {
  readonly framework: string
  readonly of: string
  readonly controls: readonly { readonly id: string }[]
  readonly more: number
}
type ReadPeriod = {
  readonly frameworks: readonly {
    readonly id: string
    readonly total: number
    readonly segmented: number
    readonly open: number
    readonly tallies: readonly Tally[]
    readonly controls: readonly {
      readonly id: string
      readonly expected: number
      readonly neverRead: number
      readonly without: number
      readonly outcomes: readonly { readonly slots: number }[]
    }[]
  }[]
  readonly summary: {
    readonly failedTotal: number
    readonly failed: readonly ReadNamed[]
    readonly dueTotal: number
    readonly dueWords: string
    readonly due: readonly ReadNamed[]
    readonly runs: number
    readonly adHoc: number
    readonly population: readonly Counted[]
    readonly neverRead: { readonly count: number }
  }
  readonly ledger: {
    readonly due: number
    readonly answered: number
    readonly unwitnessed: number
    readonly states: readonly Counted[]
  }
  readonly changes: { readonly total: number; readonly counts: readonly Counted[] }
}

/** What report.json says. */
export function saidByPeriodJson(text: string): Figures {
  const { frameworks, summary, ledger, changes } = JSON.parse(text) as ReadPeriod
  const figures = new Map<string, number>()
  for (const { id, total, segmented, open, tallies, controls } of frameworks) {
    figures.set(figure(id, 'left open'), open)
    for (const { id: control, expected, neverRead, without, outcomes } of controls) {
      figures.set(figure(id, control, 'due'), expected)
      figures.set(figure(id, control, 'never read'), neverRead)
      figures.set(figure(id, control, 'no result'), without)
      for (const [index, { slots }] of outcomes.entries())
        figures.set(figure(id, control, at(SLOT_RESULTS, index)), slots)
    }
    for (const { text: word, count } of tallies) figures.set(figure(id, word), count)
    figures.set(figure(id, 'all'), total)
    figures.set(figure(id, 'in segments'), segmented)
  }
  figures.set(figure('failed at any time'), summary.failedTotal)
  for (const { word, count } of ledger.states) figures.set(figure('slots', word), count)
  figures.set(figure('slots', 'due'), ledger.due)
  figures.set(figure('slots', 'answered'), ledger.answered)
  figures.set(figure('slots', 'of these, time not witnessed'), ledger.unwitnessed)
  for (const { word, count } of changes.counts) figures.set(word, count)
  figures.set('changes seen', changes.total)
  for (const { framework, controls, more } of summary.failed)
    figures.set(figure('failed', framework), controls.length + more)
  figures.set('due', summary.dueTotal)
  readOverdue(figures, summary.dueWords)
  for (const { framework, of, controls } of summary.due)
    for (const { id } of controls) readDue(figures, `${framework} ${id}`, of)
  figures.set('runs', summary.runs)
  figures.set('runs outside the schedule', summary.adHoc)
  figures.set('never read', summary.neverRead.count)
  for (const [index, { count }] of summary.population.entries())
    figures.set(figure('population', KINDS[index] ?? ''), count)
  return figures
}

/** `in 2 of 3`. */
function readDue(figures: Map<string, number>, control: string, said: string): void {
  const [open, of] = numbersIn(said)
  setDue(figures, control, open ?? -1, of ?? -1)
}

/** What the executive summary of report.html says; ids of frameworks are given in their order. */
export function saidByPeriodHtml(html: string, ids: readonly string[]): Figures {
  const page = first(/<section [^>]*id="executive-summary">(.*?)<\/section>/s, html)
  const figures = new Map<string, number>()
  const [words = '', rest = ''] = page.split('<h3>What failed at any time')
  readWords(figures, words, html, ids)
  readOverviews(figures, html, ids)
  const text = plain(rest)
  figures.set('failed at any time', numberIn(first(/^: ([\d,]+) control/, text)))
  readNamed(figures, rest)
  // what did not change is not named
  for (const [name] of CHANGES)
    figures.set(name, numberIn(first(new RegExp(`${name} ([\\d,]+);`), text) || '0'))
  figures.set('changes seen', numberIn(first(/([\d,]+) changes? seen between/, text)))
  figures.set('due', numberIn(first(/What is due: ([\d,]+) control/, text)))
  readOverdue(figures, text)
  const [runs, adHoc] = numbersIn(first(/(Runs, each signed .*? outside the schedule)/, text))
  figures.set('runs', runs ?? -1)
  figures.set('runs outside the schedule', adHoc ?? -1)
  readSlots(figures, rest)
  const unread = first(/Expected, and never read: ([\d,]+)/, text)
  figures.set('never read', unread === '' ? 0 : numberIn(unread))
  const population = first(/Population: ([^.]*)\./, text)
  for (const [index, said] of population.split(/, (?=[\d,]+ )/).entries())
    figures.set(figure('population', at(KINDS, index)), numberIn(first(/^([\d,]+)/, said)))
  return figures
}

/** `Overdue: 9 statements of 5 controls. Never made: 0 statements.`; nothing where no control asks for one. */
function readOverdue(figures: Map<string, number>, text: string): void {
  for (const [what, word] of [
    [OVERDUE, 'Overdue'],
    [NEVER, 'Never made'],
  ] as const) {
    const said = new RegExp(`${word}: ([\\d,]+) statements?(?: of ([\\d,]+) controls?)?`).exec(text)
    figures.set(what, numberIn(said?.[1] ?? '0'))
    figures.set(figure(what, 'controls'), numberIn(said?.[2] ?? '0'))
  }
}

/** Lists of controls, one entry for each framework: `PCI DSS 4.0.1: 1.2.1 in 2 of 3, ... and 5 more`. */
function readNamed(figures: Map<string, number>, part: string): void {
  const [before = '', due = ''] = part.split('<h3>What is due')
  const [failed = ''] = before.split('<h3>What changed')
  for (const item of itemsOf(failed)) {
    const controls = [...item.matchAll(/<span class="item">/g)].length
    const more = first(/and ([\d,]+) more$/, plain(item)) || '0'
    figures.set(figure('failed', first(/^(.*?): /, plain(item))), controls + numberIn(more))
  }
  for (const item of itemsOf(due)) readAsked(figures, item)
}

/** `PCI DSS 4.0.1, in 2 of 3: 1.2.1 ...`. */
function readAsked(figures: Map<string, number>, item: string): void {
  const [, framework = '', said = ''] = /^(.*?), (in [\d,]+ of [\d,]+): /.exec(plain(item)) ?? []
  if (said === '') return
  for (const [, id = ''] of item.matchAll(/<a [^>]*>([^<]*)<\/a>/g))
    readDue(figures, `${framework} ${id}`, said)
}

function itemsOf(part: string): readonly string[] {
  return Array.from(part.matchAll(/<li>(.*?)<\/li>/gs), ([, item = '']) => item)
}

function readSlots(figures: Map<string, number>, part: string): void {
  const text = plain(part)
  const [answered, due] = [/([\d,]+) of [\d,]+ due were/, /[\d,]+ of ([\d,]+) due were/]
  const isNone = text.includes('No slot of the period was due.')
  figures.set(figure('slots', 'answered'), isNone ? 0 : numberIn(first(answered, text)))
  figures.set(figure('slots', 'due'), isNone ? 0 : numberIn(first(due, text)))
  const files = first(/of which ([\d,]+) rest on files/, text)
  figures.set(figure('slots', 'of these, time not witnessed'), files === '' ? 0 : numberIn(files))
  for (const state of STATES) figures.set(figure('slots', state), 0)
  const table = first(/<table class="cards states">(.*?)<\/table>/s, part)
  const [[words = []] = [], [counts = []] = []] = [
    /<thead>(.*?)<\/thead>/s,
    /<tbody>(.*?)<\/tbody>/s,
  ].map((found) => tableRows(first(found, table)))
  for (const [index, word] of words.entries())
    figures.set(figure('slots', word), numberIn(at(counts, index)))
}

function at(list: readonly string[], index: number): string {
  return list[index] ?? ''
}

function numberIn(text: string): number {
  return /^[\d,]+$/.test(text) ? Number(text.replaceAll(',', '')) : -1
}
