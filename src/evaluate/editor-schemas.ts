import { z } from 'zod'
import { baselineSchema, frameworkSchema } from './catalogue-schema.ts'
import { flowsSchema } from './organisation/flows.ts'
import { scopeSchema } from './organisation/scope.ts'
import { waiversSchema } from './organisation/waivers.ts'

/** The JSON Schemas (draft 2020-12) of the files that people write, by the name of their file in controls/schemas. */
export function editorSchemas(): ReadonlyMap<string, object> {
  const schemas: Readonly<Record<string, z.ZodType>> = {
    baseline: baselineSchema,
    flows: flowsSchema,
    framework: frameworkSchema,
    scope: scopeSchema,
    waivers: waiversSchema,
  }
  return new Map(
    Object.entries(schemas).map(([name, schema]) => [
      `${name}.json`,
      z.toJSONSchema(schema, { io: 'input' }),
    ]),
  )
}
