import { canonicalJson } from '../core/canonical-json.ts'
import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { REDACTED } from '../core/redacted.ts'
import type { KubeObject } from '../model/object.ts'
import type { Redaction } from '../model/snapshot.ts'
import { CALICO_METADATA, keptCalicoMetadata } from './calico-metadata.ts'
import { LineText } from './line-text.ts'
import { nameFacts } from './name-facts.ts'
import type { NameFacts } from './name-facts.ts'
import { isComponent, keptWords, withoutValue } from './published-flags.ts'
import { reducedMember, reducedMetadata } from './reduce.ts'
import { VERBATIM_METADATA, isLastApplied, isPublishedAnnotation } from './redaction-rules.ts'
import type { FieldRule } from './redaction-rules.ts'
import { looksSecret } from './secret-verdict.ts'
import { shapeOf } from './shape.ts'
import type { Shape } from './shape.ts'
import { Trail } from './trail.ts'

/** JSON pointers (RFC 6901) to what was replaced, by the reason why, in the order of the object's fields. */
export type Pointers = Readonly<Partial<Record<Redaction['why'], readonly string[]>>>

/** An object as it is stored. */
export type Stored = {
  /** its canonical JSON, without an end of line */
  readonly line: string
  /** where something was replaced in it; absent where nothing was */
  readonly pointers?: Pointers
}

/** What is known of the place that the walk has reached. */
type Place = {
  /** the nearest name above, list positions left out */
  readonly above: NameFacts
  /** names here are data: no rule by name holds */
  readonly data: boolean
  /** what stands here is random by definition: only the shapes of tokens count */
  readonly identity: boolean
}

/** One walk over one object: where it is, and what was found. */
type Walk = {
  readonly raw: KubeObject
  readonly system: boolean
  readonly configMap: boolean
  readonly trail: Trail
  pointers: Partial<Record<Redaction['why'], string[]>> | undefined
}

/** Writes the value of a member. `rule` is the rule of an ancestor that reaches down to here. */
type Visit = (
  walk: Walk,
  owner: JsonObject,
  facts: NameFacts,
  value: JsonValue,
  place: Place,
  rule: FieldRule,
) => void

/** What is kept of a member of an object; undefined: nothing. */
type Reduce = (raw: KubeObject, name: string, value: JsonValue) => JsonValue | undefined

const QUOTED_REDACTED = Buffer.from(JSON.stringify(REDACTED))

const ROOT: Place = { above: nameFacts(''), data: false, identity: false }
const METADATA: Place = { above: nameFacts('metadata'), data: false, identity: false }
const NO_RULE: FieldRule = { covers: 'text', why: 'free-text', except: [] }
const ARGUMENT: FieldRule = { covers: 'all', why: 'argument', except: [] }
const ANNOTATION: FieldRule = { covers: 'all', why: 'annotation', except: [] }
const LAST_APPLIED: FieldRule = { covers: 'all', why: 'last-applied', except: [] }

const [COMMA, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x2c, 0x5b, 0x5d, 0x7b, 0x7d]

/** The line that is being written: one at a time, since nothing here waits. */
const text = new LineText()

/**
 * An object as it is stored: reduced (reduce.ts), and every value that may be a secret replaced by the text `[redacted]`, by the published rules
 * (redaction-rules.ts) and by shape (secret-shapes.ts, random-text.ts) in any other field.
 *
 * Kept whatever they look like: apiVersion, kind, and name, namespace and uid in metadata. No digest or length of a redacted value is kept. The line
 * is written in the same walk that redacts, members in the order of canonical JSON. Nothing is changed in place; pure. Throws TypeError on what has no
 * canonical form.
 */
export function storedLine(raw: KubeObject): Stored {
  const walk: Walk = {
    raw,
    system: raw.metadata.namespace === 'kube-system',
    configMap: raw.apiVersion === 'v1' && raw.kind === 'ConfigMap',
    trail: new Trail(),
    pointers: undefined,
  }
  text.clear()
  members(walk, raw, rootField, ROOT, NO_RULE, reducedMember)
  const line = text.takeFrom(0)
  return walk.pointers === undefined ? { line } : { line, pointers: walk.pointers }
}

