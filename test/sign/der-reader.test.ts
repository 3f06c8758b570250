import { expect } from 'chai'
import fc from 'fast-check'
import { isFault } from '../../src/core/fault.ts'
import { derSize, readDer, readTime } from '../../src/sign/der-reader.ts'
import { element, octetString, sequence } from '../../src/sign/der.ts'

const bytesOf = (hex: string) => Buffer.from(hex, 'hex')

/** The answer of a reader, or the message of its Fault; anything else it throws fails the test. */
function attempt<Result>(read: () => Result): Result | string {
  try {
    return read()
  } catch (error) {
    if (isFault(error) && error.code === 'UNREADABLE') return error.message
    throw error
  }
}

const REFUSED = {
  'an indefinite length': '3080020100' + '0000',
  'a length in more octets than needed': '04810100',
  'a length with leading zeros': '0482000100',
  'a length longer than the bytes': '0405aa',
  'a length of five octets': '0485000000000100',
  'bytes after the end': '050000',
  'a tag of more than one octet': '1f8100',
  'a string in pieces': '24030401aa',
  'a primitive sequence': '1000',
  'the end-of-contents tag': '0000',
  'an empty integer': '0200',
  'an integer with a redundant zero': '02020001',
  'an integer with redundant ones': '0202ff80',
  'a boolean that is neither 00 nor ff': '010101',
  'a null with content': '050100',
  'a bit string with used bits marked unused': '030207ff',
  'a bit string with nine unused bits': '03020900',
  'a bit string with unused bits of no octet': '030101',
  'an object identifier with padding': '0603808001',
  'an object identifier that does not end': '060180',
  'an empty object identifier': '0600',
  'a set out of order': '3106' + '020102' + '020101',
  nothing: '',
}

describe('readDer', () => {
  for (const [what, hex] of Object.entries(REFUSED))
    it(`refuses ${what}`, () => {
      expect(attempt(() => readDer(bytesOf(hex), 'it'))).to.be.a('string')
    })

  it('refuses nesting deeper than any signature has', () => {
    const nested = (depth: number): Uint8Array =>
      depth === 0 ? octetString(new Uint8Array()) : sequence(nested(depth - 1))
    expect(attempt(() => readDer(nested(30), 'it'))).to.be.an('object')
    expect(attempt(() => readDer(nested(40), 'it'))).to.equal('it is nested deeper than 32 levels')
    expect(attempt(() => readDer(nested(5000), 'it'))).to.be.a('string')
  })

  it('refuses what is larger than any signature is', () => {
    const large = octetString(new Uint8Array(300_000))
    expect(attempt(() => readDer(large, 'it'))).to.equal('it is larger than 262144 bytes')
  })

  it('answers or throws a Fault, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        attempt(() => readDer(bytes, 'it'))
        attempt(() => derSize(bytes, 'it'))
      }),
      { numRuns: 5000 },
    )
  })

  it('takes no two different byte strings as the same value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 12 }), (bytes) => {
        const node = attempt(() => readDer(bytes, 'it'))
        if (typeof node === 'string' || node.children.length > 0) return
        expect(element(node.tag, node.content)).to.deep.equal(Buffer.from(bytes))
      }),
      { numRuns: 5000 },
    )
  })
})

describe('readTime', () => {
  const timeOf = (tag: string, text: string) => {
    const content = Buffer.from(text, 'latin1')
    const bytes = Buffer.concat([bytesOf(tag), Buffer.of(content.length), content])
    return attempt(() => readTime(readDer(bytes, 'it'), 'it'))
  }

  it('reads both forms', () => {
    expect(timeOf('17', '261123020000Z')).to.equal('2026-11-23T02:00:00Z')
    expect(timeOf('18', '20501123020000Z')).to.equal('2050-11-23T02:00:00Z')
  })

  it('refuses the other form for a year, times without zone and days that are none', () => {
    for (const [tag, text] of [
      ['18', '20261123020000Z'],
      ['17', '2611230200Z'],
      ['17', '261123020000'],
      ['17', '260230020000Z'],
      ['17', '261123020000+0100'],
      ['18', '20501123020000.5Z'],
    ] as const)
      expect(timeOf(tag, text)).to.equal('it has a time that is not one')
  })
})
