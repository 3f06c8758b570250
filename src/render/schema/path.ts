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
  traffic: text.describe('protocol and port, `TCP 5432`'),
  sentence: text,
  egress: side,
  ingress: side,
})
