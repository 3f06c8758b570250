import { expect } from 'chai'
import { setOf, time, utf8String } from '../../src/sign/der.ts'
import { verifyCmsSignature } from '../../src/sign/cms-signature.ts'
import { fingerprintOf } from '../../src/sign/fingerprint.ts'
import { OID } from '../../src/sign/object-identifiers.ts'
import { altered, certificate, NOW, party, type CertificateShape } from './certificates.ts'
import { attribute, cmsOver, type CmsShape } from './file-cms.ts'

const MESSAGE = Buffer.from('format: sign-offs/v1\nsignOffs: []\n')
const CA = party('Example issuing CA')

/** Somebody with a card: key, certificate, and how the approvers file lists them. */
function holder(kind: Parameters<typeof party>[1] = 'P-256', shape: CertificateShape = {}) {
  const key = party('J. Doe', kind)
  const der = certificate(key, CA, { keyUsage: [0, 1], uses: [OID.emailProtection], ...shape })
  const listed = [{ owner: 'J. Doe', fingerprint: fingerprintOf(der) }]
  return { key, der, listed, claim: { by: 'J. Doe', certificate: fingerprintOf(der) } }
}

const ADA = holder()
const signedBy = (shape: CmsShape = {}, { key, der } = ADA) => cmsOver(MESSAGE, key, der, shape)

function why(signature: Uint8Array, listed = ADA.listed, message = MESSAGE): string {
  const outcome = verifyCmsSignature(message, signature, listed)
  return outcome.kind === 'refused' ? outcome.why : `${outcome.kind} at ${outcome.signedAt}`
}

