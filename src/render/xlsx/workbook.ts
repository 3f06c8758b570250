import { zip, type ZipFile } from '../../core/zip.ts'
import type { Cell, Table } from '../tables/table.ts'
import {
  contentTypes,
  coreProperties,
  packageRelations,
  sheetPath,
  styles,
  workbookRelations,
  workbookXml,
  type WorkbookFrame,
} from './parts.ts'
import { sheetNames } from './sheet-names.ts'
import { sheetXml, type Sheet, type SheetFrame } from './sheet.ts'

/** Rows that a sheet holds beside its header. */
export const MOST_ROWS = 1_048_575

/** The width of a column in characters, at least and at most. */
const [NARROW, WIDE] = [8, 60]

/**
 * A workbook (Office Open XML, .xlsx) with a sheet for each table; a table with more rows than a sheet can hold goes on in another. Sheets are
 * compressed while they are made, so that only the result is held. The same tables give the same bytes.
 */
export async function workbook(
  tables: readonly Table[],
  frame: WorkbookFrame & SheetFrame,
  mostRows: number = MOST_ROWS,
): Promise<Uint8Array> {
  const parts = tables.flatMap((table) => partsOf(table, mostRows))
  const names = sheetNames(parts.map(({ table }) => table.name))
  const sheets = parts.map((part, index) => ({ ...part, name: names[index] ?? '' }))
  const pieces: Uint8Array[] = []
  for await (const piece of zip(filesOf(sheets, frame))) pieces.push(piece)
  return Buffer.concat(pieces)
}

function* filesOf(sheets: readonly Sheet[], frame: WorkbookFrame & SheetFrame): Generator<ZipFile> {
  const file = (path: string, text: string) => ({ path, pieces: [Buffer.from(text)] })
  yield file('[Content_Types].xml', contentTypes(sheets))
  yield file('_rels/.rels', packageRelations())
  yield file('docProps/core.xml', coreProperties(frame))
  yield file('xl/workbook.xml', workbookXml(sheets))
  yield file('xl/_rels/workbook.xml.rels', workbookRelations(sheets))
  yield file('xl/styles.xml', styles())
  for (const [index, sheet] of sheets.entries())
    yield { path: sheetPath(index + 1), pieces: sheetXml(sheet, frame) }
}

/** The sheets of a table, still without names. */
function partsOf(table: Table, mostRows: number): readonly Omit<Sheet, 'name'>[] {
  const { count, widths } = measured(table)
  const parts = Math.max(1, Math.ceil(count / mostRows))
  return Array.from({ length: parts }, (_, part) => {
    const first = part * mostRows
    return { table, first, count: Math.min(mostRows, count - first), widths }
  })
}

/** How many rows there are, and how wide their columns have to be. */
function measured({ columns, rows }: Table): Pick<Sheet, 'count' | 'widths'> {
  const widths = columns.map(widthOf)
  let count = 0
  for (const row of rows()) {
    count += 1
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))
  }
  return { count, widths }
}

/** With room for the arrow of the filter. */
function widthOf(cell: Cell): number {
  return Math.min(WIDE, Math.max(NARROW, String(cell).length + 3))
}
