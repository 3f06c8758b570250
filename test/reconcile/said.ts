/** The figures that each format of a report states, read from its bytes. */
import { marked } from 'marked'
import { readWorkbook } from '../render/xlsx/read.ts'
import { ALL, BEYOND, COUNTS, figure, RESULTS, TOTAL, type Figures } from './figures.ts'
import { first, numberOf, numbersIn, tableRows } from './text.ts'

type Tallied = {
  readonly tallies: readonly { readonly count: number }[]
  readonly outOfReach: number
}
type Counts = Readonly<Record<string, number>>
type Read = {
  readonly frameworks: readonly (Tallied & {
    readonly id: string
    readonly total: number
    readonly clusters: readonly (Tallied & { readonly cluster: string })[]
    readonly controls: readonly {
      readonly id: string
      readonly counts: Counts
      readonly clusters: readonly { readonly cluster: string; readonly counts?: Counts }[]
    }[]
  })[]
}

/** What report.json says. */
export function saidByJson(text: string): Figures {
  const figures = new Map<string, number>()
  const tally = (id: string, cluster: string, total: number, { tallies, outOfReach }: Tallied) => {
    const said = [...tallies.map(({ count }) => count), outOfReach, total]
    for (const [index, what] of [...RESULTS, BEYOND, TOTAL].entries())
      figures.set(figure(id, cluster, what), said[index] ?? -1)
  }
  const members = ['population', 'pass', 'fail', 'waived', 'undetermined', 'outOfReach']
  const count = (id: string, control: string, cluster: string, counts: Counts | undefined) => {
    for (const [index, member] of [...members, 'notApplicable'].entries())
      figures.set(figure(id, control, cluster, COUNTS[index] ?? ''), counts?.[member] ?? 0)
  }
  for (const framework of (JSON.parse(text) as Read).frameworks) {
    const { id, total } = framework
    tally(id, ALL, total, framework)
    for (const one of framework.clusters) tally(id, one.cluster, total, one)
    for (const control of framework.controls) {
      count(id, control.id, ALL, control.counts)
      for (const one of control.clusters) count(id, control.id, one.cluster, one.counts)
    }
  }
  return figures
}

/** What report.xlsx says. */
export function saidByWorkbook(bytes: Uint8Array): Figures {
  const figures = new Map<string, number>()
  const sheets = readWorkbook(bytes)
  const read = (name: string, keys: readonly string[], columns: readonly string[]) => {
    const [head = [], ...rows] = sheets.find((sheet) => sheet.name === name)?.rows ?? []
    for (const row of rows) {
      const at = (column: string) => row[head.indexOf(column)] ?? ''
      const parts = keys.map((key) => (key === ALL ? ALL : String(at(key))))
      for (const column of columns) figures.set(figure(...parts, column), Number(at(column)))
    }
  }
  read('Results by cluster', ['framework', 'cluster'], [...RESULTS, BEYOND, TOTAL])
  read('Controls', ['framework', 'control', ALL], COUNTS)
  read('Controls in clusters', ['framework', 'control', 'cluster'], COUNTS)
  return figures
}

/** What report.html says: in its results by cluster and in the tables of its frameworks; ids of frameworks are given in their order. */
export function saidByHtml(html: string, frameworks: readonly string[]): Figures {
  const figures = new Map<string, number>()
  const bodies = inside(html, 'summary').matchAll(/<tbody>(.*?)<\/tbody>/gs)
  const tables = Array.from(bodies, ([, part = '']) => part)
  for (const [index, id] of frameworks.entries()) readBody(figures, id, at(tables, index))
  for (const chapter of html.split('<section class="chapter" id="framework.').slice(1)) {
    const id = first(/^([^"]*)/, chapter).replace(/_([0-9a-f]+)_/g, characterOf)
    readOverview(figures, id, first(/<table class="overview">.*?<tbody>(.*?)<\/tbody>/s, chapter))
  }
  return figures
}

function inside(html: string, id: string): string {
  return first(new RegExp(`<section [^>]*id="${id}">(.*?)</section>`, 's'), html)
}

function characterOf(_: string, hex: string): string {
  return String.fromCodePoint(parseInt(hex, 16))
}

function readOverview(figures: Map<string, number>, id: string, body: string): void {
  for (const row of tableRows(body)) {
    const control = first(/^(\S*)/, at(row, 0))
    const open = numbersIn(at(row, 6))
    const said = [...row.slice(2, 6).map(countIn), open[0], open[1] ?? 0]
    for (const [index, count] of said.entries())
      figures.set(figure(id, control, ALL, at(COUNTS, index)), count ?? -1)
  }
}

function readBody(figures: Map<string, number>, id: string, body: string): void {
  const [group, ...rows] = tableRows(body)
  const total = numberOf(first(/: ([\d,]+) /, at(group, 0)))
  for (const [name = '', ...fields] of rows) {
    const cluster = name === 'All clusters' ? ALL : name.replace(/ \(not read\)$/, '')
    readTally(figures, [id, cluster], fields)
    if (numberOf(at(fields, 7)) !== total) throw new Error(`${id}: two totals`)
  }
}

/** Fields of a row of results: a count for each, of the undetermined those out of reach in brackets, and all of them. */
function readTally(
  figures: Map<string, number>,
  name: readonly string[],
  fields: readonly string[],
): void {
  for (const [index, result] of RESULTS.entries())
    figures.set(figure(...name, result), numbersIn(at(fields, index))[0] ?? -1)
  figures.set(figure(...name, BEYOND), numbersIn(at(fields, 1))[1] ?? 0)
  figures.set(figure(...name, TOTAL), numberOf(at(fields, 7)))
}

function at(list: readonly string[] | undefined, index: number): string {
  return list?.[index] ?? ''
}

/** What summary.md says of all clusters; frameworks are given in their order. */
export function saidByMarkdown(text: string, frameworks: readonly string[]): Figures {
  const figures = new Map<string, number>()
  const html = marked.parse(text, { async: false })
  const table = /<h2>Results at a glance<\/h2>.*?<tbody>(.*?)<\/tbody>/s.exec(html)?.[1] ?? ''
  for (const [index, [, ...fields]] of tableRows(table).entries())
    readTally(figures, [at(frameworks, index), ALL], fields)
  return figures
}

/** `no subjects` is none. */
function countIn(text: string): number {
  return text === 'no subjects' ? 0 : numberOf(text)
}
