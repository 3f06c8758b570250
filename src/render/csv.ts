import { markedTable } from './excerpt-words.ts'
import type { BytesFormat } from './formats.ts'
import { checkResults } from './tables/check-results.ts'
import type { Cell, Table } from './tables/table.ts'

/**
 * check-results.csv: one row for each check result, and one for a control in a cluster that has none. For people with a spreadsheet: results stand
 * in the words of the report; report.json has their identifiers.
 */
export const csv: BytesFormat = {
  id: 'csv',
  fileName: 'check-results.csv',
  mediaType: 'text/csv; charset=utf-8; header=present',
  render: ({ report }) =>
    Promise.resolve({ bytes: csvOf(markedTable(checkResults(report), report.excerpt)) }),
}

/** So many characters become bytes at once. */
const PIECE = 65_536

/** A table as CSV (RFC 4180, UTF-8) with its header. */
export function csvOf({ columns, rows }: Table): Uint8Array {
  const pieces: Buffer[] = []
  let text = csvRow(columns)
  for (const row of rows()) {
    text += csvRow(row)
    if (text.length < PIECE) continue
    pieces.push(Buffer.from(text))
    text = ''
  }
  return Buffer.concat([...pieces, Buffer.from(text)])
}

/** One record with CR LF (RFC 4180, section 2). */
function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** One field. Text that a spreadsheet would take for a formula, full-width signs included, gets an apostrophe in front. */
function csvCell(cell: Cell): string {
  if (typeof cell === 'number') return String(cell)
  const guarded = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(guarded) || guarded !== guarded.trim()
    ? `"${guarded.replaceAll('"', '""')}"`
    : guarded
}
