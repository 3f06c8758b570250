import type { z } from 'zod'
import { Fault } from './fault.ts'
import { isJsonObject } from './json.ts'
import type { JsonValue } from './json.ts'
import { printable } from './log.ts'
import { suggestion } from './nearest.ts'
import { child, knownKeys } from './schema-keys.ts'
import type { NodePath, ReadFault, YamlDocument } from './yaml.ts'

type Issue = z.core.$ZodIssue
type Found = { readonly path: NodePath; readonly what: string }

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
  const found = result.error.issues.flatMap((issue) => describe(schema, document.value, issue, []))
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

function describe(
  schema: z.ZodType,
  root: JsonValue,
  issue: Issue,
  above: NodePath,
): readonly Found[] {
  const path = [...above, ...(issue.path as NodePath)]
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownKeys(schema, root, path, issue.keys)
    case 'invalid_value':
      return [{ path, what: unknownValue(valueAt(root, path), issue.values.map(String)) }]
    case 'invalid_type':
      return [{ path, what: wrongType(valueAt(root, path), [issue.expected]) }]
    case 'invalid_union':
      return union(schema, root, issue, path)
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues.map((inner) => ({ path, what: lowerFirst(inner.message) }))
    default:
      return [{ path, what: lowerFirst(issue.message) }]
  }
}

function unknownKeys(
  schema: z.ZodType,
  root: JsonValue,
  path: NodePath,
  keys: readonly string[],
): readonly Found[] {
  const known = knownKeys(schema, path, root)
  return keys.map((key) => ({
    path: [...path, key],
    what: `unknown key ${JSON.stringify(key)}${suggestion(key, known)}`,
  }))
}

function valueAt(root: JsonValue, path: NodePath): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(child, root)
}

function unknownValue(value: JsonValue | undefined, known: readonly string[]): string {
  if (value === undefined) return `missing; one of ${known.join(', ')}`
  if (typeof value !== 'string')
    return `${kindOf(value)} where one of ${known.join(', ')} is needed`
  return `unknown value${suggestion(value, known)}`
}

function wrongType(value: JsonValue | undefined, expected: readonly string[]): string {
  const needed = expected.map((name) => NAMES[name] ?? name).join(' or ')
  return value === undefined
    ? `missing; ${needed} is needed`
    : `${kindOf(value)} where ${needed} is needed`
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (isJsonObject(value)) return 'a mapping'
  return typeof value === 'bigint' ? 'a number' : (NAMES[typeof value] ?? typeof value)
}

/** The faults of the only branch that the value's type fits; else what the branches would take. */
function union(
  schema: z.ZodType,
  root: JsonValue,
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: NodePath,
): readonly Found[] {
  const value = valueAt(root, path)
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : []
  if (options.length > 0) return [{ path, what: unknownValue(value, options.map(String)) }]
  const fitting = issue.errors.filter((branch) => !branch.some(isRootTypeIssue))
  const [only, second] = fitting
  if (only !== undefined && second === undefined)
    return only.flatMap((inner) => describe(schema, root, inner, path))
  const expected = issue.errors.flat().filter(isRootTypeIssue)
  const types = [...new Set(expected.map((each) => each.expected))]
  if (fitting.length === 0 && types.length > 0) return [{ path, what: wrongType(value, types) }]
  return [{ path, what: 'fits none of the forms that may stand here' }]
}

function isRootTypeIssue(issue: Issue): issue is z.core.$ZodIssueInvalidType {
  return issue.code === 'invalid_type' && issue.path.length === 0
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
