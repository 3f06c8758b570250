import { expect } from 'chai'
import fc from 'fast-check'
import {
  bitString,
  booleanTrue,
  context,
  element,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  unsignedInteger,
  utf8String,
} from '../../src/sign/der.ts'
import { readDer, readObjectIdentifier, readTime } from '../../src/sign/der-reader.ts'

const octets = fc.uint8Array({ maxLength: 300 })

/** Any tree of the types that the writer knows. */
const { tree } = fc.letrec<{ tree: Uint8Array }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    octets.map(octetString),
    octets.map((bytes) => bitString(bytes)),
    octets.map(unsignedInteger),
    fc.string().map(utf8String),
    fc.constant(nullValue()),
    fc.constant(booleanTrue()),
    fc.array(tie('tree'), { maxLength: 4 }).map((parts) => sequence(...parts)),
    fc.array(tie('tree'), { maxLength: 4 }).map((parts) => setOf(parts)),
    tie('tree').map((part) => context(3, part)),
  ),
}))

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('DER writer', () => {
  it('writes only what the reader takes as DER, with the same bytes', () => {
    fc.assert(
      fc.property(tree, (bytes) => {
        expect(hex(readDer(bytes, 'it').bytes)).to.equal(hex(bytes))
      }),
    )
  })

  it('writes lengths in their shortest form', () => {
    expect(hex(octetString(new Uint8Array(127)).subarray(0, 2))).to.equal('047f')
    expect(hex(octetString(new Uint8Array(128)).subarray(0, 3))).to.equal('048180')
    expect(hex(octetString(new Uint8Array(256)).subarray(0, 4))).to.equal('04820100')
  })

  it('writes unsigned integers of any size in the fewest octets', () => {
    fc.assert(
      fc.property(octets, (bytes) => {
        const { content } = readDer(unsignedInteger(bytes), 'it')
        const value = BigInt(`0x${hex(bytes) || '0'}`)
        expect(BigInt(`0x${hex(content)}`)).to.equal(value)
        expect(content[0]).to.be.lessThan(0x80)
      }),
    )
  })

  it('writes object identifiers that read back the same', () => {
    const arcs = fc.tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 0, max: 39 }),
      fc.array(fc.integer({ min: 0, max: 0x7fffffff }), { maxLength: 8 }),
    )
    fc.assert(
      fc.property(arcs, ([first, second, rest]) => {
        const dotted = [first, second, ...rest].join('.')
        expect(readObjectIdentifier(readDer(objectIdentifier(dotted), 'it'), 'it')).to.equal(dotted)
      }),
    )
  })

  it('writes 1950 to 2049 as UTCTime and other years as GeneralizedTime', () => {
    const written = (instant: string) => Buffer.from(time(instant)).toString('latin1')
    expect(written('1949-12-31T23:59:59Z')).to.equal('\x18\x0f19491231235959Z')
    expect(written('1950-01-01T00:00:00Z')).to.equal('\x17\x0d500101000000Z')
    expect(written('2049-12-31T23:59:59Z')).to.equal('\x17\x0d491231235959Z')
    expect(written('2050-01-01T00:00:00Z')).to.equal('\x18\x0f20500101000000Z')
  })

  it('reads every time that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 33 }), (seconds) => {
        const instant = `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
        expect(readTime(readDer(time(instant), 'it'), 'it')).to.equal(instant)
      }),
    )
  })

  it('sorts the members of a set by their bytes', () => {
    const members = [utf8String('b'), nullValue(), utf8String('a')]
    expect(hex(setOf(members))).to.equal(
      hex(element(0x31, nullValue(), utf8String('a'), utf8String('b'))),
    )
  })
})
