/** The workbook of a report as other programs read it: openpyxl, and LibreOffice by way of its own flat format. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { reportTables } from '../../src/render/tables/report.ts'
import type { Cell } from '../../src/render/tables/table.ts'
import { reportView } from '../../src/render/view/report.ts'
import { workbook } from '../../src/render/xlsx/workbook.ts'
import { reportSource } from '../render/fixture.ts'
import { hostileSource } from '../render/hostile.ts'
import {
  NO_OFFICE,
  NO_PYTHON,
  OFFICE,
  PYTHON,
  readByOffice,
  readByPython,
  squeezed,
} from './spreadsheet-programs.ts'

const frame = {
  ...{ title: 'T & <b>', creator: 'exhibit', created: '2026-12-28T02:03:42Z' },
  ...{ classification: 'R&D &X', reference: 'run 1', whole: 'report.json' },
}

/** Texts that readers of spreadsheets are known to take for something else. */
const traps = {
  name: "Trap's",
  columns: ['text', 'number'],
  rows: () =>
    [
      ...['=1+1', '+SUM(A1)', '-1', '@x', '1e5', '007', '2026-01-01', 'TRUE', '#REF!', '12 %'],
      ...['_x0041_', "'quoted", '  blanks  ', 'two\nlines', 'tab\there', '\u0000\ud800\ufffe', '"'],
      'x'.repeat(40_000),
    ].map((text, index): readonly Cell[] => [text, index]),
}

const tablesOf = (source: typeof reportSource) => [
  ...reportTables(reportView(source()).report),
  traps,
]

async function inFolder<T>(source: typeof reportSource, work: (path: string) => T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-spreadsheets-'))
  try {
    const path = join(folder, 'report.xlsx')
    writeFileSync(path, await workbook(tablesOf(source), frame))
    return work(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What a reader has to show of a field: what XML forbids is spelled out, what is too long is cut. */
function shown(cell: Cell): Cell {
  if (typeof cell === 'number') return cell
  const text = cell.replaceAll('\u0000\ud800\ufffe', '\\u0000\\ud800\\ufffe')
  return text.length <= 32_767 ? text : text.slice(0, 32_000)
}

const sources = { 'a report': reportSource, 'hostile text': hostileSource }

const [python, office] = [PYTHON, OFFICE]

if (python === undefined) it(`openpyxl does not read the workbook: ${NO_PYTHON}`)
else
  describe('openpyxl', () => {
    for (const [what, source] of Object.entries(sources))
      it(`reads ${what} field by field: no formulas, filters and frozen headers`, async () => {
        const read = await inFolder(source, (path) => readByPython(python, path))
        for (const [index, { name, columns, rows }] of tablesOf(source).entries()) {
          const sheet = read[index]!
          expect(sheet.name).to.equal(name)
          expect([sheet.frozen, sheet.titles]).to.deep.equal(['A2', '$1:$1'])
          expect(sheet.filter).to.match(new RegExp(`^A1:[A-Z]+${sheet.rows.length}$`))
          for (const kind of sheet.kinds) expect(kind).to.be.oneOf(['s', 'n', 'inlineStr'])
          expect(sheet.rows, name).to.deep.equal([columns, ...rows()].map((row) => row.map(shown)))
        }
      })
  })

if (office === undefined) it(`LibreOffice does not read the workbook: ${NO_OFFICE}`)
else
  describe('LibreOffice', function () {
    this.timeout(180_000)
    for (const [what, source] of Object.entries(sources))
      it(`reads ${what} field by field: no formulas, filters, headers on each page`, async () => {
        const book = await inFolder(source, (path) => readByOffice(office, path))
        const tables = tablesOf(source)
        expect(book.text).to.not.match(/table:formula=|text:a |xlink:href/)
        expect([book.filters, book.heads]).to.deep.equal([tables.length, tables.length])
        expect(book.sheets.map(({ name }) => name)).to.deep.equal(tables.map(({ name }) => name))
        for (const [index, { name, columns, rows }] of tables.entries()) {
          const said = [columns, ...rows()].flat().filter((cell) => cell !== '')
          expect(book.sheets[index]!.fields, name).to.deep.equal(said.map(shown).map(squeezed))
        }
      })
  })
