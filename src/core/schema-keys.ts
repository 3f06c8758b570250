import { z } from 'zod'
import { isJsonObject } from './json.ts'
import type { JsonObject, JsonValue } from './json.ts'
import type { NodePath } from './yaml.ts'

/** The keys that a schema knows at a path of a value, sorted; of a union, those of the branches that the value's fixed members allow. */
export function knownKeys(schema: z.ZodType, path: NodePath, value: JsonValue): readonly string[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonObject
  let reached = branches(root, root, value)
  let here: JsonValue | undefined = value
  for (const step of path) {
    here = child(here, step)
    reached = reached.flatMap((part) => below(root, part, step, here))
  }
  const keys = reached.flatMap((part) => Object.keys(objectOf(part.properties)))
  return [...new Set(keys)].sort()
}

/** The value one step down; undefined where there is none. */
export function child(value: JsonValue | undefined, step: string | number): JsonValue | undefined {
  if (Array.isArray(value)) return (value as readonly JsonValue[])[Number(step)]
  return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
}

function below(
  root: JsonObject,
  part: JsonObject,
  step: string | number,
  value: JsonValue | undefined,
): readonly JsonObject[] {
  const next =
    typeof step === 'number'
      ? part.items
      : (objectOf(part.properties)[step] ?? part.additionalProperties)
  return isJsonObject(next) ? branches(root, next, value) : []
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

/** The alternatives of a schema part that a value may be meant for, references followed. */
function branches(
  root: JsonObject,
  part: JsonObject,
  value: JsonValue | undefined,
): readonly JsonObject[] {
  if (typeof part.$ref === 'string') return branches(root, target(root, part.$ref), value)
  const parts = part.oneOf ?? part.anyOf ?? part.allOf
  if (!Array.isArray(parts)) return [part]
  const meant = parts.filter((each) => isJsonObject(each) && fixedMembersFit(each, value))
  return meant.flatMap((each: JsonObject) => branches(root, each, value))
}

function target(root: JsonObject, reference: string): JsonObject {
  const steps = reference.split('/').slice(1)
  return steps.reduce((part, step) => objectOf(part[step]), root)
}

function fixedMembersFit(part: JsonObject, value: JsonValue | undefined): boolean {
  return Object.entries(objectOf(part.properties)).every(([key, member]) => {
    const fixed = objectOf(member).const
    const given = child(value, key)
    return fixed === undefined || given === undefined || given === fixed
  })
}
