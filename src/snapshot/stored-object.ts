import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { REDACTED } from '../core/redacted.ts'
import type { KubeObject } from '../model/object.ts'
import type { Redaction } from '../model/snapshot.ts'
import { nameFacts } from './name-facts.ts'
import type { NameFacts } from './name-facts.ts'
import { PUBLISHED_COMPONENTS, keptWords } from './published-flags.ts'
import { reducedMember, reducedMetadata } from './reduce.ts'
import { VERBATIM_METADATA, isLastApplied, isPublishedAnnotation } from './redaction-rules.ts'
import type { FieldRule } from './redaction-rules.ts'
import { looksSecret } from './secret-verdict.ts'

/** JSON pointers (RFC 6901) to what was replaced, by the reason why, in the order of the object's fields. */
export type Pointers = Readonly<Partial<Record<Redaction['why'], readonly string[]>>>

/** An object as it is stored. */
export type Stored = {
  readonly object: KubeObject
  /** where something was replaced in it; absent where nothing was */
  readonly pointers?: Pointers
  /** JSON.stringify writes the object in its canonical form */
  readonly ordered: boolean
}

/** What is known of the place that the walk has reached. */
type Place = {
  /** the nearest name above, list positions left out */
  readonly parent: string
  /** names here are data: no rule by name holds */
  readonly data: boolean
  /** what stands here is random by definition: only the shapes of tokens count */
  readonly identity: boolean
}

/** One walk over one object: the path so far, and what was found. */
type Walk = {
  readonly raw: KubeObject
  readonly system: boolean
  readonly configMap: boolean
  /** empty text, then reference tokens: joined by slashes they are the JSON pointer to where the walk is */
  readonly path: (string | number)[]
  pointers: Partial<Record<Redaction['why'], string[]>> | undefined
  /** false: there is a name or a number that JSON.stringify does not write in canonical form or order */
  ordered: boolean
}

/** How the value of a member is mapped; undefined: it is left out. `rule` is the rule of an ancestor that reaches down to here. */
type Visit = (
  walk: Walk,
  owner: JsonObject,
  facts: NameFacts,
  value: JsonValue,
  place: Place,
  rule: FieldRule,
) => JsonValue | undefined

const ROOT: Place = { parent: '', data: false, identity: false }
const METADATA: Place = { parent: 'metadata', data: false, identity: false }
const NO_RULE: FieldRule = { covers: 'text', why: 'free-text', except: [] }
const ARGUMENT: FieldRule = { covers: 'all', why: 'argument', except: [] }
const ANNOTATION: FieldRule = { covers: 'all', why: 'annotation', except: [] }
const LAST_APPLIED: FieldRule = { covers: 'all', why: 'last-applied', except: [] }

/**
 * An object as it is stored: reduced (reduce.ts), and every value that may be a secret replaced by the text `[redacted]`, by the published rules
 * (redaction-rules.ts) and by shape (secret-shapes.ts, random-text.ts) in any other field.
 *
 * Kept whatever they look like: apiVersion, kind, and name, namespace and uid in metadata. No digest or length of a redacted value is kept. Members come
 * in the order of canonical JSON. Nothing is changed in place; pure.
 */
export function storedObject(raw: KubeObject): Stored {
  const walk: Walk = {
    raw,
    system: raw.metadata.namespace === 'kube-system',
    configMap: raw.apiVersion === 'v1' && raw.kind === 'ConfigMap',
    path: [''],
    pointers: undefined,
    ordered: true,
  }
  const object = mapMembers(walk, raw, rootField, ROOT, NO_RULE) as KubeObject
  const { pointers, ordered } = walk
  return pointers === undefined ? { object, ordered } : { object, ordered, pointers }
}

const rootField: Visit = (walk, owner, facts, value, place, rule) => {
  const { name } = facts
  if (name === 'apiVersion' || name === 'kind') return value
  const kept = reducedMember(walk.raw, name, value)
  if (name === 'metadata' && isJsonObject(value))
    return mapMembers(walk, value, metadataField, METADATA, rule)
  return kept === undefined ? undefined : field(walk, owner, facts, kept, place, rule)
}

const metadataField: Visit = (walk, owner, facts, value, place, rule) => {
  if (VERBATIM_METADATA.has(facts.name)) return value
  const kept = reducedMetadata(facts.name, value)
  return kept === undefined ? undefined : field(walk, owner, facts, kept, place, rule)
}

/** A value at a place that no rule by name speaks of. */
function any(walk: Walk, value: JsonValue, place: Place): JsonValue {
  if (typeof value === 'string')
    return looksSecret(value, place.identity) ? replaced(walk, 'secret-shaped') : value
  if (typeof value === 'bigint') walk.ordered = false
  if (typeof value !== 'object' || value === null) return value
  if (isJsonObject(value)) return mapMembers(walk, value, field, place, NO_RULE)
  return mapItems(walk, value, (item) => any(walk, item, place))
}

