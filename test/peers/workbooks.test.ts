/** report.xlsx of a run and of a period as other programs read it: each sheet that a CSV file has too says the same. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { silentLog } from '../../src/core/log.ts'
import { renderPeriod } from '../../src/render/period/render.ts'
import { renderFormats } from '../../src/render/render.ts'
import { readRows } from '../reconcile/recount.ts'
import { reportSource } from '../render/fixture.ts'
import { hostileSource } from '../render/hostile.ts'
import { periodSource } from '../render/period/fixture.ts'
import { hostilePeriod } from '../render/period/hostile.ts'
import {
  NO_OFFICE,
  NO_PYTHON,
  OFFICE,
  PYTHON,
  readByOffice,
  readByPython,
  squeezed,
} from './spreadsheet-programs.ts'

const browser = { env: {}, log: silentLog }
const FORMATS = ['xlsx', 'csv']

/** What writes a workbook and CSV files into a folder, and which sheet each of these is. */
type Kind = {
  readonly make: (outDir: string) => Promise<unknown>
  readonly sheets: Readonly<Record<string, string>>
}

const OF_RUN = { 'check-results.csv': 'Check results' }
const OF_PERIOD = {
  ...{ 'ledger.csv': 'Cadence ledger', 'controls.csv': 'Controls' },
  ...{ 'changes.csv': 'Changes', 'population.csv': 'Population' },
}

const KINDS: Readonly<Record<string, Kind>> = {
  'a run': {
    make: (outDir) => renderFormats(reportSource(), FORMATS, { outDir, browser }),
    sheets: OF_RUN,
  },
  'a run of hostile text': {
    make: (outDir) => renderFormats(hostileSource(), FORMATS, { outDir, browser }),
    sheets: OF_RUN,
  },
  'a period': {
    make: (outDir) => renderPeriod(periodSource(), FORMATS, { outDir, browser }),
    sheets: OF_PERIOD,
  },
  'a period of hostile text': {
    make: (outDir) => renderPeriod(hostilePeriod(hostileSource()), FORMATS, { outDir, browser }),
    sheets: OF_PERIOD,
  },
}

async function inFolder(
  { make }: Kind,
  check: (path: string, csv: (name: string) => string) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-workbooks-'))
  try {
    await make(folder)
    check(join(folder, 'report.xlsx'), (name) => readFileSync(join(folder, name), 'utf8'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Header and rows of a CSV file, without the apostrophe that keeps a spreadsheet from reading a formula. */
function rowsOf(csv: string): readonly (readonly string[])[] {
  const rows = readRows(csv)
  const unguarded = (field: string) => field.replace(/^'(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/, '')
  return [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(unguarded))]
}

const [python, office] = [PYTHON, OFFICE]

if (python === undefined) it(`openpyxl does not read the report.xlsx of a report: ${NO_PYTHON}`)
else
  describe('openpyxl', () => {
    for (const [what, kind] of Object.entries(KINDS))
      it(`reads in report.xlsx of ${what} what its CSV files say; no formulas, filters and frozen headers`, () =>
        inFolder(kind, (path, csv) => {
          const sheets = readByPython(python, path)
          for (const { name, frozen, filter, kinds, rows } of sheets) {
            expect([frozen, /^A1:[A-Z]+(\d+)$/.exec(filter)?.[1]], name).to.deep.equal([
              'A2',
              String(rows.length),
            ])
            for (const one of kinds) expect(one).to.be.oneOf(['s', 'n', 'inlineStr'])
          }
          for (const [file, name] of Object.entries(kind.sheets)) {
            const said = sheets.find((sheet) => sheet.name === name)?.rows ?? []
            expect(said.length, name).to.be.greaterThan(1)
            expect(
              said.map((row) => row.map(String)),
              name,
            ).to.deep.equal(rowsOf(csv(file)))
          }
        }))
  })

if (office === undefined) it(`LibreOffice does not read the report.xlsx of a report: ${NO_OFFICE}`)
else
  describe('LibreOffice', function () {
    this.timeout(180_000)
    for (const [what, kind] of Object.entries(KINDS))
      it(`reads in report.xlsx of ${what} what its CSV files say; no formulas, filters, headers on each page`, () =>
        inFolder(kind, (path, csv) => {
          const { text, sheets, filters, heads } = readByOffice(office, path)
          expect(text).to.not.match(/table:formula=|text:a |xlink:href/)
          expect([filters, heads]).to.deep.equal([sheets.length, sheets.length])
          for (const [file, name] of Object.entries(kind.sheets)) {
            const said = sheets.find((sheet) => sheet.name === name)?.fields ?? []
            const wanted = rowsOf(csv(file))
              .flat()
              .filter((field) => field !== '')
            expect(said.map(String), name).to.deep.equal(wanted.map(squeezed))
          }
        }))
  })
