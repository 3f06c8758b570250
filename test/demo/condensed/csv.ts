import { alike } from './alike.ts'
import { readRows, type Row } from '../../reconcile/recount.ts'

/** check-results.csv: controls by what is said of them: the result in each cluster and how many subjects have each verdict. */
export function condensedResults(csv: string): string {
  return controlLines(csv, (rows) => {
    const [first] = rows
    const subjects = rows.filter(({ subject }) => subject !== '')
    const verdicts = Array.from(
      Map.groupBy(subjects, ({ verdict, cause, waiver }) =>
        [verdict, cause, waiver].filter((one) => one !== '').join(' '),
      ),
      ([verdict, of]) => `${of.length} ${verdict}`,
    )
    return `${first?.['result in cluster']}${bracketed(verdicts)}`
  })
}

/** controls.csv: controls by what is said of them: the word of each segment in each cluster and its counts of slots. */
export function condensedControls(csv: string): string {
  return controlLines(csv, (rows) =>
    rows
      .map((row) => {
        const counts = Object.entries(row)
          .filter(([name, count]) => COUNTED.test(name) && count !== '0')
          .map(([name, count]) => `${count} ${name.replace(/^slots /, '')}`)
        return `${row.word}${bracketed(counts)}`
      })
      .join(', then '),
  )
}

const COUNTED = /^(slots |without a result$|runs that count for no slot$)/

function controlLines(csv: string, said: (rows: readonly Row[]) => string): string {
  const frameworks = Map.groupBy(readRows(csv), ({ framework }) => framework)
  const chapters = Array.from(frameworks, ([framework, rows]) => {
    const controls = Map.groupBy(rows, ({ control = '' }) => control)
    const lines = Array.from(controls, ([id, inIt]) => [id, inClusters(inIt, said)] as const)
    return [`# ${framework}`, ...alike(lines), '']
  })
  return chapters.flat().join('\n')
}

function inClusters(rows: readonly Row[], said: (rows: readonly Row[]) => string): string {
  const clusters = Array.from(
    Map.groupBy(rows, ({ cluster }) => cluster),
    ([cluster, of]) => [cluster, said(of)] as const,
  )
  return Array.from(
    Map.groupBy(clusters, ([, text]) => text),
    ([text, of]) => `${of.map(([cluster]) => cluster).join(', ')}: ${text}`,
  ).join('\n  ')
}

/** changes.csv: each change on a line; connections that opened or closed at one time by one cause are counted. */
export function condensedChanges(csv: string): string {
  const rows = readRows(csv)
  const isConnection = ({ kind }: Row) => kind === 'connection'
  const lines = rows
    .filter((row) => !isConnection(row))
    .map((row) =>
      Object.values(row)
        .filter((one) => one !== '')
        .join(' | '),
    )
  const connections = Map.groupBy(rows.filter(isConnection), (row) => {
    const cause = (row.more ?? '').replace(/^\d+ pairs? of pods/, '')
    return [row.cluster, row['first seen'], row.change, cause].join(' | ')
  })
  const counted = Array.from(connections, ([said, of]) => `${of.length} connections | ${said}`)
  return `${[...lines, ...counted].join('\n')}\n`
}

function bracketed(words: readonly string[]): string {
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}
