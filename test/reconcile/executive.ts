/**
 * Counts again, from check-results.csv alone, what the executive summary of a run says: the results of frameworks over the clusters that were read, how many controls fail, by which checks, and where statements of people are due; and
 * reads the same from the page. Which controls ask for a statement, which is in force, and what must be read first, stands in no result: they are read in report.json, which also says what was read.
 */
import { BEYOND, figure, RESULTS, type Figures } from './figures.ts'
import { isBeyond, outcomeOf, readRows, type Row } from './recount.ts'
import { first, numberOf, numbersIn, plain, tableRows } from './text.ts'

const DUE = 'due'
const CHECKS = 'checks that fail'
const GLANCE = 'at a glance'
const OPEN = 'left open by those not read'
const UNUSED = 'says nothing of any cluster that was read'

type ReadStatements = {
  readonly frameworks: readonly {
    readonly id: string
    readonly silence?: string
    readonly clusters: readonly { readonly cluster: string; readonly read: boolean }[]
    readonly controls: readonly { readonly id: string; readonly signOff?: string }[]
  }[]
  readonly readFirst: readonly string[]
  readonly clusters: readonly { readonly name: string; readonly status: string }[]
  readonly statements: {
    readonly signOffs: readonly {
      readonly control: string
      readonly states: readonly { readonly cluster: string; readonly state: string }[]
    }[]
  }
}

/** The figures, counted again. */
export function recountedExecutive(csv: string, json: string): Figures {
  const rows = readRows(csv)
  const { readFirst, frameworks } = JSON.parse(json) as ReadStatements
  const figures = new Map<string, number>()
  for (const framework of frameworks) countGlance(figures, rows, framework)
  const failing = rows.filter((row) => outcomeOf(row['result over clusters'] ?? '') === 'fail')
  figures.set('controls', new Set(rows.map(controlOf)).size)
  figures.set('controls that fail', new Set(failing.map(controlOf)).size)
  countChecks(figures, failing)
  const due = Map.groupBy(asked(rows, json), ({ control }) => control)
  figures.set(DUE, due.size)
  for (const [control, inIt] of due)
    figures.set(figure(DUE, control), new Set(inIt.map(({ cluster }) => cluster)).size)
  figures.set('read first', readFirst.length)
  return figures
}

/** The results of a framework over the clusters that were read, and what the others leave open; over all where none was read. */
function countGlance(
  figures: Map<string, number>,
  rows: readonly Row[],
  { id, silence, clusters }: ReadStatements['frameworks'][number],
): void {
  const read = new Set(clusters.filter((one) => one.read).map(({ cluster }) => cluster))
  const inIt = rows.filter(({ framework }) => framework === id)
  const controls = Map.groupBy(inIt, ({ control }) => control)
  const worst = [...controls.values()].map((all) => {
    const known = read.size === 0 ? all : all.filter(({ cluster = '' }) => read.has(cluster))
    const results = known.map((row) => outcomeOf(row['result in cluster'] ?? ''))
    const result = RESULTS.find((one) => results.includes(one)) ?? ''
    const over = outcomeOf(all[0]?.['result over clusters'] ?? '')
    const beyond = known.map((row) => ({ ...row, 'result over clusters': result }))
    return { result, over, isBeyond: isBeyond(beyond) }
  })
  const count = (what: string, isSo: (one: (typeof worst)[number]) => boolean) =>
    figures.set(figure(GLANCE, id, what), worst.filter(isSo).length)
  const isUnused =
    silence !== undefined && read.size > 0 && worst.every(({ result }) => result === RESULTS.at(-1))
  figures.set(figure(GLANCE, id, UNUSED), isUnused ? 1 : 0)
  const open = worst.filter(({ over, result }) => over === 'undetermined' && result !== over).length
  figures.set(figure(GLANCE, id, OPEN), isUnused ? Math.sign(open) : open)
  if (isUnused) return
  for (const result of RESULTS) count(result, (one) => one.result === result)
  count(BEYOND, (one) => one.isBeyond)
}

/** Controls that ask for a statement where they have something to ask, whatever else was found there, and where none is in force: clusters that were read alone. */
function asked(rows: readonly Row[], json: string) {
  const { clusters, frameworks, statements } = JSON.parse(json) as ReadStatements
  const read = clusters.filter(({ status }) => status === 'complete' || status === 'partial')
  const asking = frameworks.flatMap(({ id: framework, controls }) =>
    controls.filter(({ signOff }) => signOff !== undefined).map(({ id }) => `${framework} ${id}`),
  )
  const inForce = statements.signOffs.flatMap(({ control, states }) =>
    states
      .filter(({ state }) => state === 'in-force')
      .map(({ cluster }) => `${control} ${cluster}`),
  )
  return rows
    .filter(
      (row) =>
        asking.includes(controlOf(row)) &&
        read.some(({ name }) => name === row.cluster) &&
        outcomeOf(row['result in cluster'] ?? '') !== 'no subjects or left out',
    )
    .map((row) => ({ control: controlOf(row), cluster: row.cluster ?? '' }))
    .filter(({ control, cluster }) => !inForce.includes(`${control} ${cluster}`))
}

