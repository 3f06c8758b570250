import { canonicalJson } from '../core/canonical-json.ts'
import { pointerTo } from '../core/json-pointer.ts'
import {
  ANNOTATIONS_NAME,
  ENVIRONMENT_NAME,
  ENVIRONMENT_RULE,
  FIELD_RULES,
  IDENTITY_FIELDS,
  NAMES_ARE_DATA,
  SENSITIVE_NAME,
  SENSITIVE_RULE,
} from './redaction-rules.ts'
import type { FieldRule } from './redaction-rules.ts'
import type { Shape } from './shape.ts'
import { looksSecret } from './secret-verdict.ts'

/** What the name of a field says about its content. */
export type NameFacts = {
  readonly name: string
  /** the name with quotes, and the colon behind it, in UTF-8 */
  readonly quoted: Uint8Array
  /** the name as a reference token of a JSON pointer */
  readonly token: string
  readonly rule: FieldRule | undefined
  /** rules that hold only right below a certain parent */
  readonly below: ReadonlyMap<string, FieldRule> | undefined
  readonly annotations: boolean
  /** in FIELDS of redaction-rules.ts: names below are data */
  readonly data: boolean
  /** in IDENTITY_FIELDS: what stands here and below is random by definition */
  readonly identity: boolean
  /** the name itself is a token */
  readonly secret: boolean
  /** of objects that stood below the name, the last few; empty at first */
  readonly shapes: Shape[]
}

const named = new Map<string, FieldRule>()
const paired = new Map<string, Map<string, FieldRule>>()
for (const rule of FIELD_RULES) {
  for (const field of rule.fields.split(' ')) {
    const [parent = '', name] = field.split('/')
    if (name === undefined) named.set(field, rule)
    else paired.set(name, (paired.get(name) ?? new Map<string, FieldRule>()).set(parent, rule))
  }
}

/** The same few thousand names come again and again. The table is bounded, since names may be hostile. */
const known = new Map<string, NameFacts>()
const MOST_KNOWN = 10_000

/** What a name says. Remembered; the answer depends on the name alone. */
export function nameFacts(name: string): NameFacts {
  const before = known.get(name)
  if (before !== undefined) return before
  const facts = {
    name,
    quoted: Buffer.from(`${canonicalJson(name)}:`),
    token: pointerTo('', name).slice(1),
    rule: ruleOf(name),
    below: paired.get(name),
    annotations: ANNOTATIONS_NAME.test(name),
    data: NAMES_ARE_DATA.has(name),
    identity: IDENTITY_FIELDS.has(name),
    secret: looksSecret(name, true),
    shapes: [],
  }
  if (name.length > 100) return facts
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(name, facts)
  return facts
}

function ruleOf(name: string): FieldRule | undefined {
  const exact = named.get(name)
  if (exact !== undefined) return exact
  if (ENVIRONMENT_NAME.test(name)) return ENVIRONMENT_RULE
  return SENSITIVE_NAME.test(name) ? SENSITIVE_RULE : undefined
}
