import { expect } from 'chai'
import fc from 'fast-check'
import { isJsonObject } from '../../src/core/json.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { pointerTo } from '../../src/core/json-pointer.ts'
import { valueAt } from '../value-at.ts'
import { objectKeyOf } from '../../src/core/object-key.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Policy } from '../../src/model/policy.ts'
import { POLICY_APIS, policiesOf } from '../../src/policy/apis.ts'
import { SAMPLES } from './samples.ts'

/** Values that have no place in a policy, or the wrong type for it. */
const HOSTILE: readonly JsonValue[] = [
  null,
  true,
  -1,
  1.5,
  70000,
  10n ** 20n,
  '',
  '\u202e/~0"',
  'x'.repeat(2000),
  [],
  [null],
  [[]],
  {},
  { __proto__: null },
  { unknown: 1 },
]

const SEED = { seed: 20261123, numRuns: 300 }

for (const api of POLICY_APIS) {
  describe(`contract of policy APIs: ${api.title}`, () => {
    const sample = SAMPLES[api.id]
    if (sample === undefined) throw new Error(`no sample for ${api.id}`)
    const { full, irrelevant, defaults, valid } = sample
    const relevantPointers = pointersOf(full).filter(
      (pointer) =>
        !irrelevant.some((prefix) => pointer === prefix || pointer.startsWith(`${prefix}/`)),
    )

    it('is found by the kind of its resources', () => {
      expect(policiesOf(full)).to.deep.equal(api.translate(full))
      for (const { group, version, kind } of api.resources) {
        expect(policiesOf({ ...full, apiVersion: `${group}/${version}`, kind })).to.not.be.empty
      }
    })

    it('translates every field of its schema', () => {
      for (const policy of api.translate(full)) expect(policy.untranslated).to.deep.equal([])
      fc.assert(
        fc.property(valid, (object) => {
          for (const policy of api.translate(object)) expect(policy.untranslated).to.deep.equal([])
        }),
        SEED,
      )
    })

    it('keeps every rule of the contract for objects after the schema', () => {
      fc.assert(
        fc.property(valid, (object) => keepsContract(object)),
        SEED,
      )
    })

    it('drops nothing silently: removing or replacing any relevant value changes the policy', () => {
      const before = JSON.stringify(api.translate(full))
      for (const pointer of relevantPointers) {
        const without = changed(full, pointer, undefined)
        const same = JSON.stringify(api.translate(without)) === before
        expect(same, `without ${pointer}`).to.equal(defaults.includes(pointer))
        const broken = changed(full, pointer, [[1]])
        expect(untranslatedOf(broken), `broken ${pointer}`).to.not.be.empty
      }
    })

    it('names an unknown field wherever it stands, by its pointer', () => {
      for (const pointer of ['', ...relevantPointers]) {
        const at = valueAt(full, pointer)
        if (!isJsonObject(at) || pointer.endsWith('/matchLabels')) continue
        const field = pointerTo(pointer, 'x/y~z')
        const object = changed(full, field, 1)
        expect(
          untranslatedOf(object).map((each) => each.pointer),
          field,
        ).to.include(field)
      }
    })

    it('does not look at what is known to be irrelevant', () => {
      const before = api.translate(full)
      for (const pointer of irrelevant.filter(
        (each) => each === '/status' || each === '/metadata',
      )) {
        const field = pointerTo(pointer, 'anything')
        expect(api.translate(changed(full, field, { at: 'all' }))).to.deep.equal(before)
      }
    })

    it('reads hostile objects without a crash, and never as less than they may allow', () => {
      const hostile = fc.record({
        object: fc.oneof(
          { weight: 4, arbitrary: valid },
          { weight: 1, arbitrary: fc.constant(full) },
        ),
        at: fc.nat(),
        value: fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue() as fc.Arbitrary<JsonValue>),
      })
      fc.assert(
        fc.property(hostile, ({ object, at, value }) => {
          const pointers = pointersOf(object).filter(
            (pointer) => !/^\/(apiVersion|kind|metadata|status)/.test(pointer),
          )
          const pointer = pointers[at % pointers.length]
          if (pointer === undefined) return
          const broken = changed(object, pointer, value)
          keepsContract(broken)
          for (const policy of api.translate(broken)) {
            const open = policy.rules.some(({ conditional }) => conditional !== undefined)
            const faulty = policy.untranslated.length > 0
            if (isOnlyMisplaced(policy))
              expect(policy.subject.uncertain, 'one of no place applies perhaps').to.be.a('string')
            else if (faulty && (policy.isolates.length > 0 || policy.tier.combine === 'ordered'))
              expect(open, 'a fault leaves something open').to.equal(true)
          }
        }),
        { ...SEED, numRuns: 1500 },
      )
    })

    /** A policy that is in order but for its place means the same wherever it stands. */
    function isOnlyMisplaced({ untranslated }: Policy): boolean {
      const places = ['/spec/tier', '/spec/priority']
      return (
        untranslated.length > 0 && untranslated.every(({ pointer }) => places.includes(pointer))
      )
    }

    function keepsContract(object: KubeObject): void {
      const policies = api.translate(object)
      expect(policies).to.deep.equal(api.translate(structuredClone(object)))
      for (const policy of policies) holdsFor(object, policy)
    }

    function untranslatedOf(object: KubeObject) {
      return api.translate(object).flatMap(({ untranslated }) => untranslated)
    }
  })

  function holdsFor(object: KubeObject, policy: Policy): void {
    expect(policy.source).to.equal(objectKeyOf(object))
    expect(policy.api).to.equal(api.id)
    expect(isDeepFrozen(policy)).to.equal(true)
    expect(policy.isolates).to.deep.equal([...policy.isolates].sort())
    const faults = policy.untranslated.map(({ pointer }) => pointer)
    expect(faults).to.deep.equal([...faults].sort())
    for (const pointer of [...faults, ...policy.rules.map((rule) => rule.pointer)])
      expect(valueAt(object, pointer), pointer).to.not.equal(undefined)
  }
}

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen)
}

/** The pointers of all members and items below a value, itself left out. */
function pointersOf(value: JsonValue | undefined, base = ''): string[] {
  const entries: [string | number, JsonValue | undefined][] = Array.isArray(value)
    ? [...(value as JsonValue[]).entries()]
    : isJsonObject(value)
      ? Object.entries(value)
      : []
  return entries.flatMap(([token, item]) => {
    const pointer = pointerTo(base, token)
    return [pointer, ...pointersOf(item, pointer)]
  })
}

/** A copy with the value at a pointer set, or removed where it is undefined. */
function changed(object: KubeObject, pointer: string, value: JsonValue | undefined): KubeObject {
  const copy = structuredClone(object)
  const tokens = pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = tokens.pop() ?? ''
  const parent = valueAt(copy, tokens.length === 0 ? '' : pointerTo('', ...tokens)) as Record<
    string,
    unknown
  >
  if (Array.isArray(parent) && value === undefined) parent.splice(Number(last), 1)
  else if (value === undefined) Reflect.deleteProperty(parent, last)
  else parent[last] = value
  return copy
}