const rootField: Visit = (walk, owner, facts, value, place, rule) => {
  const { name } = facts
  if (name === 'metadata' && isJsonObject(value))
    members(walk, value, metadataField, METADATA, rule, reducedMetadataOf)
  else if ((name === 'apiVersion' || name === 'kind') && typeof value === 'string')
    text.string(value)
  else field(walk, owner, facts, value, place, rule)
}

const whole: Reduce = (_raw, _name, value) => value

const reducedMetadataOf: Reduce = (_raw, name, value) => reducedMetadata(name, value)

const metadataField: Visit = (walk, owner, facts, value, place, rule) => {
  if (VERBATIM_METADATA.has(facts.name) && typeof value === 'string') text.string(value)
  else field(walk, owner, facts, value, place, rule)
}

/** A value at a place that no rule by name speaks of. */
function any(walk: Walk, value: JsonValue, place: Place): void {
  if (typeof value === 'string') {
    if (looksSecret(value, place.identity)) replaced(walk, 'secret-shaped')
    else text.string(value)
  } else if (typeof value !== 'object' || value === null) text.value(value)
  else if (isJsonObject(value)) members(walk, value, field, place, NO_RULE)
  else items(walk, value, (item) => any(walk, item, place))
}

const field: Visit = (walk, owner, facts, value, place) => {
  const below = belowName(place, facts, value)
  const rule = ruleAt(place, facts)
  if (facts.annotations && !place.data) annotations(walk, value, below)
  else if (rule === undefined || !covers(rule, value)) any(walk, value, below)
  else if (walk.configMap && facts.name === 'data' && place === ROOT) any(walk, value, below)
  else if (rule.why === 'argument' && walk.system && isComponent(owner.name))
    commandLine(walk, value, below)
  else everything(walk, value, rule, below)
}

/** The rule of a name where it stands; none where names are data. */
function ruleAt(place: Place, facts: NameFacts): FieldRule | undefined {
  return place.data ? undefined : (facts.below?.get(place.above.name) ?? facts.rule)
}

/** The place below a name; scalars need no parent, which spares most of the places. */
function belowName(place: Place, facts: NameFacts, value: JsonValue): Place {
  const data = place.data || facts.data
  const identity = place.identity || facts.identity
  const same = data === place.data && identity === place.identity
  if (same && typeof value !== 'object') return place
  return { above: facts, data, identity }
}

function covers(rule: FieldRule, value: JsonValue): boolean {
  if (rule.covers === 'all') return true
  if (typeof value !== 'string') return rule.covers === 'map' && isJsonObject(value)
  return rule.covers !== 'query' || value.includes('?')
}

/** Every scalar at and below a place, but what stands below the names that the rule excepts. */
function everything(walk: Walk, value: JsonValue, rule: FieldRule, place: Place): void {
  if (value === null || value === '') text.value(value)
  else if (typeof value !== 'object') replaced(walk, rule.why)
  else if (isJsonObject(value)) members(walk, value, everyMember, place, rule)
  else items(walk, value, (item) => everything(walk, item, rule, place))
}

const everyMember: Visit = (walk, owner, facts, value, place, rule) => {
  if (rule.except.includes(facts.name)) field(walk, owner, facts, value, place, rule)
  else everything(walk, value, rule, place)
}

function annotations(walk: Walk, value: JsonValue, place: Place): void {
  if (!isJsonObject(value)) everything(walk, value, ANNOTATION, place)
  else members(walk, value, annotation, { ...place, identity: true }, ANNOTATION)
}

const annotation: Visit = (walk, _owner, { name: key }, value, place) => {
  if (isPublishedAnnotation(key)) any(walk, value, place)
  else if (key === CALICO_METADATA && typeof value === 'string') calicoMetadata(walk, value)
  else everything(walk, value, isLastApplied(key) ? LAST_APPLIED : ANNOTATION, place)
}

