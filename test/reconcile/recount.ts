/**
 * Counts what check-results.csv says, from its text alone: it shares no code with exhibit, and knows only what the columns mean (README, DESIGN.md "Words").
 */
import { ALL, BEYOND, COUNTS, figure, RESULTS, TOTAL, type Figures } from './figures.ts'

export type Row = Readonly<Record<string, string>>

const OUT_OF_REACH = 'out of reach of the Kubernetes API'

/** Every figure of the summaries, counted again. */
export function recounted(csv: string): Figures {
  const rows = readRows(csv)
  const figures = new Map<string, number>()
  for (const [framework, ofFramework] of grouped(rows, 'framework')) {
    const controls = [...grouped(ofFramework, 'control').values()]
    for (const [cluster, ofCluster] of grouped(ofFramework, 'cluster'))
      tally(figures, [framework, cluster], [...grouped(ofCluster, 'control').values()], {
        word: 'result in cluster',
        isBeyond: isBeyondIn,
      })
    tally(figures, [framework, ALL], controls, { word: 'result over clusters', isBeyond: isBeyond })
    for (const ofControl of controls) {
      const name = [framework, ofControl[0]?.control ?? '']
      count(figures, [...name, ALL], ofControl)
      for (const [cluster, some] of grouped(ofControl, 'cluster'))
        count(figures, [...name, cluster], some)
    }
  }
  return figures
}

/** How controls are counted: which column has their result, and which of them no reading of the API could decide. */
type Counting = { readonly word: string; readonly isBeyond: (rows: readonly Row[]) => boolean }

function tally(
  figures: Map<string, number>,
  name: readonly string[],
  controls: readonly (readonly Row[])[],
  { word, isBeyond }: Counting,
): void {
  for (const result of RESULTS) {
    const with_ = controls.filter(([first]) => outcomeOf(first?.[word] ?? '') === result)
    figures.set(figure(...name, result), with_.length)
  }
  figures.set(figure(...name, BEYOND), controls.filter(isBeyond).length)
  figures.set(figure(...name, TOTAL), controls.length)
}

/**
 * The head under which a word is counted: a requirement of PCI DSS whose failures all have a compensating control still
 * fails, and what asks nothing of a cluster is one result with two words.
 */
export function outcomeOf(word: string): string {
  if (word === 'fails; compensating control recorded for the assessor') return 'fail'
  return word === 'no subjects' || word === 'left out' ? 'no subjects or left out' : word
}

/** One control in one cluster: undetermined for nothing but what is out of reach. */
function isBeyondIn(rows: readonly Row[]): boolean {
  if (rows[0]?.['result in cluster'] !== 'undetermined') return false
  const open = rows.filter(({ verdict }) => verdict === 'undetermined')
  return open.length === 0
    ? rows[0].method === OUT_OF_REACH
    : open.every(({ cause }) => cause === OUT_OF_REACH)
}

/** One control over all clusters: the same in each that leaves it undetermined. */
export function isBeyond(rows: readonly Row[]): boolean {
  if (rows[0]?.['result over clusters'] !== 'undetermined') return false
  const open = [...grouped(rows, 'cluster').values()].filter(
    ([first]) => first?.['result in cluster'] === 'undetermined',
  )
  return open.length > 0 && open.every(isBeyondIn)
}

function count(figures: Map<string, number>, name: readonly string[], rows: readonly Row[]): void {
  const subjects = rows.filter(({ subject }) => subject !== '')
  const of = (wanted: string) => subjects.filter(({ verdict }) => verdict === wanted)
  // no waiver lifts a failure of PCI DSS
  const isWaived = ({ framework, waiver }: Row) =>
    waiver !== '' && !(framework ?? '').startsWith('pci-dss')
  const said = [
    subjects.length,
    of('pass').length,
    of('fail').filter((row) => !isWaived(row)).length,
    of('fail').filter(isWaived).length,
    of('undetermined').length,
    of('undetermined').filter(({ cause }) => cause === OUT_OF_REACH).length,
    of('outside this check').length,
  ]
  for (const [index, what] of COUNTS.entries()) figures.set(figure(...name, what), said[index] ?? 0)
}

function grouped(rows: readonly Row[], column: string): ReadonlyMap<string, readonly Row[]> {
  return Map.groupBy(rows, (row) => row[column] ?? '')
}

/** Records by the names in the header (RFC 4180). */
export function readRows(csv: string): readonly Row[] {
  const [header = [], ...records] = readRecords(csv)
  return records.map((record) =>
    Object.fromEntries(header.map((name, index) => [name, record[index] ?? ''])),
  )
}

function readRecords(csv: string): readonly (readonly string[])[] {
  const records: string[][] = []
  let record: string[] = []
  for (const [, quoted, bare = '', end] of csv.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
  )) {
    record.push(quoted?.replaceAll('""', '"') ?? bare)
    if (end === ',') continue
    records.push(record)
    record = []
  }
  return records
}
