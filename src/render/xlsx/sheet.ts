import type { Cell, Table } from '../tables/table.ts'
import { fieldText, xmlText } from './text.ts'

/** One sheet: a table, or the part of a table that one sheet can hold. */
export type Sheet = {
  readonly name: string
  readonly table: Table
  /** the first of its rows, counted from 0 */
  readonly first: number
  readonly count: number
  /** of each column, in characters */
  readonly widths: readonly number[]
}

/** What is printed on each page of a sheet, and where all of a text is that was cut. */
export type SheetFrame = {
  readonly classification: string
  readonly reference: string
  readonly whole: string
}

/** Styles by their place in styles.xml. */
const STYLES = { text: 1, number: 2, head: 3 }

/** So many characters become bytes at once. */
const PIECE = 65_536

/** The XML of a sheet, piece by piece: a frozen header with filters, text as text, numbers as numbers, and never a formula. */
export function* sheetXml(sheet: Sheet, frame: SheetFrame): Generator<Uint8Array> {
  let text = before(sheet)
  for (const row of lines(sheet, frame.whole)) {
    text += row
    if (text.length < PIECE) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text + behind(sheet, frame))
}

/** `A`, `Z`, `AA`: the letters of a column, counted from 0. */
export function columnName(index: number): string {
  const rest = Math.floor(index / 26) - 1
  return `${rest < 0 ? '' : columnName(rest)}${String.fromCharCode(65 + (index % 26))}`
}

/** Where the rows of a sheet are, with its header: `A1:D20`. */
export function areaOf({ table, count }: Sheet, dollar = ''): string {
  const last = columnName(table.columns.length - 1)
  return `${dollar}A${dollar}1:${dollar}${last}${dollar}${count + 1}`
}

/** In characters: what is wider would be too small to read on one page, and goes on beside it. */
const PAGE_WIDTH = 220

function isNarrow({ widths }: Sheet): boolean {
  return widths.reduce((sum, width) => sum + width, 0) <= PAGE_WIDTH
}

function before(sheet: Sheet): string {
  const { widths } = sheet
  const columns = widths.map(
    (width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  )
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
    isNarrow(sheet) ? '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' : '',
    '<sheetViews><sheetView workbookViewId="0">',
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
    '</sheetView></sheetViews>',
    `<cols>${columns.join('')}</cols>`,
    '<sheetData>',
  ].join('')
}

function* lines({ table, first, count }: Sheet, whole: string): Generator<string> {
  yield rowXml(1, table.columns, whole, STYLES.head)
  let at = 0
  for (const row of table.rows()) {
    at += 1
    if (at <= first) continue
    if (at > first + count) return
    yield rowXml(at - first + 1, row, whole)
  }
}

function rowXml(row: number, cells: readonly Cell[], whole: string, style?: number): string {
  const fields = cells.map((cell, at) => cellXml(`${columnName(at)}${row}`, cell, whole, style))
  return `<row r="${row}">${fields.join('')}</row>`
}

function cellXml(place: string, cell: Cell, whole: string, style?: number): string {
  if (cell === '') return ''
  if (typeof cell === 'number' && Number.isFinite(cell))
    return `<c r="${place}" s="${style ?? STYLES.number}"><v>${cell}</v></c>`
  const text = fieldText(String(cell), whole)
  const string = `<is><t xml:space="preserve">${text}</t></is>`
  return `<c r="${place}" s="${style ?? STYLES.text}" t="inlineStr">${string}</c>`
}

function behind(sheet: Sheet, { classification, reference }: SheetFrame): string {
  const footer = `&L${pageText(classification)}&C${pageText(reference)}&R&P / &N`
  const size = isNarrow(sheet) ? 'fitToWidth="1" fitToHeight="0"' : 'scale="60"'
  return [
    '</sheetData>',
    `<autoFilter ref="${areaOf(sheet)}"/>`,
    '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.7" header="0.3" footer="0.3"/>',
    `<pageSetup ${size} pageOrder="overThenDown" orientation="landscape"/>`,
    `<headerFooter><oddHeader>&amp;L&amp;A</oddHeader><oddFooter>${xmlText(footer)}</oddFooter></headerFooter>`,
    '</worksheet>',
  ].join('')
}

/** Text of a header or footer: an ampersand would begin a code, digits behind a code would be a size, and 255 characters are all that it may have. */
function pageText(text: string): string {
  return ` ${text.slice(0, 60).replace(/[\ud800-\udbff]$/, '')}`.replaceAll('&', '&&')
}
