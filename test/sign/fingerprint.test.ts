import { expect } from 'chai'
import { fingerprintOf, parseFingerprint } from '../../src/sign/fingerprint.ts'

/** FIPS 180-4 example: SHA-256 of "abc". */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

describe('fingerprintOf', () => {
  it('is the SHA-256 of the bytes', () => {
    expect(fingerprintOf(Buffer.from('abc'))).to.equal(`SHA256:${ABC}`)
  })
})

describe('parseFingerprint', () => {
  const pairs = ABC.match(/../g)!.join(':')

  it('reads what openssl prints, with or without colons, in any case', () => {
    for (const text of [
      `SHA256:${ABC}`,
      ABC.toUpperCase(),
      pairs,
      `sha256 Fingerprint=${pairs.toUpperCase()}\n`,
      `SHA256 Fingerprint=${pairs}`,
      `sha-256:${ABC}`,
    ])
      expect(parseFingerprint(text)).to.equal(`SHA256:${ABC}`)
  })

  it('refuses what is shorter, longer, of another hash or not hexadecimal', () => {
    for (const text of ['', ABC.slice(1), `${ABC}0`, `SHA1:${ABC}`, ABC.replace('b', 'g')])
      expect(parseFingerprint(text)).to.equal(undefined)
  })
})
