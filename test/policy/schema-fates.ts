import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import { completed } from './schema-completion.ts'
import type { Required } from './schema-completion.ts'
import { placed, schemaOf, valueFor } from './schema-paths.ts'
import type { SchemaPath } from './schema-paths.ts'

/** What becomes of a field: it decides, it decides under a condition only, it is not understood, or nothing looks at it. */
export type Fate = 'translated' | 'conditional' | 'untranslated' | 'irrelevant'

/** The best first: what is understood in one object is understood. */
const FATES: readonly Fate[] = ['translated', 'conditional', 'irrelevant', 'untranslated']

/** The same for a field that is said not to be understood: in some object it is refused, where it is looked at. */
const REFUSED: readonly Fate[] = ['translated', 'conditional', 'untranslated', 'irrelevant']

/** The fields of a kind by what becomes of them, each with all below it; what is named first by the order above counts. Others are translated. */
export type Fates = Readonly<Partial<Record<Fate, readonly string[]>>>

/** What is made of an object: all of it as text, and how much of it is not understood, or holds under a condition. */
export type Reading = {
  readonly said: string
  readonly faults: number
  readonly conditions: number
}

/** One kind of object and objects of it into which fields are written. */
export type SchemaKind = {
  /** of test/policy/schemas */
  readonly schema: string
  readonly apiVersion: string
  readonly kind: string
  readonly bases: readonly KubeObject[]
  readonly read: (object: KubeObject) => Promise<Reading>
  readonly fates: Fates
  /** the name of a member where the schema takes any; absent: one that nothing knows */
  readonly member?: string
  /** objects and lists of which it counts that they are there; absent: none, their fields are looked at */
  readonly present?: readonly string[]
  /** what its members must have */
  readonly required?: Required
}

/** A field and what becomes of it, over all objects and values. */
export type Found = SchemaPath & { readonly fate: Fate }

/** What becomes of each field of a kind's schema. */
export async function foundFates(kind: SchemaKind): Promise<readonly Found[]> {
  const read = remembered(kind.read)
  const found: Found[] = []
  for (const field of fieldsOf(kind))
    found.push({ ...field, fate: await bestFate({ ...kind, read }, field) })
  return found
}

function fieldsOf({
  schema,
  present = [],
}: Pick<SchemaKind, 'schema' | 'present'>): readonly SchemaPath[] {
  return schemaOf(schema).filter(
    ({ path, type }) => type !== 'object' || present.includes(plainPath(path)),
  )
}

/** Objects with some fields of the schema, over a bare one. */
export function objectsOf(
  kind: Pick<SchemaKind, 'schema' | 'present' | 'member' | 'required'>,
  bare: KubeObject,
): fc.Arbitrary<KubeObject> {
  return fc
    .array(fc.tuple(fc.constantFrom(...fieldsOf(kind)), fc.nat()), { maxLength: 6 })
    .map((chosen) =>
      chosen.reduce((object, [field, at]) => {
        const values = valueFor(field)
        return placed(object, field.path, values[at % values.length], kind.member)
      }, bare),
    )
    .map((object) => completed(object, kind.required))
}

/** The best that becomes of a field. */
async function bestFate(kind: SchemaKind, field: SchemaPath): Promise<Fate> {
  const found = new Set<Fate>()
  for (const base of kind.bases)
    for (const value of valueFor(field)) {
      const [without, having] = [undefined, value].map((each) =>
        completed(placed(base, field.path, each, kind.member), kind.required),
      )
      if (without === undefined || having === undefined) continue
      found.add(fateOf(await kind.read(without), await kind.read(having)))
      if (found.has('translated')) return 'translated'
    }
  const order = expectedFate(kind.fates, field.path) === 'untranslated' ? REFUSED : FATES
  return order.find((fate) => found.has(fate)) ?? 'irrelevant'
}

/** What a reading makes of a field, by the reading of the object without it. */
function fateOf(without: Reading, having: Reading): Fate {
  if (having.faults > 0) return 'untranslated'
  if (without.said === having.said) return 'irrelevant'
  return having.conditions > without.conditions ? 'conditional' : 'translated'
}

/** Each object is read once. */
function remembered(read: SchemaKind['read']): SchemaKind['read'] {
  const known = new Map<string, Promise<Reading>>()
  return (object) => {
    const key = JSON.stringify(object)
    const reading = known.get(key) ?? read(object)
    known.set(key, reading)
    return reading
  }
}

/** What is known to become of a field. */
export function expectedFate(fates: Fates, path: string): Fate {
  return (
    REFUSED.find((fate) => fates[fate]?.some((each) => isAt(path, each)) === true) ?? 'translated'
  )
}

/** What decides under a condition may decide without one in some object, or be covered there by another condition. */
export function isAsKnown(fate: Fate, expected: Fate): boolean {
  return fate === expected || (fate !== 'untranslated' && expected === 'conditional')
}

function plainPath(path: string): string {
  return path.replaceAll('[]', '').replace(/^spec[.]/, '')
}

/** Whether a path is that of a field, or below it; lists, and directions of rules, may be left out of a field's name. */
function isAt(path: string, field: string): boolean {
  const whole = plainPath(path)
  const plain = whole.replace(/^(in|e)gress(Deny)?[.]/, '')
  return [whole, plain].some((each) => `${each}.`.startsWith(`${field}.`))
}

/** One line that says how much of a kind's schema is understood. */
export function shareOf(kind: string, found: readonly Found[]): string {
  const count = (fate: Fate) => found.filter((each) => each.fate === fate).length
  const share = Math.round((100 * count('translated')) / found.length)
  return (
    `${kind}: ${found.length} fields, ${share} % translated; ` +
    `${count('conditional')} under a condition, ${count('untranslated')} not understood, ${count('irrelevant')} irrelevant`
  )
}
