/**
 * Counts what the CSV files of a period say, from their text alone. It shares no code with exhibit, and knows
 * only what the columns and words mean (README, glossary of the report).
 */
import { figure, type Figures } from './figures.ts'
import { readRows, type Row } from './recount.ts'

/** How a control stood, the worst first: the words of controls.csv and those of the summary. */
export const WORDS: readonly (readonly [csv: RegExp, summary: string])[] = [
  [/^failed/, 'failed at some time'],
  [/^undetermined/, 'undetermined at some time'],
  [/^lacked a sign-off/, 'lacked a sign-off at some time'],
  [/^held with a waiver/, 'held with a waiver'],
  [/^held/, 'held in every snapshot'],
  [/^(no subjects|left out)/, 'no subjects or left out'],
]

/** What became of a slot, in the order of the summary. */
export const STATES = [
  ...['missed, silent', 'missed, recorded', 'missed, stated', 'not read', 'out of time', 'partial'],
  ...['caught up', 'late', 'done', 'retired', 'to come', 'not expected'],
]
const NOT_DUE = ['retired', 'to come', 'not expected']
/** States that something was read for, at the time of the slot. */
const ANSWERED = ['partial', 'caught up', 'late', 'done']
/** What is counted of changes: the words of the summary, and which rows of changes.csv they mean. */
export const CHANGES: readonly (readonly [summary: string, counts: (row: Row) => boolean])[] = [
  ['policy objects', ({ kind }) => kind === 'policy object'],
  [
    'of these, listed by no entry',
    (row) =>
      row.kind === 'policy object' &&
      row.change !== 'relabelled' &&
      row['listed in the file of changes'] === 'no entry',
  ],
  ['entries of the organisation’s files', ({ kind }) => kind === 'file of the organisation'],
  ...['catalogue', 'tool', 'estate', 'schedule'].map(
    (word) => [word, ({ kind }: Row) => kind === word] as const,
  ),
  ['significant changes', ({ kind }) => kind === 'significant change'],
  ...['opened', 'closed'].map(
    (way) =>
      [
        `lines of connectivity ${way}`,
        ({ kind, change }: Row) => kind === 'connection' && change === way,
      ] as const,
  ),
  ...[
    ['workloads that now reach the CDE', 'connected', 'into'],
    ['workloads that no longer reach the CDE', 'disconnected', 'into'],
    ['workloads that the CDE now reaches', 'connected', 'out-of'],
    ['workloads that the CDE no longer reaches', 'disconnected', 'out-of'],
  ].map(
    ([word = '', way, direction]) =>
      [
        word,
        (row: Row) =>
          row.kind === 'connected to the CDE' && row.change === way && row.more === direction,
      ] as const,
  ),
  ...['opened', 'closed'].map(
    (way) =>
      [
        `ways in from outside ${way}`,
        ({ kind, change }: Row) => kind === 'way in from outside' && change === way,
      ] as const,
  ),
]
/** Changes of these are what is seen between snapshots; the others follow from them. */
const CAUSES = ['policy objects', ...CHANGES.slice(2, 7).map(([word]) => word)]
/** Kinds of items of the population, in their order. */
export const KINDS = ['cluster', 'namespace', 'workload', 'policy', 'snapshot']

/** What figures of a period are counted from: the text of its CSV files, and two sheets of its workbook. */
export type PeriodRows = Readonly<
  Record<'controls' | 'ledger' | 'changes' | 'population', string> &
    Record<'reviews' | 'runs', readonly Row[]>
>

/** Names of frameworks by their ids. */
export type Names = ReadonlyMap<string, string>

/** Every figure of the summary, counted again. */
export function recountedPeriod(files: PeriodRows, names: Names): Figures {
  const figures = new Map<string, number>()
  const ledger = readRows(files.ledger)
  const population = readRows(files.population)
  const unread = population.filter((row) => row.kind === 'cluster, never read')
  const never = new Set(unread.map(({ cluster = '' }) => cluster))
  const controls = readRows(files.controls)
  countControls(figures, controls, { expected: dueClusters(ledger), never, names })
  countSlots(figures, controls, ledger.filter(isDue), never)
  for (const state of STATES)
    figures.set(figure('slots', state), ledger.filter((row) => row.state === state).length)
  const due = ledger.filter(isDue)
  figures.set(figure('slots', 'due'), due.length)
  const answered = due.filter(({ state = '' }) => ANSWERED.includes(state))
  const unwitnessed = answered.filter((row) =>
    /^(as stated|assumed)/.test(row['time of the snapshot'] ?? ''),
  )
  figures.set(figure('slots', 'answered'), answered.length)
  figures.set(figure('slots', 'of these, time not witnessed'), unwitnessed.length)
  const changes = readRows(files.changes)
  for (const [word, counts] of CHANGES) figures.set(word, changes.filter(counts).length)
  figures.set(
    'changes seen',
    CAUSES.reduce((sum, word) => sum + (figures.get(word) ?? 0), 0),
  )
  countDue(figures, files.reviews)
  figures.set('runs', files.runs.length)
  figures.set(
    'runs outside the schedule',
    files.runs.filter(({ trigger }) => trigger === 'ad-hoc').length,
  )
  for (const kind of KINDS)
    figures.set(figure('population', kind), population.filter((row) => row.kind === kind).length)
  figures.set('never read', unread.length)
  return figures
}

