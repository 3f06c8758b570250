import type { JsonValue } from '../core/json.ts'

/** JSON for stdout: indented, with a newline at its end; integers beyond 2^53 become text with all their digits. */
export function stringifyJson(value: JsonValue): string {
  const text = JSON.stringify(
    value,
    (_key, member: unknown) => (typeof member === 'bigint' ? member.toString() : member),
    2,
  )
  return `${text}\n`
}

/** Rows as aligned columns, the header first; two blanks between columns, none at line ends. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows]
  const widths = header.map((_, column) =>
    Math.max(...all.map((row) => (row[column] ?? '').length)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return `${all.map(line).join('\n')}\n`
}

/** One record of comma-separated values with a line feed. Text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvRow(cells: readonly string[]): string {
  const quoted = cells.map((cell) => {
    const guarded = /^\s*[=+\-@]/.test(cell) ? `'${cell}` : cell
    return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
  })
  return `${quoted.join(',')}\n`
}
