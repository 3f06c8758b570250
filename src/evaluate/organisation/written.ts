import type { z } from 'zod'
import { Fault } from '../../core/fault.ts'
import { isJsonObject } from '../../core/json.ts'
import { placeOf, validate } from '../../core/validate.ts'
import { parseYamlDocument } from '../../core/yaml.ts'

/** So many entries a list of a file may have: people write these files, and read the reports that print them. */
const MOST_ENTRIES = 10_000

/**
 * What a file of the organisation says, in the shape of its schema.
 *
 * Throws Fault `CONFIGURATION` with all its faults, each with file and line; of a list that is too long that alone.
 */
export function written<T>(schema: z.ZodType<T>, source: string, file: string): T {
  const document = parseYamlDocument(source, file)
  const { value } = document
  for (const [name, list] of isJsonObject(value) ? Object.entries(value) : [])
    if (Array.isArray(list) && list.length > MOST_ENTRIES)
      throw new Fault(
        'CONFIGURATION',
        `${placeOf(document, file, [name])}more than ${MOST_ENTRIES} entries`,
        { hint: `mend ${file} and try again` },
      )
  return validate(schema, document, file)
}