const field: Visit = (walk, owner, facts, value, place) => {
  const below = belowName(place, facts, value)
  if (place.data) return any(walk, value, below)
  if (facts.annotations) return annotations(walk, value, below)
  const rule = facts.below?.get(place.parent) ?? facts.rule
  if (rule === undefined || !covers(rule, value)) return any(walk, value, below)
  if (walk.configMap && facts.name === 'data' && place === ROOT) return any(walk, value, below)
  if (rule.why === 'argument' && isPublished(walk, owner)) return commandLine(walk, value, below)
  return everything(walk, value, rule, below)
}

/** The place below a name; scalars need no parent, which spares most of the places. */
function belowName(place: Place, facts: NameFacts, value: JsonValue): Place {
  const data = place.data || facts.data
  const identity = place.identity || facts.identity
  const same = data === place.data && identity === place.identity
  if (same && typeof value !== 'object') return place
  return { parent: facts.name, data, identity }
}

function covers(rule: FieldRule, value: JsonValue): boolean {
  if (rule.covers === 'all') return true
  if (typeof value !== 'string') return rule.covers === 'map' && isJsonObject(value)
  return rule.covers !== 'query' || value.includes('?')
}

/** Every scalar at and below a place, but what stands below the names that the rule excepts. */
function everything(walk: Walk, value: JsonValue, rule: FieldRule, place: Place): JsonValue {
  if (value === null || value === '') return value
  if (typeof value !== 'object') return replaced(walk, rule.why)
  if (isJsonObject(value)) return mapMembers(walk, value, everyMember, place, rule)
  return mapItems(walk, value, (item) => everything(walk, item, rule, place))
}

const everyMember: Visit = (walk, owner, facts, value, place, rule) =>
  rule.except.includes(facts.name)
    ? field(walk, owner, facts, value, place, rule)
    : everything(walk, value, rule, place)

function annotations(walk: Walk, value: JsonValue, place: Place): JsonValue {
  if (!isJsonObject(value)) return everything(walk, value, ANNOTATION, place)
  return mapMembers(walk, value, annotation, { ...place, identity: true }, ANNOTATION)
}

const annotation: Visit = (walk, _owner, { name: key }, value, place) => {
  if (isPublishedAnnotation(key)) return any(walk, value, place)
  return everything(walk, value, isLastApplied(key) ? LAST_APPLIED : ANNOTATION, place)
}

function isPublished(walk: Walk, container: JsonObject): boolean {
  const { name } = container
  return walk.system && typeof name === 'string' && PUBLISHED_COMPONENTS.has(name)
}

function commandLine(walk: Walk, value: JsonValue, place: Place): JsonValue {
  if (isJsonObject(value) || typeof value !== 'object' || value === null)
    return everything(walk, value, ARGUMENT, place)
  const kept = keptWords(value)
  const words: Place = { ...place, identity: true }
  return mapItems(walk, value, (word, index) =>
    kept[index] === true ? any(walk, word, words) : everything(walk, word, ARGUMENT, words),
  )
}

function replaced(walk: Walk, why: Redaction['why']): string {
  walk.pointers ??= {}
  ;(walk.pointers[why] ??= []).push(walk.path.join('/'))
  return REDACTED
}

/**
 * An object with its members mapped, in the order of canonical JSON, so that writing it is fast. A member whose name is a token goes; one named
 * `[redacted]` stands for all such.
 */
function mapMembers(
  walk: Walk,
  object: JsonObject,
  visit: Visit,
  place: Place,
  rule: FieldRule,
): JsonObject {
  const mapped: Record<string, JsonValue> = {}
  for (const name of sortedNames(object)) {
    const value = object[name]
    if (value === undefined) continue
    const facts = nameFacts(name)
    if (facts.secret || isDigit(name.charCodeAt(0))) walk.ordered = false
    walk.path.push(facts.secret ? REDACTED : facts.token)
    const result = facts.secret
      ? replaced(walk, 'secret-shaped')
      : visit(walk, object, facts, value, place, rule)
    walk.path.pop()
    if (result !== undefined) setMember(mapped, facts.secret ? REDACTED : name, result)
  }
  return mapped
}

/** Assigning to `__proto__` would not make a member of it. */
function setMember(object: Record<string, JsonValue>, name: string, value: JsonValue): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true })
  else object[name] = value
}

/** V8 puts names that are integers first, whatever their order of insertion. */
function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** The names of an object by code unit. Most have a few names, which insertion sorts faster than Array.sort. */
function sortedNames(object: JsonObject): readonly string[] {
  const names = Object.keys(object)
  if (names.length > 24) return names.sort()
  for (let index = 1; index < names.length; index++) {
    const name = names[index] ?? ''
    let place = index
    while (place > 0 && (names[place - 1] ?? '') > name) {
      names[place] = names[place - 1] ?? ''
      place--
    }
    names[place] = name
  }
  return names
}

function mapItems(
  walk: Walk,
  list: readonly JsonValue[],
  map: (item: JsonValue, index: number) => JsonValue,
): readonly JsonValue[] {
  return list.map((item, index) => {
    walk.path.push(index)
    const mapped = map(item, index)
    walk.path.pop()
    return mapped
  })
}
