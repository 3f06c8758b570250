import { expect } from 'chai'
import fc from 'fast-check'
import { expressionOf, useOfExpression } from '../../../src/evaluate/custom/cel.ts'
import type { Variables } from '../../../src/evaluate/custom/expression.ts'
import type { JsonValue } from '../../../src/core/json.ts'

const variables = (object: JsonValue, more: Partial<Variables> = {}): Variables => ({
  object,
  facts: {},
  unknownFacts: [],
  params: {},
  ...more,
})
const answer = (text: string, object: JsonValue = {}, more: Partial<Variables> = {}) => {
  expect(useOfExpression(text).faults).to.deep.equal([])
  return expressionOf(text)(variables(object, more))
}

describe('expressionOf', () => {
  it('answers true and false', () => {
    expect(answer('object.spec.type == "NodePort"', { spec: { type: 'NodePort' } }).kind).to.equal(
      'true',
    )
    expect(answer('object.spec.type == "NodePort"', { spec: { type: 'x' } }).kind).to.equal('false')
  })

  it('lets only true and false count, whatever value an object holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { kind } = answer('object.value', { value: value as JsonValue })
        const expected = value === true ? 'true' : value === false ? 'false' : 'error'
        expect(kind).to.equal(expected)
      }),
    )
  })

  it('never throws, and never passes on an error, whatever the types are', () => {
    const texts = [
      'object.a < object.b',
      'object.a.all(x, x > 1)',
      'object.a + object.b == 2',
      'object.a.startsWith("x")',
      'size(object.a) > 0',
      'object.a in object.b',
      'int(object.a) == 1',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.jsonValue(), fc.jsonValue(), (text, a, b) => {
        const object = { a, b } as JsonValue
        expect(answer(text, object).kind).to.be.oneOf(['true', 'false', 'error'])
        const negated = answer(`!(${text})`, object).kind
        if (answer(text, object).kind === 'error') expect(negated).to.equal('error')
      }),
    )
  })

  for (const [text, why] of [
    ['object.spec.missing == "x"', /field not found: missing/],
    ['object.n + 1.5 == 2.5', /overload/],
    ['object.n / 0 == 1', /./],
    ['"text"', /came to text/],
    ['1', /came to a number/],
    ['null', /came to null/],
    ['[true]', /another type/],
    ['object', /another type/],
    ['type(true)', /another type/],
    ['object.list[7]', /./],
    ['timestamp("never") == timestamp("never")', /./],
  ] as const)
    it(`is an error where ${text}`, () => {
      const found = answer(text, { spec: {}, n: 1, list: [] })
      expect(found.kind).to.equal('error')
      if (found.kind === 'error') expect(found.why).to.match(why)
    })

  describe('numbers', () => {
    for (const [text, object, kind] of [
      ['object.n + 1 == 6', { n: 5 }, 'true'],
      ['type(object.n) == int', { n: 5 }, 'true'],
      ['type(object.n) == double', { n: 5.5 }, 'true'],
      ['object.n == 5.0', { n: 5 }, 'true'],
      ['object.n > 9007199254740992', { n: 9007199254740993n }, 'true'],
      ['type(object.n) == int', { n: 2n ** 63n - 1n }, 'true'],
      ['type(object.n) == int', { n: -(2n ** 63n) }, 'true'],
      ['type(object.n) == double', { n: 2n ** 63n }, 'true'],
      ['object.n in [80, 443]', { n: 443 }, 'true'],
      ['object.n / 2 == 2', { n: 5 }, 'true'],
      ['object.n + 1 == 2', { n: 1.5 }, 'error'],
    ] as const)
      it(`${text} is ${kind} for ${String(object.n)}`, () =>
        expect(answer(text, object).kind).to.equal(kind))
  })

  it('finds a member that is null, and none that an object has by its prototype', () => {
    expect(answer('has(object.a)', { a: null }).kind).to.equal('true')
    expect(answer('has(object.constructor)').kind).to.equal('false')
    expect(answer('has(object.a.toString)', { a: {} }).kind).to.equal('false')
    expect(
      answer('"__proto__" in object', JSON.parse('{"__proto__": 1}') as JsonValue).kind,
    ).to.equal('true')
  })

  it('is not slowed down by a regular expression that others take exponentially long for', () => {
    expect(answer('object.a.matches("^(a+)+$")', { a: `${'a'.repeat(40)}!` }).kind).to.equal(
      'false',
    )
  })

  describe('values that are not known', () => {
    const env = [{ name: 'A', value: '[redacted]' }, { name: 'B' }]
    const object = {
      spec: { env, args: ['--a', '--key=[redacted]'], labels: { '[redacted]': 'x', a: 'b' } },
    }
    for (const [text, what] of [
      [
        'object.spec.env.exists(e, has(e.value) && e.value.contains("secret"))',
        '/spec/env/0/value',
      ],
      ['!(object.spec.env[0].value == "x")', '/spec/env/0/value'],
      ['object.spec.env[0]["value"] != "x"', '/spec/env/0/value'],
      ['object.spec.env[0] == {"name": "A", "value": "x"}', '/spec/env/0/value'],
      ['!("x" in object.spec.args)', '/spec/args/1'],
      ['object.spec.args.all(a, a != "x")', '/spec/args/1'],
      ['object.spec.args[1] != "x"', '/spec/args/1'],
      ['object.spec.args + ["x"] != ["--a", "z", "x"]', '/spec/args/1'],
      [
        'true || object.spec.env[0].value == "x" ? object.spec.env[0].value != "x" : false',
        '/spec/env/0/value',
      ],
      ['!has(object.spec.labels.team)', '/spec/labels'],
      ['!("team" in object.spec.labels)', '/spec/labels'],
      ['object.spec.labels.all(k, k != "team")', '/spec/labels'],
      ['object.spec == {}', '/spec/env/0/value'],
    ] as const)
      it(`${text} is unknown: ${what}`, () => {
        const found = answer(text, object)
        if (text.startsWith('object.spec == ')) expect(found.kind).to.be.oneOf(['unknown', 'false'])
        else expect(found).to.deep.equal({ kind: 'unknown', what })
      })

    for (const text of [
      'has(object.spec.env[0].value)',
      'size(object.spec.env[0]) == 2',
      'size(object.spec.args) == 2',
      'object.spec.env.exists(e, e.name == "B")',
      'object.spec.args[0] == "--a"',
      'object.spec.labels.a == "b"',
      'true || object.spec.env[0].value == "x"',
    ])
      it(`${text} is true without knowing`, () =>
        expect(answer(text, object).kind).to.equal('true'))

    it('tells a fact that is not known by its name', () => {
      const more = { facts: { exposed: true }, unknownFacts: ['class'] }
      expect(answer('facts.class == "cde"', {}, more)).to.deep.equal({
        kind: 'unknown',
        what: 'facts.class',
      })
      expect(answer('facts.exposed', {}, more).kind).to.equal('true')
      expect(answer('facts.exposed || facts.class == "cde"', {}, more).kind).to.equal('true')
    })
  })
})

