import type { JsonObject } from '../../core/json.ts'
import { stringifyYaml } from '../../core/yaml-text.ts'
import { textOption, type Options, type OptionSpec } from '../context.ts'
import { csvRow, stringifyJson, table } from '../output.ts'

/** Rows for people and spreadsheets, and the data behind them. */
export type Tabled = {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly data: JsonObject
}

/** The forms of what the catalogue says. */
export const CATALOGUE_OUTPUT: OptionSpec = {
  flags: '-o, --output <format>',
  description: 'form of the data on stdout',
  choices: ['table', 'json', 'yaml', 'csv'],
  fallback: 'table',
}

/** Rows or data in the form that was asked for. */
export function tabled({ columns, rows, data }: Tabled, options: Options): string {
  switch (textOption(options, 'output')) {
    case 'json':
      return stringifyJson(data)
    case 'yaml':
      return stringifyYaml(data)
    case 'csv':
      return [columns, ...rows].map(csvRow).join('')
    default:
      return table(columns, rows)
  }
}
