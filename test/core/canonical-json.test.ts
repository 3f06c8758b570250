import canonicalize from 'canonicalize'
import { expect } from 'chai'
import { assert, constantFrom, jsonValue, oneof, property, string, dictionary } from 'fast-check'
import { canonicalJson } from '../../src/core/canonical-json.ts'
import { parseJson } from '../../src/core/json.ts'
import type { JsonValue } from '../../src/core/json.ts'

/** The bits of a double, high and low half, as RFC 8785 appendix B lists them, and its text. */
const NUMBERS: readonly (readonly [bits: bigint, text: string])[] = [
  [0x0000000000000000n, '0'],
  [0x8000000000000000n, '0'],
  [0x0000000000000001n, '5e-324'],
  [0x8000000000000001n, '-5e-324'],
  [0x7fefffffffffffffn, '1.7976931348623157e+308'],
  [0xffefffffffffffffn, '-1.7976931348623157e+308'],
  [0x4340000000000000n, '9007199254740992'],
  [0xc340000000000000n, '-9007199254740992'],
  [0x4430000000000000n, '295147905179352830000'],
  [0x44b52d02c7e14af5n, '9.999999999999997e+22'],
  [0x44b52d02c7e14af6n, '1e+23'],
  [0x44b52d02c7e14af7n, '1.0000000000000001e+23'],
  [0x444b1ae4d6e2ef4en, '999999999999999700000'],
  [0x444b1ae4d6e2ef4fn, '999999999999999900000'],
  [0x444b1ae4d6e2ef50n, '1e+21'],
  [0x3eb0c6f7a0b5ed8cn, '9.999999999999997e-7'],
  [0x3eb0c6f7a0b5ed8dn, '0.000001'],
  [0x41b3de4355555553n, '333333333.3333332'],
  [0x41b3de4355555554n, '333333333.33333325'],
  [0x41b3de4355555555n, '333333333.3333333'],
  [0x41b3de4355555556n, '333333333.3333334'],
  [0x41b3de4355555557n, '333333333.33333343'],
  [0xbecbf647612f3696n, '-0.0000033333333333333333'],
  [0x43143ff3c1cb0959n, '1424953923781206.2'],
]

function doubleOf(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, bits)
  return view.getFloat64(0)
}

describe('canonicalJson', () => {
  it('writes the numbers of RFC 8785 appendix B', () => {
    for (const [bits, text] of NUMBERS) expect(canonicalJson(doubleOf(bits))).to.equal(text)
  })

  it('writes the sample of RFC 8785 section 3.2.2', () => {
    const sample = parseJson(
      String.raw`{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`,
      'sample',
    )
    expect(canonicalJson(sample)).to.equal(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],` +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  it('sorts as RFC 8785 section 3.2.3 does, by UTF-16 code unit', () => {
    const sample = {
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '\ud83d\ude00': 5,
      '\u0080': 6,
      '\u00f6': 7,
    }
    const order = Object.values(JSON.parse(canonicalJson(sample)) as Record<string, number>)
    // JSON.parse puts the integer name first; the text itself is what counts
    expect(canonicalJson(sample)).to.equal(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    )
    expect(order).to.have.length(7)
  })

  it('agrees with an independent implementation on any JSON', () => {
    assert(
      property(jsonValue({ noUnicodeString: false }), (value) => {
        expect(canonicalJson(value)).to.equal(canonicalize(value))
      }),
      { numRuns: 500 },
    )
  })

  it('agrees with it where names are integers, empty or ordinary names of Object', () => {
    const names = oneof(
      constantFrom('10', '9', '', '0', '-1', 'constructor', 'toString', 'hasOwnProperty', '\u007f'),
      string({ unit: 'binary' }),
    )
    assert(
      property(dictionary(names, jsonValue()), (value) => {
        expect(canonicalJson(value)).to.equal(canonicalize(value))
      }),
      { numRuns: 500 },
    )
  })

  it('gives equal text whatever the order of members', () => {
    const shuffled = { b: [{ z: 1, a: '\ud83d\ude00' }], a: { y: null, x: 2n ** 64n } }
    const sorted = { a: { x: 2n ** 64n, y: null }, b: [{ a: '\ud83d\ude00', z: 1 }] }
    expect(canonicalJson(shuffled)).to.equal(canonicalJson(sorted))
  })

  it('keeps every digit of an integer beyond 2^53', () => {
    const text = '{"big":123456789012345678901234567890,"small":-9007199254740993}'
    expect(canonicalJson(parseJson(text, 'text'))).to.equal(text)
  })

  it('leaves out absent members', () => {
    expect(canonicalJson({ b: undefined, a: { c: undefined } })).to.equal('{"a":{}}')
  })

  it('writes text that only looks like an escaped surrogate', () => {
    expect(canonicalJson(['\\ud800'])).to.equal(String.raw`["\\ud800"]`)
  })

  const refused: readonly (readonly [what: string, value: unknown])[] = [
    ['an absent item of a list', [undefined]],
    ['a hole in a list', new Array(1)],
    ['NaN', { a: Number.NaN }],
    ['an infinity', [Number.POSITIVE_INFINITY]],
    ['a lone surrogate in text', ['\ud800']],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['a date', { a: new Date(0) }],
    ['a map', new Map()],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
  ]
  for (const [what, value] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => canonicalJson(value as JsonValue)).to.throw(TypeError)
    })
  }
})
