import type { BytesFormat } from './formats.ts'
import { jsonBytes } from './json-pieces.ts'

/** report.json: what the report says as data, in the published schema (templates/report-v1.schema.json). */
export const json: BytesFormat = {
  id: 'json',
  fileName: 'report.json',
  mediaType: 'application/json',
  render: ({ report }) => Promise.resolve({ bytes: jsonBytes(report) }),
}