describe('verifyCmsSignature', () => {
  for (const [said, kind, shape] of [
    ['ECDSA P-256', 'P-256', {}],
    ['ECDSA P-384 and SHA-384', 'P-384', { hash: 'sha384' }],
    ['ECDSA P-256 and SHA-512', 'P-256', { hash: 'sha512' }],
    ['RSA PKCS#1', 'rsa', {}],
    ['RSA-PSS and SHA-384', 'rsa', { pss: true, hash: 'sha384' }],
    ['Ed25519', 'ed25519', {}],
  ] as const)
    it(`takes a signature with ${said}, in DER and in PEM`, () => {
      const one = holder(kind)
      const der = signedBy(shape, one)
      for (const signature of [der, pem(der, 'CMS'), pem(der, 'PKCS7')])
        expect(verifyCmsSignature(MESSAGE, signature, one.listed)).to.deep.equal({
          kind: 'by-certificate',
          ...one.claim,
          signedAt: NOW,
        })
    })

  it('takes a certificate beside others, a fingerprint as openssl prints it, and attributes it does not ask for', () => {
    const digits = ADA.claim.certificate.replace('SHA256:', '').toUpperCase()
    const printed = `sha256 Fingerprint=${digits.match(/../g)?.join(':') ?? ''}`
    const other = certificate(party('another'), CA)
    const shape = {
      brought: [other, ADA.der],
      moreAttributes: [attribute('1.2.840.113549.1.9.15', utf8String('one'), utf8String('two'))],
    }
    const listed = [{ owner: 'J. Doe', fingerprint: printed }]
    expect(why(signedBy(shape), listed)).to.equal(`by-certificate at ${NOW}`)
  })

  it('refuses another file, another certificate, and a signature that another key made', () => {
    const changed = 'the file was altered, or it is of another one'
    expect(why(signedBy(), ADA.listed, Buffer.from('other'))).to.equal(changed)
    expect(why(signedBy({ digest: Buffer.alloc(32) }))).to.equal(changed)
    const foreign = 'it is of a certificate that the approvers file does not list'
    expect(why(signedBy(), [])).to.equal(foreign)
    expect(why(signedBy(), holder().listed)).to.equal(foreign)
    // the listed certificate is brought along, and is not the signer's
    const eve = holder()
    expect(why(signedBy({ brought: [ADA.der, eve.der] }, eve))).to.equal(foreign)
    expect(why(cmsOver(MESSAGE, eve.key, ADA.der))).to.equal(changed)
    expect(why(signedBy({ brought: [] }))).to.equal(
      'it does not hold the certificate of its signer',
    )
  })

  it('refuses a certificate that was not valid when it was signed, or that is not for it', () => {
    const name = 'certificate "CN=J. Doe"'
    expect(why(signedBy({ at: '2028-01-01T00:00:01Z' }))).to.equal(
      `at 2028-01-01T00:00:01Z ${name} has expired (2028-01-01T00:00:00Z)`,
    )
    expect(why(signedBy({ at: '2025-12-31T23:59:59Z' }))).to.include('is not valid yet')
    expect(why(signedBy({ at: '2028-01-01T00:00:00Z' }))).to.include('by-certificate')
    const unfit = (shape: CertificateShape, kind?: 'small-rsa') => {
      const one = holder(kind, shape)
      return why(signedBy({}, one), one.listed)
    }
    expect(unfit({ keyUsage: [2] })).to.include('not for signatures (key usage)')
    expect(unfit({ uses: ['1.3.6.1.5.5.7.3.2'] })).to.include('not for signing documents')
    expect(unfit({ critical: ['1.2.3.4'] })).to.include('critical extensions not understood')
    expect(unfit({}, 'small-rsa')).to.equal('its key is not of a kind that is accepted')
  })

  it('refuses what does not say when it was made', () => {
    const silent =
      'it does not say when it was made (signing-time), so whether its certificate was valid then is not known'
    expect(why(signedBy({ attributes: 'none' }))).to.equal(silent)
    expect(why(signedBy({ attributes: 'no-time' }))).to.equal(silent)
    const changed = 'the file was altered, or it is of another one'
    expect(why(signedBy({ attributes: 'none' }), ADA.listed, Buffer.from('a'))).to.equal(changed)
  })

  it('refuses content of its own, several signers or none, weak hashes and what contradicts itself', () => {
    expect(why(signedBy({ attached: true }))).to.include('holds content of its own')
    expect(why(signedBy({ signers: 2 }))).to.equal('it has more than one signer')
    expect(why(signedBy({ signers: 0 }))).to.equal('it has no signer')
    expect(why(signedBy({ hash: 'sha1' }))).to.include('the hash 1.3.14.3.2.26, which is not acc')
    expect(why(signedBy({ contentType: '1.2.3.4' }))).to.equal('it is not made for files (id-data)')
    const again = attribute(OID.signingTime, time(NOW))
    expect(why(signedBy({ moreAttributes: [again] }))).to.include('more than once')
    const two = attribute(OID.signingTime, time(NOW), time('2027-01-01T00:00:00Z'))
    const shape = { attributes: 'no-time', moreAttributes: [two] } as const
    expect(why(signedBy(shape))).to.include('more than once')
  })

  it('refuses what is no CMS in DER or PEM, whatever its size', () => {
    const none = 'it is no CMS signature in DER or PEM'
    for (const text of ['', 'nothing', '-----BEGIN CMS-----\n', 'MIME-Version: 1.0\n'])
      expect(why(Buffer.from(text)), text).to.equal(none)
    const block = pem(signedBy(), 'CMS')
    expect(why(Buffer.concat([block, block]))).to.equal(none)
    expect(why(Buffer.concat([Buffer.from('-----BEGIN '), Buffer.alloc(400_000, 65)]))).to.equal(
      none,
    )
    expect(why(Buffer.concat([signedBy(), Buffer.of(0)]))).to.equal('it has bytes after its end')
    expect(why(Buffer.of(0x30, 0x80, 0, 0))).to.equal('it has no definite length')
    expect(why(Buffer.alloc(300_000, 0x30))).to.match(/^it /)
    expect(why(setOf([]))).to.equal(none)
  })

  it('never says anything else of a signature with a byte altered, cut off or added', () => {
    const signature = signedBy()
    const sound = verifyCmsSignature(MESSAGE, signature, ADA.listed)
    for (const at of signature.keys())
      for (const xor of [1, 0x80]) {
        const outcome = verifyCmsSignature(MESSAGE, altered(signature, at, xor), ADA.listed)
        if (outcome.kind !== 'refused') expect(outcome, `byte ${at}`).to.deep.equal(sound)
        expect(why(signature.subarray(0, at)), `${at} bytes`).not.to.include('by-certificate')
      }
  })
})

function pem(der: Uint8Array, label: string): Buffer {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return Buffer.from(`-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`)
}
