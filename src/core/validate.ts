import type { z } from 'zod'
import { Fault } from './fault.ts'
import { printable } from './log.ts'
import { schemaFaults } from './schema-faults.ts'
import type { NodePath, ReadFault, YamlDocument } from './yaml.ts'

/**
 * A document's value in the shape that a schema asks for.
 *
 * Throws one Fault of the given code with all faults, one line each in the order of the file: `file:line: path: what`. Unknown keys and unknown values
 * of a closed list name the nearest known one. What is wrong is named, never repeated: a secret pasted into the wrong place stays out of logs.
 */
export function validate<T>(
  schema: z.ZodType<T>,
  document: YamlDocument,
  file: string,
  code: ReadFault = 'CONFIGURATION',
): T {
  const result = schema.safeParse(document.value)
  if (result.success) return result.data
  const found = schemaFaults(schema, document.value, result.error.issues)
  const lines = found.map(({ path, what }) => ({ line: document.lineOf(path), path, what }))
  lines.sort((a, b) => a.line - b.line)
  const message = lines.map(({ path, what }) =>
    printable(`${placeOf(document, file, path)}${what}`),
  )
  throw new Fault(code, message.join('\n'), { hint: `mend ${file} and try again` })
}

/** Where a value stands, for the begin of a fault: `file:line: path: `. */
export function placeOf(document: YamlDocument, file: string, path: NodePath): string {
  const text = pathText(path)
  return `${file}:${document.lineOf(path)}: ${text === '' ? '' : `${text}: `}`
}

/** A path for people: `clusters[2].context`, `labels["a/b"]`; empty for the root. */
export function pathText(path: NodePath): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) text += text === '' ? step : `.${step}`
    else text += `[${JSON.stringify(step)}]`
  }
  return text
}
