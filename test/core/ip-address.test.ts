import { isIP } from 'node:net'
import { expect } from 'chai'
import {
  assert,
  bigInt,
  constantFrom,
  integer,
  ipV4,
  ipV6,
  oneof,
  property,
  string,
} from 'fast-check'
import {
  LAST_ADDRESS,
  formatIpAddress,
  parseCidr,
  parseIpAddress,
} from '../../src/core/ip-address.ts'

describe('parseIpAddress', () => {
  it('agrees with the platform on what is an address', () => {
    const texts = oneof(ipV4(), ipV6(), string({ unit: constantFrom('1', 'f', ':', '.', '0') }))
    assert(
      property(texts, (text) => {
        expect(parseIpAddress(text)?.family ?? 0).to.equal(isIP(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('refuses octets with a leading zero, zones and anything long', () => {
    for (const text of ['010.0.0.1', 'fe80::1%eth0', '1'.repeat(65), ''])
      expect(parseIpAddress(text), text).to.equal(undefined)
  })

  it('reads an embedded IPv4 tail', () => {
    expect(parseIpAddress('::ffff:1.2.3.4')?.value).to.equal(0xffff01020304n)
  })
})

describe('formatIpAddress', () => {
  it('is read back as the same address, in both families', () => {
    for (const family of [4, 6] as const) {
      assert(
        property(bigInt({ min: 0n, max: LAST_ADDRESS[family] }), (value) => {
          const text = formatIpAddress({ family, value })
          expect(parseIpAddress(text)).to.deep.equal({ family, value })
        }),
      )
    }
  })

  it('writes IPv6 as RFC 5952 says', () => {
    const format = (text: string) => {
      const address = parseIpAddress(text)
      return address === undefined ? 'none' : formatIpAddress(address)
    }
    expect(format('2001:DB8:0:0:1:0:0:1')).to.equal('2001:db8::1:0:0:1')
    expect(format('2001:db8:0:1:1:1:1:1')).to.equal('2001:db8:0:1:1:1:1:1')
    expect(format('0:0:0:0:0:0:0:0')).to.equal('::')
  })
})

describe('parseCidr', () => {
  it('clears the bits beyond the prefix', () => {
    expect(parseCidr('10.1.2.3/8')).to.deep.equal({
      family: 4,
      first: 10n << 24n,
      last: (11n << 24n) - 1n,
    })
  })

  it('holds two to the power of its free bits', () => {
    assert(
      property(ipV4(), integer({ min: 0, max: 32 }), (address, prefix) => {
        const range = parseCidr(`${address}/${prefix}`)
        expect((range?.last ?? 0n) - (range?.first ?? 0n) + 1n).to.equal(1n << BigInt(32 - prefix))
      }),
    )
  })

  it('refuses what is no prefix of its family', () => {
    for (const text of ['10.0.0.0/33', '::/129', '10.0.0.0', '10.0.0.0/08', '10.0.0.0/-1', 'a/8'])
      expect(parseCidr(text), text).to.equal(undefined)
  })
})
