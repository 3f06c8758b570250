import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { pointerTo } from '../core/json-pointer.ts'
import { objectKeyOf } from '../core/object-key.ts'
import type { KubeObject } from '../model/object.ts'
import type { Redaction } from '../model/snapshot.ts'
import { PUBLISHED_COMPONENTS, keptWords } from './published-flags.ts'
import {
  ANNOTATIONS_NAME,
  IDENTITY_FIELDS,
  NAMES_ARE_DATA,
  VERBATIM_METADATA,
  fieldRule,
  isLastApplied,
  isPublishedAnnotation,
} from './redaction-rules.ts'
import type { FieldRule } from './redaction-rules.ts'
import { looksSecret } from './secret-verdict.ts'

/** What stands in place of every redacted value. */
export const REDACTED = '[redacted]'

/** An object without secrets, and what was replaced in it, in the order of its fields. */
export type Redacted = { readonly object: KubeObject; readonly redactions: readonly Redaction[] }

/** What is known of the place that the walk has reached. */
type Place = {
  /** the nearest name above, list positions left out */
  readonly parent: string
  /** names here are data: no rule by name holds */
  readonly data: boolean
  /** what stands here is random by definition: only the shapes of tokens count */
  readonly identity: boolean
}

/** One walk: the path so far, and what was found. */
type Walk = {
  readonly key: string
  readonly system: boolean
  readonly configMap: boolean
  readonly path: (string | number)[]
  readonly redactions: Redaction[]
}

/**
 * An object in which every value that may be a secret is the text `[redacted]`, by the published rules (redaction-rules.ts) and by shape
 * (secret-shapes.ts, random-text.ts) in any other field.
 *
 * Kept whatever they look like: apiVersion, kind, and name, namespace and uid in metadata. No digest or length of a redacted value is kept. Nothing is
 * changed in place; pure.
 */
export function redactObject(object: KubeObject): Redacted {
  const walk: Walk = {
    key: objectKeyOf(object),
    system: object.metadata.namespace === 'kube-system',
    configMap: object.apiVersion === 'v1' && object.kind === 'ConfigMap',
    path: [],
    redactions: [],
  }
  const place = { parent: '', data: false, identity: false }
  const cleared = mapMembers(walk, object, (name, value) => {
    if (name === 'apiVersion' || name === 'kind') return value
    return name === 'metadata'
      ? metadata(walk, value, place)
      : field(walk, object, name, value, place)
  })
  return { object: cleared as KubeObject, redactions: walk.redactions }
}

function metadata(walk: Walk, value: JsonValue, place: Place): JsonValue {
  if (!isJsonObject(value)) return any(walk, value, place)
  const below = { ...place, parent: 'metadata' }
  return mapMembers(walk, value, (name, member) =>
    VERBATIM_METADATA.has(name) ? member : field(walk, value, name, member, below),
  )
}

/** A value at a place that no rule by name speaks of. */
function any(walk: Walk, value: JsonValue, place: Place): JsonValue {
  if (typeof value === 'string')
    return looksSecret(value, place.identity) ? replaced(walk, 'secret-shaped') : value
  if (typeof value !== 'object' || value === null) return value
  if (isJsonObject(value))
    return mapMembers(walk, value, (name, member) => field(walk, value, name, member, place))
  return mapItems(walk, value, (item) => any(walk, item, place))
}

function field(
  walk: Walk,
  owner: JsonObject,
  name: string,
  value: JsonValue,
  place: Place,
): JsonValue {
  const below: Place = {
    parent: name,
    data: place.data || NAMES_ARE_DATA.has(name),
    identity: place.identity || IDENTITY_FIELDS.has(name),
  }
  if (place.data) return any(walk, value, below)
  if (ANNOTATIONS_NAME.test(name)) return annotations(walk, value, below)
  const rule = fieldRule(place.parent, name)
  if (rule === undefined || !covers(rule, value)) return any(walk, value, below)
  if (walk.configMap && name === 'data') return any(walk, value, below)
  if (rule.why === 'argument' && isPublished(walk, owner)) return commandLine(walk, value, below)
  return everything(walk, value, rule, below)
}

function covers(rule: FieldRule, value: JsonValue): boolean {
  if (rule.covers === 'all') return true
  return typeof value === 'string' || (rule.covers === 'map' && isJsonObject(value))
}

/** Every scalar at and below a place, but what stands below the names that the rule excepts. */
function everything(walk: Walk, value: JsonValue, rule: FieldRule, place: Place): JsonValue {
  if (value === null || value === '') return value
  if (typeof value !== 'object') return replaced(walk, rule.why)
  if (!isJsonObject(value))
    return mapItems(walk, value, (item) => everything(walk, item, rule, place))
  return mapMembers(walk, value, (name, member) =>
    rule.except.includes(name)
      ? field(walk, value, name, member, place)
      : everything(walk, member, rule, place),
  )
}

function annotations(walk: Walk, value: JsonValue, place: Place): JsonValue {
  const all: FieldRule = { covers: 'all', why: 'annotation', except: [] }
  if (!isJsonObject(value)) return everything(walk, value, all, place)
  return mapMembers(walk, value, (key, member) => {
    if (isPublishedAnnotation(key)) return any(walk, member, { ...place, identity: true })
    const why = isLastApplied(key) ? 'last-applied' : 'annotation'
    return everything(walk, member, { ...all, why }, place)
  })
}

function isPublished(walk: Walk, container: JsonObject): boolean {
  const { name } = container
  return walk.system && typeof name === 'string' && PUBLISHED_COMPONENTS.has(name)
}

function commandLine(walk: Walk, value: JsonValue, place: Place): JsonValue {
  const rule: FieldRule = { covers: 'all', why: 'argument', except: [] }
  if (isJsonObject(value) || typeof value !== 'object' || value === null)
    return everything(walk, value, rule, place)
  const kept = keptWords(value)
  return mapItems(walk, value, (word, index) =>
    kept[index] === true
      ? any(walk, word, { ...place, identity: true })
      : everything(walk, word, rule, place),
  )
}

function replaced(walk: Walk, why: Redaction['why']): string {
  walk.redactions.push({ object: walk.key, pointer: pointerTo('', ...walk.path), why })
  return REDACTED
}

/** An object with its members mapped, itself when none changed. A member whose name is a token goes, and one named `[redacted]` stands for it. */
function mapMembers(
  walk: Walk,
  object: JsonObject,
  map: (name: string, value: JsonValue) => JsonValue,
): JsonObject {
  let changed: Record<string, JsonValue | undefined> | undefined
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue
    const secretName = looksSecret(name, true)
    walk.path.push(secretName ? REDACTED : name)
    const mapped = secretName ? replaced(walk, 'secret-shaped') : map(name, value)
    walk.path.pop()
    if (mapped === value && !secretName) continue
    changed ??= { ...object }
    if (secretName) changed[name] = undefined
    changed[secretName ? REDACTED : name] = mapped
  }
  return changed ?? object
}

function mapItems(
  walk: Walk,
  list: readonly JsonValue[],
  map: (item: JsonValue, index: number) => JsonValue,
): readonly JsonValue[] {
  let changed: JsonValue[] | undefined
  for (const [index, item] of list.entries()) {
    walk.path.push(index)
    const mapped = map(item, index)
    walk.path.pop()
    if (mapped === item) continue
    changed ??= [...list]
    changed[index] = mapped
  }
  return changed ?? list
}