/** The checks by which controls fail, those of most controls and then of most subjects first. */
function countChecks(figures: Map<string, number>, failing: readonly Row[]): void {
  const found = failing.filter(({ verdict, waiver }) => verdict === 'fail' && waiver === '')
  const checks = Array.from(Map.groupBy(found, ({ check }) => check).values(), (inIt) => ({
    controls: new Set(inIt.map(controlOf)).size,
    subjects: new Set(inIt.map(({ subject }) => subject)).size,
  }))
  checks.sort((one, other) => other.controls - one.controls || other.subjects - one.subjects)
  figures.set(CHECKS, checks.length)
  for (const [at, { controls, subjects }] of checks.entries())
    setCheck(figures, at, controls, subjects)
}

function setCheck(
  figures: Map<string, number>,
  at: number,
  controls: number,
  subjects: number,
): void {
  figures.set(figure(CHECKS, String(at), 'controls'), controls)
  figures.set(figure(CHECKS, String(at), 'subjects'), subjects)
}

function controlOf({ framework, control }: Row): string {
  return `${framework ?? ''} ${control ?? ''}`
}

/** The figures that the page states, frameworks in the order of their ids; a line that is cut has none. */
export function saidByExecutive(html: string, frameworks: readonly string[]): Figures {
  const page = first(/<section class="executive run"[^>]*>(.*?)<\/section>/s, html)
  const [fails = '', , dues = '', missing = ''] = page.split('<h3>').slice(1)
  const figures = new Map<string, number>()
  readGlances(figures, page, frameworks)
  const [failing, all] = numbersIn(first(/<p>([\d,]+ of [\d,]+ controls? fail)/, fails))
  figures.set('controls that fail', failing ?? -1)
  figures.set('controls', all ?? -1)
  const checks = itemsOf(fails)
  for (const [at, item] of checks.entries())
    setCheck(
      figures,
      at,
      [...item.matchAll(/<a /g)].length + count(/ and ([\d,]+) more\)/, plain(item)),
      1 + count(/and ([\d,]+) more subjects? \(/, plain(item)),
    )
  figures.set(CHECKS, checks.length + count(/([\d,]+) more checks? fail/, fails))
  const due = Array.from(dues.matchAll(/<span class="item">(.*?);<\/span>/gs), ([, said = '']) =>
    plain(said),
  )
  for (const said of due) {
    const [, control, clusters] = /^(\S+ \S+): .* in ([\d,]+) clusters?$/.exec(said) ?? []
    if (control !== undefined) figures.set(figure(DUE, control), numberOf(clusters ?? ''))
  }
  figures.set(DUE, due.length + count(/([\d,]+) more: /, plain(dues)))
  figures.set('read first', itemsOf(missing).length + count(/([\d,]+) more: /, plain(missing)))
  return figures
}

function readGlances(figures: Map<string, number>, page: string, ids: readonly string[]): void {
  const glance = tableRows(first(/<table class="glance">.*?<tbody>(.*?)<\/tbody>/s, page))
  for (const [at, [, said = '']] of glance.entries()) readGlance(figures, ids[at] ?? '', said)
}

/** `19 fail 66 undetermined (3 out of reach) 5 pass of 97 requirements 12 left open by those not read`. */
function readGlance(figures: Map<string, number>, id: string, said: string): void {
  const isUnused = said.startsWith(UNUSED)
  figures.set(figure(GLANCE, id, UNUSED), isUnused ? 1 : 0)
  const open = isUnused
    ? Number(said.includes('whether it does of those not read is not known'))
    : count(/([\d,]+) left open by those not read/, said)
  figures.set(figure(GLANCE, id, OPEN), open)
  if (isUnused) return
  for (const result of RESULTS)
    figures.set(figure(GLANCE, id, result), count(new RegExp(`([\\d,]+) ${result}(?: |$)`), said))
  figures.set(figure(GLANCE, id, BEYOND), count(/\(([\d,]+) out of reach\)/, said))
}

function itemsOf(part: string): readonly string[] {
  return Array.from(part.matchAll(/<li>(.*?)<\/li>/gs), ([, item = '']) => item)
}

/** What a pattern counts; nothing where it is not there. */
function count(pattern: RegExp, text: string): number {
  return numberOf(first(pattern, text) || '0')
}
