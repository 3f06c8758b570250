/** The figures that the table of words on the executive summary of report.html states, and the tables of its frameworks. */
import { figure } from './figures.ts'
import { SLOT_RESULTS, WORDS } from './period.ts'
import { first, numberOf, plain, tableRows } from './text.ts'

type Chapter = { readonly id: string; readonly text: string }

/** Chapters of frameworks by their anchors, in the order of the report. */
function chapters(html: string, ids: readonly string[]): ReadonlyMap<string, Chapter> {
  const found = html.split(/<section class="chapter[^"]*" id="framework\./).slice(1)
  return new Map(
    found.map((text, index) => {
      const anchor = `#framework.${first(/^([^"]*)"/, text)}`
      return [anchor, { id: ids[index] ?? '', text }]
    }),
  )
}

/** Ids of frameworks that the report has a table of controls for: the others say nothing of any cluster. */
export function withTables(html: string, ids: readonly string[]): ReadonlySet<string> {
  const all = [...chapters(html, ids).values()]
  return new Set(all.filter(({ text }) => text.includes(OVERVIEW)).map(({ id }) => id))
}

const OVERVIEW = '<table class="overview-period">'

/** What the tables of frameworks say of slots; a column that a table leaves out is 0 throughout. */
export function readOverviews(
  figures: Map<string, number>,
  html: string,
  ids: readonly string[],
): void {
  for (const { id, text } of chapters(html, ids).values()) {
    const table = first(/<table class="overview-period">(.*?)<\/table>/s, text)
    const heads = [...table.matchAll(/<th scope="col"[^>]*>(.*?)<\/th>/gs)].map(
      ([, head = '']) => first(/title="([^"]*)"/, head) || plain(head),
    )
    const body = first(/<tbody>(.*)<\/tbody>/s, table)
    for (const [line] of body.matchAll(/<tr>.*?<\/tr>/gs)) {
      const control = first(/<a [^>]*>(.*?)<\/a>/s, line)
      const [cells = []] = tableRows(line)
      for (const what of ['due', 'never read', 'no result', ...SLOT_RESULTS]) {
        const column = heads.indexOf(what)
        figures.set(figure(id, control, what), column === -1 ? 0 : numberOf(cells[column] ?? '-1'))
      }
    }
  }
}

/** What a row says whose framework says nothing of any cluster that was read: it has no counts of words. */
const SILENT = 'says nothing of any cluster that was read'

/** What the executive summary says of words; `part`: as far as its table goes. */
export function readWords(
  figures: Map<string, number>,
  part: string,
  html: string,
  ids: readonly string[],
): void {
  const places = chapters(html, ids)
  for (const [line] of first(/<tbody>(.*?)<\/tbody>/s, part).matchAll(/<tr>.*?<\/tr>/gs)) {
    const { id = '', text = '' } = places.get(first(/href="([^"]*)"/, line)) ?? {}
    const [row = []] = tableRows(line)
    readRow(figures, id, row)
    // the row of a framework of which all are does not say so
    const segmented = first(/ and segments; ([\d,]+) in segments/, text)
    figures.set(figure(id, 'in segments'), numberOf(segmented || '0'))
  }
}

function readRow(figures: Map<string, number>, id: string, row: readonly string[]): void {
  const isSilent = row[1] === SILENT
  const [total = '', open = '0'] = row.slice(isSilent ? 2 : WORDS.length + 1)
  for (const [column, [, word]] of WORDS.entries())
    figures.set(figure(id, word), isSilent ? 0 : numberOf(row[column + 1] ?? '-1'))
  if (isSilent) figures.set(figure(id, 'no subjects or left out'), numberOf(total))
  figures.set(figure(id, 'all'), numberOf(total))
  figures.set(figure(id, 'left open'), numberOf(open === 'not known' ? total : open))
}
