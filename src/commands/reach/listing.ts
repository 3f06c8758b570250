import type { JsonObject } from '../../core/json.ts'
import { csvRow, stringifyJson, table } from '../output.ts'
import type { ListFormat } from './list.ts'

/** The answer of a query as it is printed: rows for people and spreadsheets, everything as JSON. */
export type Listing = {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly json: JsonObject
  /** instead of the table; absent: the table */
  readonly text?: string
  /** what people must know of any answer to the query; absent: nothing. JSON says it in its own place, spreadsheets hold rows only */
  readonly notes?: readonly string[]
}

/** A listing in one form; `nothing` where a table would have no rows. */
export function printedListing(listing: Listing, format: ListFormat): string {
  const { columns, rows, json, notes = [] } = listing
  if (format === 'json') return stringifyJson(json)
  if (format === 'csv') return [columns, ...rows].map(csvRow).join('')
  const text = listing.text ?? (rows.length === 0 ? 'nothing\n' : table(columns, rows))
  return [text, ...notes.map((note) => `note: ${note}\n`)].join('')
}
