import { z } from 'zod'
import { estateSchema } from '../../src/collect/estate.ts'
import { configurationSchema } from '../../src/commands/configuration.ts'
import { expectGolden } from '../golden.ts'

describe('the JSON Schemas of the configuration', () => {
  for (const [name, schema] of Object.entries({
    estate: estateSchema,
    exhibit: configurationSchema,
  })) {
    it(`are what controls/schemas/${name}.json holds`, () => {
      const published = z.toJSONSchema(schema, { io: 'input' })
      expectGolden(`controls/schemas/${name}.json`, `${JSON.stringify(published, undefined, 2)}\n`)
    })
  }
})
