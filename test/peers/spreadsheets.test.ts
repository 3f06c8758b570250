/** The workbook of a report as other programs read it: openpyxl, and LibreOffice by way of its own flat format. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { reportTables } from '../../src/render/tables/report.ts'
import type { Cell } from '../../src/render/tables/table.ts'
import { reportView } from '../../src/render/view/report.ts'
import { workbook } from '../../src/render/xlsx/workbook.ts'
import { reportSource } from '../render/fixture.ts'
import { hostileSource } from '../render/hostile.ts'

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

/** The program of a peer, by its variable or its usual name; undefined where it does not run. */
function programOf(variable: string, usual: string, ...args: readonly string[]) {
  const program = process.env[variable] ?? usual
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return program
  } catch {
    return undefined
  }
}

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

const PYTHON = programOf('EXHIBIT_PYTHON', 'python3', '-c', 'import openpyxl')
if (PYTHON === undefined)
  it('openpyxl does not read the workbook: set EXHIBIT_PYTHON to a python3 that has it')
else
  describe('openpyxl', () => {
    for (const [what, source] of Object.entries(sources))
      it(`reads ${what} field by field: no formulas, filters and frozen headers`, async () => {
        type Read = Record<'name' | 'filter' | 'frozen' | 'titles', string> & {
          readonly rows: readonly (readonly Cell[])[]
          readonly kinds: readonly string[]
        }
        const program = join(import.meta.dirname, 'read-xlsx.py')
        const said = await inFolder(source, (path) =>
          execFileSync(PYTHON, [program, path], { encoding: 'utf8', maxBuffer: 2 ** 28 }),
        )
        const read = JSON.parse(said) as readonly Read[]
        for (const [index, { name, columns, rows }] of tablesOf(source).entries()) {
          const sheet = read[index]!
          expect(sheet.name).to.equal(name)
          expect([sheet.frozen, sheet.titles]).to.deep.equal(['A2', '$1:$1'])
          expect(sheet.filter).to.match(new RegExp(`^A1:[A-Z]+${sheet.rows.length}$`))
          for (const kind of sheet.kinds) expect(kind).to.be.oneOf(['s', 'n', 'inlineStr'])
          // it gives numbered characters as they are written
          const undone = (cell: Cell) =>
            typeof cell === 'string' ? cell.replaceAll('_x005F_', '_').slice(0, 32_000) : cell
          expect(
            sheet.rows.map((row) => row.map(undone)),
            name,
          ).to.deep.equal([columns, ...rows()].map((row) => row.map(shown)))
        }
      })
  })

const OFFICE = programOf('EXHIBIT_SOFFICE', 'soffice', '--version')
if (OFFICE === undefined)
  it('LibreOffice does not read the workbook: install libreoffice-calc, or set EXHIBIT_SOFFICE')
else
  describe('LibreOffice', function () {
    this.timeout(180_000)
    for (const [what, source] of Object.entries(sources))
      it(`reads ${what} field by field: no formulas, and filters`, async () => {
        const read = await inFolder(source, (path) => {
          const folder = join(path, '..')
          const profile = `-env:UserInstallation=file://${folder}/profile`
          const out = join(folder, 'read')
          const to = ['--headless', profile, '--convert-to', 'fods', '--outdir', out, path]
          execFileSync(OFFICE, to, { stdio: 'ignore' })
          return readFileSync(join(out, 'report.fods'), 'utf8')
        })
        expect(read).to.not.match(/table:formula=|text:a |xlink:href/)
        const tables = tablesOf(source)
        const count = (pattern: RegExp) => [...read.matchAll(pattern)].length
        expect(count(/<table:database-range [^>]*display-filter-buttons="true"/g)).to.equal(
          tables.length,
        )
        const sheets = [...read.matchAll(/<table:table table:name="([^"]*)".*?<\/table:table>/gs)]
        expect(sheets.map(([, name]) => name?.replace('&apos;', "'"))).to.deep.equal(
          tables.map(({ name }) => name),
        )
        for (const [index, { name, columns, rows }] of tables.entries()) {
          const said = [columns, ...rows()].flat().filter((cell) => cell !== '')
          expect(fieldsOf(sheets[index]![0]), name).to.deep.equal(said.map(shown).map(squeezed))
        }
      })
  })

/** Fields of a sheet of the flat format that have something in them; numbers as numbers. */
function fieldsOf(xml: string): readonly Cell[] {
  const fields: Cell[] = []
  for (const [, attributes = '', inner = ''] of xml.matchAll(
    /<table:table-cell([^>]*[^/])>(.*?)<\/table:table-cell>/gs,
  )) {
    const number = /office:value-type="float" office:value="([^"]*)"/.exec(attributes)?.[1]
    const repeated = Number(/number-columns-repeated="(\d+)"/.exec(attributes)?.[1] ?? 1)
    const text = inner
      .replace(/<text:s( [^>]*)?\/>|<text:tab\/>|<\/text:p>/g, ' ')
      .replace(/<[^>]*>/g, '')
      .replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => NAMED[name] ?? '')
    const field = number === undefined ? squeezed(text) : Number(number)
    fields.push(...Array.from({ length: repeated }, () => field))
  }
  return fields
}

const NAMED: Readonly<Record<string, string>> = {
  ...{ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" },
}

/** Runs of blanks are written in several ways there. */
function squeezed(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.replace(/\s+/g, ' ').trim().slice(0, 32_000) : cell
}
