import type { z } from 'zod'
import { isJsonObject } from './json.ts'
import type { JsonValue } from './json.ts'
import { nearest, suggestion } from './nearest.ts'
import { child, knownKeys } from './schema-keys.ts'
import type { NodePath } from './yaml.ts'

type Issue = z.core.$ZodIssue

/** What is wrong at a place of a value. `meant`: the absent key for which an unknown one most likely stands. */
export type SchemaFault = {
  readonly path: NodePath
  readonly what: string
  readonly meant?: string
}

/** What a schema's issues say of a value, in words. A misspelt key is told once: not that the one is missing for which it most likely stands. */
export function schemaFaults(
  schema: z.ZodType,
  root: JsonValue,
  issues: readonly Issue[],
): readonly SchemaFault[] {
  const found = issues.flatMap((issue) => describe(schema, root, issue, []))
  const meant = new Set(
    found.flatMap(({ path, meant }) =>
      meant === undefined ? [] : [JSON.stringify([...path.slice(0, -1), meant])],
    ),
  )
  return found.filter(
    ({ path }) => valueAt(root, path) !== undefined || !meant.has(JSON.stringify(path)),
  )
}

function describe(
  schema: z.ZodType,
  root: JsonValue,
  issue: Issue,
  above: NodePath,
): readonly SchemaFault[] {
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
): readonly SchemaFault[] {
  const known = knownKeys(schema, path, root)
  return keys.map((key) => {
    const meant = nearest(key, known)
    const what = `unknown key ${JSON.stringify(key)}${suggestion(key, known)}`
    return { path: [...path, key], what, ...(meant === undefined ? {} : { meant }) }
  })
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

/** The faults of the only branch that the value's kind fits; else what the branches would take. */
function union(
  schema: z.ZodType,
  root: JsonValue,
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: NodePath,
): readonly SchemaFault[] {
  const value = valueAt(root, path)
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : []
  if (options.length > 0) return [{ path, what: unknownValue(value, options.map(String)) }]
  const fitting = issue.errors.filter(
    (branch) => !branch.some((inner) => kindsNeeded(inner, value).length > 0),
  )
  const [only, second] = fitting
  if (only !== undefined && second === undefined)
    return only.flatMap((inner) => describe(schema, root, inner, path))
  const types = [...new Set(issue.errors.flat().flatMap((inner) => kindsNeeded(inner, value)))]
  if (fitting.length === 0 && types.length > 0) return [{ path, what: wrongType(value, types) }]
  return [{ path, what: 'fits none of the forms that may stand here' }]
}

/** What a branch would take where the value is of another kind; empty where it is not. */
function kindsNeeded(issue: Issue, value: JsonValue | undefined): readonly string[] {
  if (issue.path.length > 0) return []
  if (issue.code === 'invalid_type') return [issue.expected]
  const isOfTheirKind =
    issue.code !== 'invalid_value' || issue.values.some((each) => typeof each === typeof value)
  return isOfTheirKind
    ? []
    : issue.values.map((each) => (typeof each === 'string' ? JSON.stringify(each) : String(each)))
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
