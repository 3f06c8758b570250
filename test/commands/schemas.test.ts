import { z } from 'zod'
import { estateSchema } from '../../src/collect/estate.ts'
import { configurationSchema } from '../../src/commands/configuration.ts'
import { messageSchema } from '../../src/deliver/message.ts'
import { expectGolden } from '../golden.ts'

describe('the JSON Schemas of the configuration and of messages', () => {
  for (const [name, schema] of Object.entries({
    estate: estateSchema,
    exhibit: configurationSchema,
    delivery: messageSchema,
  })) {
    it(`are what controls/schemas/${name}.json holds`, () => {
      const published = z.toJSONSchema(schema, { io: 'input' })
      expectGolden(`controls/schemas/${name}.json`, `${JSON.stringify(published, undefined, 2)}\n`)
    })
  }
})