describe('useOfExpression', () => {
  it('names the facts and parameters that are read', () => {
    const use = useOfExpression(
      'facts.exposed && object.a in params.list && has(params.words) && facts.class == "cde"',
    )
    expect(use).to.deep.equal({
      facts: ['class', 'exposed'],
      params: ['list', 'words'],
      faults: [],
    })
  })

  it('takes names that all(), exists() and others declare, where they are declared', () => {
    expect(useOfExpression('object.a.all(p, p.b.exists(q, q == p))').faults).to.deep.equal([])
    expect(useOfExpression('object.a.all(p, true) && p').faults).to.have.length(1)
  })

  for (const [text, fault] of [
    ['objct.spec', 'undeclared variable objct, did you mean "object"?'],
    ['oldObject.name == "x"', /undeclared variable oldObject/],
    ['facts["class"] == "x"', 'facts is read as facts.NAME only'],
    ['size(params) > 1', 'params is read as params.NAME only'],
    ['object.a.startWith("x")', 'unknown function startWith, did you mean "startsWith"?'],
    ['now() > timestamp("2026-01-01T00:00:00Z")', /unknown function now/],
    ['object.status.phase == "x"', /object\.status is not kept whole/],
    ['!has(object.status)', /object\.status is not kept whole/],
    ['object["status"].x == 1', /object\.status is not kept whole/],
    ['object.metadata.managedFields.size() == 0', /managedFields/],
    ['object.a.all(object, true)', /object is a variable already/],
    ['google.protobuf.Duration{seconds: 1} == null', /unknown type google.protobuf.Duration/],
    ['object.a.all(p, p.all(q, q.all(r, r.all(s, true))))', /more than 3/],
    ['object.a ==', /not an expression: at 1:10/],
    ['', /not an expression/],
    ['object.a = 1; drop', /not an expression/],
    [`${'('.repeat(40)}1${')'.repeat(40)}`, /more than 32 deep/],
    ['x'.repeat(3000), /longer than 2000/],
    [`${'!'.repeat(1990)}true`, undefined],
    ['-'.repeat(1990), /not an expression/],
  ] as const)
    it(text.length > 60 ? `${text.slice(0, 60)}...` : text, () => {
      const { faults } = useOfExpression(text)
      if (fault === undefined) return
      expect(faults).to.have.length(1)
      if (typeof fault === 'string') expect(faults[0]).to.equal(fault)
      else expect(faults[0]).to.match(fault)
    })

  it('bears any text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void useOfExpression(text)))
  })
})
