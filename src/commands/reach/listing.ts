import type { JsonValue } from '../../core/json.ts'
import { csvRow, stringifyJson, table } from '../output.ts'
import type { ListFormat } from './list.ts'

/** The answer of a query as it is printed: rows for people and spreadsheets, everything as JSON. */
export type Listing = {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly json: JsonValue
  /** instead of the table; absent: the table */
  readonly text?: string
}

/** A listing in one form; `nothing` where a table would have no rows. */
export function printedListing({ columns, rows, json, text }: Listing, format: ListFormat): string {
  if (format === 'json') return stringifyJson(json)
  if (format === 'csv') return [columns, ...rows].map(csvRow).join('')
  return text ?? (rows.length === 0 ? 'nothing\n' : table(columns, rows))
}
