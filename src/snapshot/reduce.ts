import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import type { KubeObject } from '../model/object.ts'
import { STATUS_FIELDS } from './status-fields.ts'
import type { StatusFields } from './status-fields.ts'

/**
 * What is kept of a member of an object; undefined where nothing is: of status only STATUS_FIELDS, of a CustomResourceDefinition no documentation.
 *
 * Together with reducedMetadata it leaves out what is no configuration, so that an unchanged cluster gives the same result. Nothing is changed in
 * place; pure.
 */
export function reducedMember(
  object: KubeObject,
  name: string,
  value: JsonValue,
): JsonValue | undefined {
  if (name === 'status') return reducedStatus(object, value)
  if (name === 'spec' && object.kind === 'CustomResourceDefinition')
    return withoutDescriptionsIn(value)
  return value
}

/**
 * What is kept of a member of metadata; undefined where nothing is: not resourceVersion (the list's is in the record) nor selfLink, and of
 * managedFields who and when, but not which fields.
 */
export function reducedMetadata(name: string, value: JsonValue): JsonValue | undefined {
  if (name === 'resourceVersion' || name === 'selfLink') return undefined
  return name === 'managedFields' && Array.isArray(value) ? whoAndWhen(value) : value
}

/**
 * Who set fields of the object and when: `{manager, operation, time, subresource}` of each entry, sorted. Entries of a subresource (status, scale)
 * have no time: controllers and kubelets renew those without any change.
 */
function whoAndWhen(entries: readonly JsonValue[]): readonly JsonObject[] {
  return entries
    .filter((entry) => isJsonObject(entry))
    .map((entry) => pick(entry, isText(entry.subresource) ? SUBRESOURCE_FIELDS : MAIN_FIELDS))
    .map((entry) => [SORT_FIELDS.map((field) => entry[field] ?? '').join('\n'), entry] as const)
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([, entry]) => entry)
}

const SUBRESOURCE_FIELDS = ['manager', 'operation', 'subresource']
const MAIN_FIELDS = ['manager', 'operation', 'time']
const SORT_FIELDS = ['manager', 'operation', 'subresource', 'time']

function isText(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value !== ''
}

function pick(object: JsonObject, fields: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const field of fields) {
    const value = object[field]
    if (typeof value === 'string') picked[field] = value
  }
  return picked
}

/** The names that are kept at one level of a status, each with those below it; none: all below it is a scalar. */
type Shape = readonly (readonly [name: string, below: Shape])[]

function shapeOf(paths: readonly (readonly string[])[]): Shape {
  const byName = Map.groupBy(
    paths.filter((path) => path.length > 0),
    ([name = '']) => name,
  )
  return Array.from(byName, ([name, own]) => [name, shapeOf(own.map((path) => path.slice(1)))])
}

const SHAPES = new Map(
  Object.entries(STATUS_FIELDS).map(([kind, { paths }]) => [
    kind,
    shapeOf(paths.map((path) => path.replaceAll('[]', '').split('.'))),
  ]),
)

function reducedStatus(object: KubeObject, status: JsonValue): JsonObject | undefined {
  const [group = ''] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : []
  const kind = `${group}/${object.kind}`
  const shape = SHAPES.get(kind)
  if (shape === undefined || !isJsonObject(status)) return undefined
  const kept = shape.length === 0 ? {} : (within(status, shape) as JsonObject)
  const conditions = reducedConditions(status.conditions, STATUS_FIELDS[kind]?.conditions)
  return conditions === undefined ? kept : { ...kept, conditions }
}

/** The part of a value that a shape names. Lists are gone into; a scalar where the shape wants members, or the other way round, is left out. */
function within(value: JsonValue, shape: Shape): JsonValue | undefined {
  if (Array.isArray(value)) {
    const items: readonly JsonValue[] = value
    return items.flatMap((item) => within(item, shape) ?? [])
  }
  if (shape.length === 0) return isJsonObject(value) ? undefined : value
  if (!isJsonObject(value)) return undefined
  const kept: Record<string, JsonValue> = {}
  for (const [name, below] of shape) {
    const member = value[name]
    const part = member === undefined ? undefined : within(member, below)
    if (part !== undefined) kept[name] = part
  }
  return kept
}

function reducedConditions(
  conditions: JsonValue | undefined,
  types: StatusFields['conditions'],
): readonly JsonObject[] | undefined {
  if (types === undefined || !Array.isArray(conditions)) return undefined
  const items: readonly JsonValue[] = conditions
  return items
    .filter((item) => isJsonObject(item))
    .filter((item) => types === 'all' || types.some((type) => type === item.type))
    .map((item) => pick(item, ['type', 'status']))
}

/** An object without its members `description` that are text: of a CustomResourceDefinition they only document fields. */
function withoutDescriptions(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => name !== 'description' || typeof member !== 'string')
      .map(([name, member]) => [
        name,
        member === undefined ? member : withoutDescriptionsIn(member),
      ]),
  )
}

function withoutDescriptionsIn(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    const items: readonly JsonValue[] = value
    return items.map(withoutDescriptionsIn)
  }
  return isJsonObject(value) ? withoutDescriptions(value) : value
}
