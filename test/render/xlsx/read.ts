import { unzipped } from '../../unzip.ts'

/** A sheet as a reader of its own sees it: fields by row, numbers as numbers, empty fields as empty text. */
export type ReadSheet = {
  readonly name: string
  readonly rows: readonly (readonly (string | number)[])[]
  /** the area that can be filtered, and the first row that moves */
  readonly filter: string
  readonly frozenAbove: string
}

/** The sheets of a workbook, read without any of the code that writes one. Throws on a formula, on a field that is neither text nor number, and on any tag that is not known here. */
export function readWorkbook(bytes: Uint8Array): readonly ReadSheet[] {
  const files = unzipped(Buffer.from(bytes))
  const part = (path: string) => {
    const found = files.get(path)
    if (found === undefined) throw new Error(`no part ${path}`)
    return new TextDecoder('utf-8', { fatal: true }).decode(found)
  }
  const targets = new Map(
    [...part('xl/_rels/workbook.xml.rels').matchAll(/Id="([^"]*)"[^>]*Target="([^"]*)"/g)].map(
      ([, id = '', target = '']) => [id, target],
    ),
  )
  return [...part('xl/workbook.xml').matchAll(/<sheet name="([^"]*)"[^>]*r:id="([^"]*)"/g)].map(
    ([, name = '', id = '']) => readSheet(plain(name), part(`xl/${targets.get(id) ?? ''}`)),
  )
}

const KNOWN = new Set([
  ...['worksheet', 'sheetPr', 'pageSetUpPr', 'sheetViews', 'sheetView', 'pane', 'cols', 'col'],
  ...['sheetData', 'row', 'c', 'v', 'is', 't', 'autoFilter', 'pageMargins', 'pageSetup'],
  ...['headerFooter', 'oddHeader', 'oddFooter'],
])

function readSheet(name: string, xml: string): ReadSheet {
  for (const [, tag = ''] of xml.replace(/^<\?xml[^>]*>/, '').matchAll(/<\/?([^\s/>]+)/g))
    if (!KNOWN.has(tag)) throw new Error(`<${tag}> in a sheet`)
  const rows = [...xml.matchAll(/<row r="(\d+)">(.*?)<\/row>/gs)].map(([, number, inner = '']) => {
    const fields: (string | number | undefined)[] = []
    for (const [, letters = '', row, kind, value = ''] of inner.matchAll(CELL)) {
      if (row !== number) throw new Error(`field ${letters}${row ?? ''} in row ${number ?? ''}`)
      fields[columnOf(letters)] = kind === undefined ? Number(value) : plain(value)
    }
    return Array.from(fields, (field) => field ?? '')
  })
  const first = (pattern: RegExp) => pattern.exec(xml)?.[1] ?? ''
  const [filter, frozenAbove] = [
    first(/<autoFilter ref="([^"]*)"/),
    first(/<pane ySplit="1" topLeftCell="([^"]*)"[^>]*state="frozen"/),
  ]
  return { name, rows, filter, frozenAbove }
}

const CELL =
  /<c r="([A-Z]+)(\d+)" s="\d"(?: t="(inlineStr)")?>(?:<v>|<is><t xml:space="preserve">)([^<]*)(?:<\/v>|<\/t><\/is>)<\/c>/g

function columnOf(letters: string): number {
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

/** Text without the escapes of XML and of spreadsheets. */
export function plain(xml: string): string {
  return xml
    .replace(/&(\w+);/g, (_, name: string) => NAMED[name] ?? 'unknown')
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}
