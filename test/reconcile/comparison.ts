/** Counts what the CSV files of a comparison say, from their text alone, and reads what the cards of comparison.html state. */
import { figure, type Figures } from './figures.ts'
import { readRows, type Row } from './recount.ts'
import { first, numberOf, numbersIn, plain, tableRows } from './text.ts'

/** The page, and the files beside it; of periods none where runs are compared. */
export type ComparisonTexts = Readonly<
  Record<'html' | 'controls' | 'objects' | 'connections' | 'periods', string>
>

const STATES = ['regressed', 'new', 'changed', 'incomparable', 'absent', 'fixed', 'unchanged']

/** Why controls are incomparable: the words of the file, and how those of the page begin. */
const CAUSES: Readonly<Record<string, string>> = {
  ...{ population: 'population', scope: 'scope', catalogue: 'catalogue', tool: 'tool', gap: 'gap' },
  ...{ 'control-version': 'control version', open: 'undetermined', error: 'evaluating' },
}

/** Every figure, counted again. */
export function recountedComparison(texts: ComparisonTexts): Figures {
  const figures = new Map<string, number>()
  const controls = readRows(texts.controls)
  countStates(figures, 'controls', controls)
  countCauses(figures, 'controls', controls)
  const objects = readRows(texts.objects)
  for (const change of ['added', 'removed', 'changed'])
    figures.set(`objects ${change}`, objects.filter((row) => row.change === change).length)
  const connections = readRows(texts.connections)
  for (const way of ['opened', 'closed'])
    figures.set(
      `pairs ${way}`,
      connections
        .filter(({ change }) => change === way)
        .reduce((sum, row) => sum + Number(row['pairs of pods']), 0),
    )
  if (texts.periods !== '') {
    const over = readRows(texts.periods)
    countStates(figures, 'over the periods', over)
    countCauses(figures, 'over the periods', over)
  }
  return figures
}

function countCauses(figures: Map<string, number>, name: string, rows: readonly Row[]): void {
  const apart = rows.filter(({ state }) => state === 'incomparable')
  for (const [cause, inIt] of Map.groupBy(apart, causeOf))
    figures.set(figure(`${name}, incomparable`, CAUSES[cause] ?? cause), inIt.length)
}

/** The first of several counts. */
function causeOf(row: Row): string {
  const [cause = ''] = (row['incomparable because of'] ?? '').split(' | ')
  return cause === '' ? 'open' : cause
}

function countStates(figures: Map<string, number>, name: string, rows: readonly Row[]): void {
  for (const state of STATES)
    figures.set(figure(name, state), rows.filter((row) => row.state === state).length)
  figures.set(figure(name, 'all'), rows.length)
}

/** Every figure that the cards state. */
export function saidByComparison(html: string): Figures {
  const figures = new Map<string, number>()
  const cards = [...html.matchAll(/<table class="cards">(.*?)<\/table>/gs)].map(
    ([, card = '']) => card,
  )
  const periods = cards.find((card) => card.includes(OVER))
  const [controls = '', things = ''] = cards.filter((card) => card !== periods)
  readStates(figures, 'controls', controls)
  for (const [word, count] of pairsOf(things)) figures.set(word, count)
  if (periods !== undefined) readStates(figures, 'over the periods', periods)
  const newest = html.indexOf('id="newest-runs"')
  if (newest < 0) readCauses(figures, 'controls', html)
  else {
    readCauses(figures, 'over the periods', html.slice(0, newest))
    readCauses(figures, 'controls', html.slice(newest))
  }
  return figures
}

/** What the caption of the cards of two periods says behind its count. */
const OVER = 'controls in their clusters, over '

function readCauses(figures: Map<string, number>, name: string, html: string): void {
  const apart = first(/<p>Incomparable, and why:(.*?)<\/p>/s, html)
  for (const [, item = ''] of apart.matchAll(/<span class="item">(.*?)<\/span>/gs))
    figures.set(figure(`${name}, incomparable`, causeIn(plain(item))), numbersIn(item).at(-1) ?? -1)
}

function causeIn(said: string): string {
  return Object.values(CAUSES).find((words) => said.startsWith(words)) ?? said
}

function readStates(figures: Map<string, number>, name: string, card: string): void {
  for (const [state, count] of pairsOf(card)) figures.set(figure(name, state), count)
  figures.set(figure(name, 'all'), numberOf(first(/<caption>([\d,]+) /, card)))
}

/** Heads of the columns with the one number below each. */
function pairsOf(card: string): readonly (readonly [string, number])[] {
  const [heads = [], counts = []] = tableRows(card)
  return heads.map((head, at) => [head, numberOf(counts[at] ?? '')] as const)
}
