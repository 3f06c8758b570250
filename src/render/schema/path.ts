/** Classes of the scope and example paths, as report.json shows them. */
import { z } from 'zod'
import { list, shape, text } from './shape.ts'

/** Classes of the scope, and what stands outside of the cluster. */
export const scopeClass = z.enum(['cde', 'connected', 'out-of-scope', 'unclassified', 'external'])

const rule = shape({ policy: text, pointer: text, effect: text })
const side = shape({ verdict: text, because: text, rules: list(rule) })
/** One connection that shows an answer. */
export const examplePath = shape({
  verdict: z.enum(['allowed', 'denied', 'indeterminate']),
  source: text,
  destination: text,
  connection: text.describe('protocol and port of the one that is explained, `TCP 5432`'),
  traffic: text.describe(
    'all that has this answer between both: `TCP 5432`, `TCP 8000-8100, UDP 53`, `any protocol and port`',
  ),
  sentence: text,
  egress: side,
  ingress: side,
})