function calicoMetadata(walk: Walk, value: string): void {
  const kept = keptCalicoMetadata(value)
  if (kept === undefined) {
    replaced(walk, 'annotation')
    return
  }
  if (kept !== value) note(walk, 'annotation')
  text.string(kept)
}

function commandLine(walk: Walk, value: JsonValue, place: Place): void {
  if (isJsonObject(value) || typeof value !== 'object' || value === null) {
    everything(walk, value, ARGUMENT, place)
    return
  }
  const kept = keptWords(value)
  const words: Place = { ...place, identity: true }
  items(walk, value, (word, index) => {
    if (kept[index] !== true) everything(walk, word, ARGUMENT, words)
    else if (typeof word !== 'string' || !looksSecret(word, true)) any(walk, word, words)
    else {
      note(walk, 'secret-shaped')
      text.string(withoutValue(word))
    }
  })
}

function replaced(walk: Walk, why: Redaction['why']): void {
  note(walk, why)
  text.copy(QUOTED_REDACTED)
}

function note(walk: Walk, why: Redaction['why']): void {
  walk.pointers ??= {}
  ;(walk.pointers[why] ??= []).push(walk.trail.pointer())
}

/** Writes an object, its members in the order of canonical JSON. */
function members(
  walk: Walk,
  object: JsonObject,
  visit: Visit,
  place: Place,
  rule: FieldRule,
  reduce = whole,
): void {
  const values: (JsonValue | undefined)[] = []
  const shape = shapeOf(object, place.above.shapes, values)
  if (shape.secret) {
    namedBySecrets(walk, object, shape, visit, place, rule, reduce)
    return
  }
  let separator = OPEN_BRACE
  for (const { facts, position } of shape.sorted) {
    const given = values[position]
    const value = given === undefined ? undefined : reduce(walk.raw, facts.name, given)
    if (value === undefined) continue
    text.character(separator)
    separator = COMMA
    text.copy(facts.quoted)
    walk.trail.enter(facts.token)
    visit(walk, object, facts, value, place, rule)
    walk.trail.leave()
  }
  if (separator === OPEN_BRACE) text.character(OPEN_BRACE)
  text.character(CLOSE_BRACE)
}

/**
 * Writes an object some of whose members are named by a token. Such a member goes; one named `[redacted]` stands for all of them, and of two of that
 * name the last stays.
 */
function namedBySecrets(
  walk: Walk,
  object: JsonObject,
  shape: Shape,
  visit: Visit,
  place: Place,
  rule: FieldRule,
  reduce: Reduce,
): void {
  const written = new Map<string, string>()
  const start = text.length
  for (const { facts } of shape.sorted) {
    const given = object[facts.name]
    const value = given === undefined ? undefined : reduce(walk.raw, facts.name, given)
    if (value === undefined) continue
    walk.trail.enter(facts.secret ? REDACTED : facts.token)
    if (facts.secret) replaced(walk, 'secret-shaped')
    else visit(walk, object, facts, value, place, rule)
    walk.trail.leave()
    written.set(facts.secret ? REDACTED : facts.name, text.takeFrom(start))
  }
  const names = [...written.keys()].sort()
  text.raw(
    `{${names.map((name) => `${canonicalJson(name)}:${written.get(name) ?? ''}`).join(',')}}`,
  )
}

function items(
  walk: Walk,
  list: readonly JsonValue[],
  write: (item: JsonValue, index: number) => void,
): void {
  let index = 0
  let separator = OPEN_BRACKET
  for (const item of list) {
    text.character(separator)
    separator = COMMA
    walk.trail.enter(index)
    write(item, index++)
    walk.trail.leave()
  }
  if (separator === OPEN_BRACKET) text.character(OPEN_BRACKET)
  text.character(CLOSE_BRACKET)
}