/** Controls that lack a statement somewhere: in how many clusters, of how many that ask for it. */
function countDue(figures: Map<string, number>, reviews: readonly Row[]): void {
  const controls = Map.groupBy(reviews, (row) => `${row.framework} ${row.control}`)
  let due = 0
  for (const [control, inIt] of controls) {
    const open = inIt.filter((row) => row['to be stated'] === 'yes').length
    if (open === 0) continue
    due += 1
    setDue(figures, control, open, inIt.length)
  }
  figures.set('due', due)
  const open = reviews.filter((row) => row['to be stated'] === 'yes')
  for (const [what, inIt] of [
    [OVERDUE, open.filter((row) => row['overdue since'] !== '')],
    [NEVER, open.filter((row) => row.statements === '')],
  ] as const) {
    figures.set(what, inIt.length)
    const of = new Set(inIt.map((row) => `${row.framework} ${row.control}`)).size
    figures.set(figure(what, 'controls'), of)
  }
}

/** Statements that are overdue, and those that nobody made. */
export const OVERDUE = 'statements overdue'
export const NEVER = 'statements never made'

/** What is due of a control, by framework and id. */
export function setDue(
  figures: Map<string, number>,
  control: string,
  open: number,
  of: number,
): void {
  figures.set(figure('due', control, 'open'), open)
  figures.set(figure('due', control, 'of'), of)
}

function isDue({ state = '' }: Row): boolean {
  return !NOT_DUE.includes(state)
}

function dueClusters(ledger: readonly Row[]): ReadonlySet<string> {
  return new Set(ledger.filter(isDue).map(({ cluster = '' }) => cluster))
}

type Clusters = {
  readonly expected: ReadonlySet<string>
  readonly never: ReadonlySet<string>
  readonly names: Names
}

/**
 * Each control counts once, with the worst word over the clusters that were read and their segments; a cluster that was due and has no row leaves it undetermined. Where no
 * cluster was read, over all. Beside it, how many are undetermined over all clusters alone.
 */
function countControls(
  figures: Map<string, number>,
  rows: readonly Row[],
  { expected, never, names }: Clusters,
): void {
  let failed = 0
  const read = new Set([...expected].filter((cluster) => !never.has(cluster)))
  for (const [framework, inIt] of Map.groupBy(rows, (row) => row.framework ?? '')) {
    const controls = [...Map.groupBy(inIt, (row) => row.control ?? '').values()]
    const overall = controls.map((of) => worstOf(of, expected))
    const words = controls.map((of, index) => {
      const own = of.filter(({ cluster = '' }) => !never.has(cluster))
      return own.length + read.size === 0 ? (overall[index] ?? '') : worstOf(own, read)
    })
    const open = overall.filter(
      (word, index) => word === 'undetermined at some time' && words[index] !== word,
    )
    figures.set(figure(framework, 'left open'), open.length)
    for (const [, word] of WORDS)
      figures.set(figure(framework, word), words.filter((one) => one === word).length)
    figures.set(figure(framework, 'all'), controls.length)
    const segmented = controls.filter((of) => of.some((row) => row['of segments'] !== '1'))
    figures.set(figure(framework, 'in segments'), segmented.length)
    const bad = figures.get(figure(framework, 'failed at some time')) ?? 0
    if (bad > 0) figures.set(figure('failed', names.get(framework) ?? ''), bad)
    failed += bad
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

/** The columns of controls.csv that have slots by their result, and the words of the tables. */
export const SLOT_RESULTS = [
  ...['fail', 'undetermined', 'needs sign-off', 'waived', 'signed off', 'pass'],
  'no subjects or left out',
]

/** The slots of each control: those that were due are those never read, without a result, or with one. */
function countSlots(
  figures: Map<string, number>,
  rows: readonly Row[],
  due: readonly Row[],
  never: ReadonlySet<string>,
): void {
  const sum = (some: readonly Row[], column: string) =>
    some.reduce((total, row) => total + Number(row[column]), 0)
  const isNever = ({ cluster = '' }: Row) => never.has(cluster)
  for (const of of Map.groupBy(rows, (row) => `${row.framework} ${row.control}`).values()) {
    const [first] = of
    const name = (what: string) => figure(first?.framework ?? '', first?.control ?? '', what)
    const seen = new Set(of.map(({ cluster = '' }) => cluster))
    const missing = due.filter(({ cluster = '' }) => !seen.has(cluster))
    const read = of.filter((row) => !isNever(row))
    const unread = sum(of.filter(isNever), 'slots due')
    const silent = missing.filter((row) => !isNever(row)).length
    figures.set(name('due'), sum(of, 'slots due') + missing.length)
    figures.set(name('never read'), unread + missing.filter(isNever).length)
    figures.set(name('no result'), sum(read, 'without a result') + silent)
    for (const result of SLOT_RESULTS) figures.set(name(result), sum(read, `slots ${result}`))
  }
}
