import { expect } from 'chai'
import fc from 'fast-check'
import { jsonFault } from '../../src/collect/json-exact.ts'
import { MAX_DEPTH, SUSPECT, scanValue } from '../../src/collect/json-scan.ts'

const scan = (text: string) => scanValue(Buffer.from(text), 0)

/** Whether some object of a JSON text has a member twice: JSON.parse with a reviver sees the text as often as its members stand there. */
function hasDuplicate(tree: Tree): boolean {
  if (tree.kind === 'scalar') return false
  if (tree.kind === 'array') return tree.items.some(hasDuplicate)
  const names = tree.members.map(([name]) => name)
  return new Set(names).size < names.length || tree.members.some(([, value]) => hasDuplicate(value))
}

type Tree =
  | { kind: 'scalar'; text: string }
  | { kind: 'array'; items: Tree[] }
  | { kind: 'object'; members: [string, Tree][] }

/** JSON as text from a tree that may have members twice, which no JavaScript object can. */
function textOf(tree: Tree, blank: string): string {
  if (tree.kind === 'scalar') return tree.text
  if (tree.kind === 'array')
    return `[${blank}${tree.items.map((item) => textOf(item, blank)).join(`${blank},${blank}`)}${blank}]`
  const members = tree.members.map(
    ([name, value]) => `${JSON.stringify(name)}${blank}:${blank}${textOf(value, blank)}`,
  )
  return `{${blank}${members.join(`,${blank}`)}${blank}}`
}

const names = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'items', '"', '\\', 'é', 'k:{"name":"x"}'),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
)
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc
      .oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.boolean(), fc.constant(null))
      .map((value): Tree => ({ kind: 'scalar', text: JSON.stringify(value) })),
    fc.array(tie('tree'), { maxLength: 4 }).map((items): Tree => ({ kind: 'array', items })),
    fc
      .array(fc.tuple(names, tie('tree')), { maxLength: 5 })
      .map((members): Tree => ({ kind: 'object', members })),
  ),
}))

describe('scanValue', () => {
  it('suspects every text in which a member stands twice, and finds its end', () => {
    let duplicates = 0
    fc.assert(
      fc.property(tree, fc.constantFrom('', ' ', '\n\t'), (one, blank) => {
        const text = textOf(one, blank)
        const bytes = Buffer.from(text)
        const { flags, end } = scanValue(bytes, 0)
        expect(end).to.equal(bytes.length)
        if (!hasDuplicate(one)) return
        duplicates++
        expect(flags & (SUSPECT.duplicate | SUSPECT.unusual)).to.not.equal(0)
      }),
      { numRuns: 2000 },
    )
    expect(duplicates).to.be.greaterThan(100)
  })

  it('leaves ordinary objects alone', () => {
    const text = JSON.stringify({
      metadata: { name: 'web', labels: { app: 'web' }, annotations: { note: 'a "b" \\ \n <c>' } },
      managedFields: [{ 'k:{"name":"A"}': {}, 'k:{"name":"B"}': {} }],
      replicas: 3,
      ratio: 0.5,
      on: true,
      off: null,
    })
    expect(scan(text).flags).to.equal(0)
  })

  for (const [what, text, flag] of [
    ['a member that stands twice', '{"a":1,"b":{"a":2},"a":3}', SUSPECT.duplicate],
    ['a name spelled with escapes', '{"\\u0061":1}', SUSPECT.unusual],
    ['the name __proto__', '{"x":{"__proto__":{}}}', SUSPECT.unusual],
    ['half of a surrogate pair', '["\\uD800"]', SUSPECT.unusual],
    ['a number with an exponent', '[1E999]', SUSPECT.unusual],
    ['a number that a double may not hold', '{"a":[9007199254740993]}', SUSPECT.longNumber],
    ['too many levels', '['.repeat(MAX_DEPTH + 1) + ']'.repeat(MAX_DEPTH + 1), SUSPECT.deep],
  ] as const)
    it(`suspects ${what}`, () => {
      expect(scan(text).flags & flag).to.equal(flag)
    })

  it('suspects an object with more members than it can hold', () => {
    const members = Array.from({ length: 70_000 }, (_, index) => `"m${index}":0`)
    expect(scan(`{${members.join(',')}}`).flags & SUSPECT.duplicate).to.not.equal(0)
  })

  it('ends on bytes that are not JSON', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(scanValue(bytes, 0).end).to.be.at.most(bytes.length + 1)
      }),
    )
  })
})

describe('jsonFault', () => {
  it('names a member that stands twice, exactly where there is one', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom('', ' '), (one, blank) => {
        const fault = jsonFault(textOf(one, blank)) ?? ''
        expect(fault.includes('twice')).to.equal(hasDuplicate(one))
      }),
      { numRuns: 2000 },
    )
  })

  for (const [text, fault] of [
    ['{"a":1,"\\u0061":2}', 'member "a" twice'],
    ['["\\ud800"]', 'text with a lone surrogate'],
    ['{"\\udc00":1}', 'text with a lone surrogate'],
    ['{"__proto__":1}', 'a member named __proto__'],
    ['{"\\u005f_proto__":1}', 'a member named __proto__'],
    ['[1e999]', 'a number beyond what a double holds'],
    ['['.repeat(201) + ']'.repeat(201), 'nested deeper than 200 levels'],
  ] as const)
    it(`finds ${fault} in ${text.slice(0, 20)}`, () => {
      expect(jsonFault(text)).to.equal(fault)
    })

  for (const text of ['["__proto__","a","a"]', '[1e5, 12345678901234567890]', '"\\ud83d\\ude00"'])
    it(`finds nothing in ${text}`, () => {
      expect(jsonFault(text)).to.equal(undefined)
    })
})
