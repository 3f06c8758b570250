import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Cell, Table } from '../../../src/render/tables/table.ts'
import { reportTables } from '../../../src/render/tables/report.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { columnName } from '../../../src/render/xlsx/sheet.ts'
import { workbook } from '../../../src/render/xlsx/workbook.ts'
import { reportSource } from '../fixture.ts'
import { hostileSource } from '../hostile.ts'
import { unzipped } from '../../unzip.ts'
import { plain, readWorkbook } from './read.ts'

const frame = {
  ...{ title: 'T', creator: 'exhibit', created: '2026-12-28T02:03:42Z' },
  ...{ classification: 'Confidential', reference: 'run 1', whole: 'report.json' },
}

const table = (
  name: string,
  columns: readonly string[],
  ...rows: readonly (readonly Cell[])[]
) => ({
  ...{ name, columns },
  rows: () => rows,
})

describe('workbook', () => {
  it('holds each table as a sheet, with filters and a header that stays', async () => {
    const rows = [
      ['=1+1', 12],
      ['', 0],
      ['2026-12-28T02:03:42Z', ''],
    ] as const
    const [sheet, empty] = readWorkbook(
      await workbook([table('One', ['a', 'b'], ...rows), table('None', ['c'])], frame),
    )
    expect(sheet).to.deep.equal({
      name: 'One',
      rows: [['a', 'b'], ['=1+1', 12], ['', 0], ['2026-12-28T02:03:42Z']],
      ...{ filter: 'A1:B4', frozenAbove: 'A2' },
    })
    expect(empty).to.deep.equal({ name: 'None', rows: [['c']], filter: 'A1:A1', frozenAbove: 'A2' })
  })

  it('goes on in another sheet when one is full, and loses no row', async () => {
    const rows = Array.from({ length: 25 }, (_, index) => [index])
    for (const [most, sizes] of [
      [10, [10, 10, 5]],
      [25, [25]],
      [5, [5, 5, 5, 5, 5]],
    ] as const) {
      const sheets = readWorkbook(await workbook([table('N', ['n'], ...rows)], frame, most))
      expect(sheets.map(({ rows }) => rows.length - 1)).to.deep.equal(sizes)
      expect(sheets.flatMap(({ rows }) => rows.slice(1))).to.deep.equal(rows)
      expect(sheets.map(({ name }) => name).slice(0, 2)).to.deep.equal(
        sizes.length === 1 ? ['N'] : ['N', 'N 2'],
      )
    }
  })

  it('writes a number that is none as text', async () => {
    const rows = [[Number.NaN], [Number.POSITIVE_INFINITY], [1.5], [-3]]
    const [sheet] = readWorkbook(await workbook([table('N', ['n'], ...rows)], frame))
    expect(sheet?.rows.flat()).to.deep.equal(['n', 'NaN', 'Infinity', 1.5, -3])
  })

  it('has no code in its footers but its own', async () => {
    const hostile = { ...frame, classification: '&"Arial"&Xsecret'.repeat(20), reference: '&9' }
    const files = unzipped(Buffer.from(await workbook([table('N', ['n'])], hostile)))
    const xml = files.get('xl/worksheets/sheet1.xml')?.toString() ?? ''
    const footer = plain(/<oddFooter>(.*)<\/oddFooter>/.exec(xml)?.[1] ?? '')
    expect(footer.length).to.be.lessThan(256)
    expect(footer.replaceAll('&&', '').match(/&./g)).to.deep.equal(['&L', '&C', '&R', '&P', '&N'])
    expect(footer).to.include('&C &&9&R')
  })

  for (const [what, source] of [
    ['a report', reportSource()],
    ['hostile text', hostileSource()],
  ] as const) {
    it(`says of ${what} what its tables say, field by field`, async () => {
      const tables = reportTables(reportView(source).report)
      const sheets = readWorkbook(await workbook(tables, frame))
      expect(sheets.map(({ name }) => name)).to.deep.equal(tables.map(({ name }) => name))
      for (const [index, { columns, rows }] of tables.entries())
        expect(sheets[index]?.rows.map(trimmed)).to.deep.equal([columns, ...rows()].map(trimmed))
    })
  }

  it('takes little memory for 200,000 rows', function () {
    this.timeout(120_000)
    const program = join(import.meta.dirname, 'large-workbook.ts')
    const said = execFileSync(process.execPath, [program], { encoding: 'utf8', timeout: 110_000 })
    const { megabytes, bytes } = JSON.parse(said) as { megabytes: number; bytes: number }
    expect(bytes).to.be.greaterThan(1_000_000)
    expect(megabytes).to.be.lessThan(300)
  })
})

/** Empty fields at the end of a row are not there in a sheet. */
function trimmed(row: readonly Cell[]): readonly Cell[] {
  const last = row.findLastIndex((cell) => cell !== '')
  return row.slice(0, last + 1)
}

describe('tables of a report', () => {
  const tables: readonly Table[] = [
    ...reportTables(reportView(reportSource()).report),
    ...reportTables(reportView(hostileSource()).report),
  ]

  it('have columns of different names, and rows as long as these', () => {
    for (const { name, columns, rows } of tables) {
      expect(new Set(columns).size, name).to.equal(columns.length)
      for (const row of rows()) expect(row.length, name).to.equal(columns.length)
    }
  })

  it('give the same rows each time', () => {
    for (const { rows, name } of tables) expect([...rows()], name).to.deep.equal([...rows()])
  })
})

describe('columnName', () => {
  it('counts in letters', () => {
    const names = [0, 25, 26, 51, 52, 701, 702, 16_383].map(columnName)
    expect(names).to.deep.equal(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA', 'XFD'])
  })
})
