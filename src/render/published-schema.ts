import { z } from 'zod'
import { reportSchema } from './report-schema.ts'

/** The JSON Schema (draft 2020-12) of report.json as text; published as templates/report-v1.schema.json. */
export function publishedSchema(): string {
  const schema = z.toJSONSchema(reportSchema, { io: 'input' })
  return `${JSON.stringify({ $schema: schema.$schema, title: 'exhibit report/v1', ...schema }, undefined, 2)}\n`
}
