import { jsonBytes } from '../json-pieces.ts'
import type { PeriodBytesFormat } from './formats.ts'

/** report.json: what the report of a period says as data, in the published schema (templates/period-v1.schema.json). */
export const json: PeriodBytesFormat = {
  id: 'json',
  render: ({ report }) =>
    Promise.resolve([
      {
        fileName: 'report.json',
        mediaType: 'application/json',
        bytes: jsonBytes(report),
      },
    ]),
}
