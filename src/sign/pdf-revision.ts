/** Adds a revision to a PDF behind its last byte (ISO 32000-1 7.5.6, incremental update); what was there stays as it is. */
import type { PdfDictionary, PdfFile } from './pdf-file.ts'
import { asciiOf, unreadablePdf, type PdfSpan } from './pdf-syntax.ts'

/** An object of the new revision: its number, and its value as PDF text, one byte a character. */
export type RevisedObject = {
  readonly number: number
  readonly generation: number
  readonly text: string
}

/**
 * The bytes to append, beginning with one line feed; objects in the given order, then cross-references of the kind that the PDF ends with.
 *
 * `id` (hexadecimal) becomes the second part of /ID where the PDF has one, as each revision wants its own.
 */
export function revisionOf(file: PdfFile, objects: readonly RevisedObject[], id: string): Buffer {
  const pieces: Buffer[] = [Buffer.from('\n')]
  const rows: Row[] = []
  let offset = file.bytes.length + 1
  for (const { number, generation, text } of objects) {
    const piece = Buffer.from(`${number} ${generation} obj\n${text}\nendobj\n`, 'latin1')
    pieces.push(piece)
    rows.push({ number, generation, offset })
    offset += piece.length
  }
  const write = file.sections[0].kind === 'table' ? tableOf : streamOf
  pieces.push(write(file, rows, offset, id), Buffer.from(`startxref\n${offset}\n%%EOF\n`))
  return Buffer.concat(pieces)
}

/** The text of a dictionary object with some entries put in or replaced; all else byte for byte. Values are PDF text. */
export function withEntries(
  { value, source }: PdfDictionary,
  entries: Readonly<Record<string, string>>,
): string {
  const edits = Object.entries(entries).map(([name, text]) => {
    const { start, end } = value.entries.get(name) ?? { start: value.end - 2, end: value.end - 2 }
    return { start, end, text: start === end ? `\n/${name} ${text}` : ` ${text}` }
  })
  return withEdits(source, value, edits)
}

/** The text of an array with one more item. */
export function withItem(source: Uint8Array, array: PdfSpan, item: string): string {
  const end = array.end - 1
  return withEdits(source, array, [{ start: end, end, text: ` ${item}` }])
}

type Edit = PdfSpan & { readonly text: string }

function withEdits(source: Uint8Array, span: PdfSpan, edits: readonly Edit[]): string {
  let text = ''
  let at = span.start
  for (const edit of edits.toSorted((one, other) => one.start - other.start)) {
    text += asciiOf(source, { start: at, end: edit.start }) + edit.text
    at = edit.end
  }
  return text + asciiOf(source, { start: at, end: span.end })
}

type Row = { readonly number: number; readonly generation: number; readonly offset: number }

function tableOf(file: PdfFile, rows: readonly Row[], _offset: number, id: string): Buffer {
  const lines = runsOf(rows).flatMap((run) => [
    `${run[0].number} ${run.length}\n`,
    ...run.map(({ offset, generation }) => `${digits(offset, 10)} ${digits(generation, 5)} n \n`),
  ])
  const size = sizeOf(file, rows)
  return Buffer.from(
    `xref\n${lines.join('')}trailer\n<<${trailerEntries(file, size, id)}>>\n`,
    'latin1',
  )
}

/** A cross-reference stream, not packed: it has a handful of rows. It lists itself. */
function streamOf(file: PdfFile, rows: readonly Row[], offset: number, id: string): Buffer {
  const number = sizeOf(file, rows)
  const runs = runsOf([...rows, { number, generation: 0, offset }])
  const table = Buffer.concat(runs.flat().map(rowOctets))
  const index = runs.map((run) => `${run[0].number} ${run.length}`).join(' ')
  const entries = [
    `/Type /XRef /W [1 5 2] /Index [${index}] /Length ${table.length}`,
    trailerEntries(file, number + 1, id),
  ]
  return Buffer.concat([
    Buffer.from(`${number} 0 obj\n<<${entries.join(' ')}>>\nstream\n`, 'latin1'),
    table,
    Buffer.from('\nendstream\nendobj\n'),
  ])
}

function rowOctets({ offset, generation }: Row): Buffer {
  const row = Buffer.alloc(8)
  row.writeUInt8(1, 0)
  row.writeUIntBE(offset, 1, 5)
  row.writeUInt16BE(generation, 6)
  return row
}

function trailerEntries({ bytes, sections }: PdfFile, size: number, id: string): string {
  const [{ trailer, offset }] = sections
  const { entries } = trailer
  const kept = ['Root', 'Info'].flatMap((name) => {
    const entry = entries.get(name)
    return entry === undefined ? [] : [`/${name} ${asciiOf(bytes, entry)}`]
  })
  const identity = entries.get('ID')
  if (identity === undefined) return [`/Size ${size}`, ...kept, `/Prev ${offset}`].join(' ')
  const first = identity.kind === 'array' ? identity.items[0] : undefined
  if (first === undefined) return unreadablePdf('has no proper /ID')
  const both = `/ID [${asciiOf(bytes, first)} <${id}>]`
  return [`/Size ${size}`, ...kept, both, `/Prev ${offset}`].join(' ')
}

type Run = [Row, ...Row[]]

/** Rows by ascending number, in runs of consecutive ones. */
function runsOf(rows: readonly Row[]): readonly Run[] {
  const runs: Run[] = []
  for (const row of rows.toSorted((one, other) => one.number - other.number)) {
    const run = runs.at(-1)
    if (run?.at(-1)?.number === row.number - 1) run.push(row)
    else runs.push([row])
  }
  return runs
}

function sizeOf(file: PdfFile, rows: readonly Row[]): number {
  return Math.max(file.size, ...rows.map(({ number }) => number + 1))
}

function digits(number: number, count: number): string {
  return String(number).padStart(count, '0')
}
