import { expect } from 'chai'
import fc from 'fast-check'
import { isIP } from 'node:net'
import {
  formatIpAddress,
  LAST_ADDRESS,
  parseCidr,
  parseIpAddress,
  withoutMapping,
} from '../../src/core/ip-address.ts'

const anyAddress = fc.oneof(fc.ipV4(), fc.ipV6())

describe('parseIpAddress', () => {
  it('reads every address that Node knows, and writes it so that it reads the same again', () => {
    fc.assert(
      fc.property(anyAddress, (text) => {
        const address = parseIpAddress(text)
        expect(address?.family).to.equal(isIP(text))
        const canonical = formatIpAddress(address!)
        expect(parseIpAddress(canonical)).to.deep.equal(address)
      }),
    )
  })

  it('refuses what Node refuses, and octets with leading zeros, which readers disagree on', () => {
    const texts = [
      '',
      '1.2.3',
      '1.2.3.256',
      '1.2.3.4.5',
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
      'g::',
      '::1%eth0',
    ]
    for (const text of [...texts, '010.0.0.1', '1.2.3.00', '1.2.3.4::'])
      expect(parseIpAddress(text), text).to.equal(undefined)
  })

  it('writes IPv6 as RFC 5952 says', () => {
    const forms = {
      '2001:0DB8:0:0:0:0:0:1': '2001:db8::1',
      '1:0:0:2:0:0:0:3': '1:0:0:2::3',
      '1:0:2:3:4:5:6:7': '1:0:2:3:4:5:6:7',
      '0:0:0:0:0:0:0:0': '::',
      '::ffff:1.2.3.4': '::ffff:102:304',
      '1:2:3:4:5:6:7::': '1:2:3:4:5:6:7:0',
    }
    for (const [text, form] of Object.entries(forms))
      expect(formatIpAddress(parseIpAddress(text)!)).to.equal(form)
  })
})

describe('withoutMapping', () => {
  it('gives the IPv4 address that one of IPv6 stands for, and any other as it is', () => {
    const forms = { '::ffff:10.0.0.2': '10.0.0.2', '::10.0.0.2': '::a00:2', '10.0.0.2': '10.0.0.2' }
    for (const [text, form] of Object.entries(forms))
      expect(formatIpAddress(withoutMapping(parseIpAddress(text)!))).to.equal(form)
  })
})

describe('parseCidr', () => {
  it('clears the bits beyond the prefix', () => {
    expect(parseCidr('10.1.2.3/8')).to.deep.equal({
      family: 4,
      first: 10n << 24n,
      last: (11n << 24n) - 1n,
    })
    expect(parseCidr('2001:db8::1/128')?.first).to.equal(parseCidr('2001:db8::1/128')?.last)
  })

  it('holds a whole family at prefix 0', () => {
    expect(parseCidr('0.0.0.0/0')?.last).to.equal(LAST_ADDRESS[4])
    expect(parseCidr('::/0')?.last).to.equal(LAST_ADDRESS[6])
  })

  it('refuses prefixes that are none', () => {
    for (const text of [
      '10.0.0.0',
      '10.0.0.0/33',
      '10.0.0.0/08',
      '10.0.0.0/-1',
      '::/129',
      '/8',
      '10.0.0.0/8/8',
    ])
      expect(parseCidr(text), text).to.equal(undefined)
  })
})
