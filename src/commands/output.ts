import type { JsonObject, JsonValue } from '../core/json.ts'
import type { Context } from './context.ts'

/** JSON for stdout: indented, with a newline at its end; integers beyond 2^53 become text with all their digits. */
export function stringifyJson(value: JsonValue): string {
  const text = JSON.stringify(
    value,
    (_key, member: unknown) => (typeof member === 'bigint' ? member.toString() : member),
    2,
  )
  return `${text}\n`
}

/**
 * What `stringifyJson` gives of an object whose first member is a list, piece by piece: for a list that is too long to be held. The other members
 * come behind it.
 */
export function* jsonWithList(
  name: string,
  list: Iterable<JsonObject>,
  rest: JsonObject,
): Generator<string> {
  let before = ''
  yield `{\n  ${JSON.stringify(name)}: [`
  for (const item of list) {
    yield `${before}\n    ${stringifyJson(item).trimEnd().replaceAll('\n', '\n    ')}`
    before = ','
  }
  yield before === '' ? ']' : '\n  ]'
  yield Object.keys(rest).length === 0 ? '\n}\n' : `,${stringifyJson(rest).slice(1)}`
}

/** Rows as aligned columns, the header first; two blanks between columns, none at line ends. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [...tableLines(header, () => rows)].join('')
}

/** The same line by line, for rows that are too many to be held: they are asked for twice, the first time for the widths. */
export function* tableLines(
  header: readonly string[],
  rows: () => Iterable<readonly string[]>,
): Generator<string> {
  const widths = header.map((name) => name.length)
  for (const row of rows())
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  yield `${line(header)}\n`
  for (const row of rows()) yield `${line(row)}\n`
}

/** One record of comma-separated values with a line feed. Text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvRow(cells: readonly string[]): string {
  const quoted = cells.map((cell) => {
    const guarded = /^\s*[=+\-@]/.test(cell) ? `'${cell}` : cell
    return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
  })
  return `${quoted.join(',')}\n`
}

/** So many characters are written at once. */
const PIECE = 65_536

/** Writes many short texts to stdout in pieces of a good size, each when the one before it was taken. */
export async function writeAll(
  texts: Iterable<string>,
  { stdout, drained }: Pick<Context, 'stdout' | 'drained'>,
): Promise<void> {
  let piece = ''
  for (const text of texts) {
    piece += text
    if (piece.length < PIECE) continue
    stdout(piece)
    await drained()
    piece = ''
  }
  if (piece !== '') stdout(piece)
}
