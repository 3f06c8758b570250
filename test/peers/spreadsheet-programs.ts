/** Programs of others that read workbooks: openpyxl, and LibreOffice by way of its own flat format. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cell } from '../../src/render/tables/table.ts'

/** A sheet as openpyxl reads it. */
export type PythonSheet = Record<'name' | 'filter' | 'frozen' | 'titles', string> & {
  readonly rows: readonly (readonly Cell[])[]
  readonly kinds: readonly string[]
}

/** A workbook as LibreOffice reads it: names of its sheets with the fields that have something in them, and what is true of each sheet. */
export type OfficeBook = {
  readonly text: string
  readonly sheets: readonly { readonly name: string; readonly fields: readonly Cell[] }[]
  readonly filters: number
  /** sheets that print their header on each page; it does not write down where a sheet is frozen */
  readonly heads: number
}

/** A python3 with openpyxl; undefined where there is none. */
export const PYTHON = programOf('EXHIBIT_PYTHON', 'python3', '-c', 'import openpyxl')
/** What to do where there is none. */
export const NO_PYTHON = 'set EXHIBIT_PYTHON to a python3 that has it (.ci/build-openpyxl.sh)'
/** LibreOffice; undefined where there is none. */
export const OFFICE = programOf('EXHIBIT_SOFFICE', 'soffice', '--version')
/** What to do where there is none. */
export const NO_OFFICE = 'install libreoffice-calc, or set EXHIBIT_SOFFICE'

/** The program of a peer, by its variable or its usual name. */
function programOf(variable: string, usual: string, ...args: readonly string[]) {
  const program = process.env[variable] ?? usual
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return program
  } catch {
    return undefined
  }
}

/** The sheets of a workbook; it gives numbered characters as they are written, which is undone here. */
export function readByPython(python: string, path: string): readonly PythonSheet[] {
  const program = join(import.meta.dirname, 'read-xlsx.py')
  const said = execFileSync(python, [program, path], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  const undone = (cell: Cell) =>
    typeof cell === 'string' ? cell.replaceAll('_x005F_', '_').slice(0, 32_000) : cell
  return (JSON.parse(said) as readonly PythonSheet[]).map((sheet) => ({
    ...sheet,
    rows: sheet.rows.map((row) => row.map(undone)),
  }))
}

/** The same for LibreOffice, which writes beside the workbook what it read. */
export function readByOffice(office: string, path: string): OfficeBook {
  const folder = join(path, '..')
  const profile = `-env:UserInstallation=file://${folder}/profile`
  const out = join(folder, 'read')
  const to = ['--headless', profile, '--convert-to', 'fods', '--outdir', out, path]
  execFileSync(office, to, { stdio: 'ignore' })
  const text = readFileSync(join(out, 'report.fods'), 'utf8')
  const count = (pattern: RegExp) => [...text.matchAll(pattern)].length
  const sheets = text.matchAll(/<table:table table:name="([^"]*)".*?<\/table:table>/gs)
  return {
    text,
    sheets: Array.from(sheets, ([sheet, name = '']) => ({
      name: name.replace('&apos;', "'"),
      fields: fieldsOf(sheet),
    })),
    filters: count(/<table:database-range [^>]*display-filter-buttons="true"/g),
    heads: count(/<table:table-header-rows>/g),
  }
}

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

/** Runs of blanks are written in several ways by LibreOffice. */
export function squeezed(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.replace(/\s+/g, ' ').trim().slice(0, 32_000) : cell
}
