import { expect } from 'chai'
import { chainAbove, distrustOf, lapseAt, misuseOf, riddleOf } from '../../src/sign/chain.ts'
import { fingerprintOf } from '../../src/sign/fingerprint.ts'
import { altered, certificate, facts, NOW, party, type CertificateShape } from './certificates.ts'

const [top, middle, leaf, other] = [
  party('Top'),
  party('Middle'),
  party('Leaf'),
  party('Other'),
] as const

/** A chain of three, with one shape changed. */
function chainOf(shapes: Partial<Record<'top' | 'middle' | 'leaf', CertificateShape>> = {}) {
  const authority = { authority: true, keyUsage: [5] }
  return [
    certificate(leaf, middle, { keyUsage: [0], ...shapes.leaf }),
    certificate(middle, top, { ...authority, ...shapes.middle }),
    certificate(top, top, { ...authority, ...shapes.top }),
  ] as const
}

function reading(...certificates: readonly Uint8Array[]): string {
  const [first, ...issuers] = certificates.map(facts)
  const answer = chainAbove(first!, issuers)
  return answer.kind === 'chain'
    ? answer.certificates.map(({ identity }) => identity.subject).join(' ')
    : answer.problem
}

describe('chainAbove', () => {
  it('orders leaf, intermediate and root, whatever their order', () => {
    const [first, second, third] = chainOf()
    expect(reading(first, third, second)).to.equal('CN=Leaf CN=Middle CN=Top')
  })

  it('takes a chain without its root', () => {
    expect(reading(...chainOf().slice(0, 2))).to.equal('CN=Leaf CN=Middle')
  })

  it('takes a signer that is its own root', () => {
    expect(reading(certificate(leaf, leaf))).to.equal('CN=Leaf')
  })

  it('refuses a certificate that belongs to no part of it', () => {
    const stray = certificate(other, other, { authority: true })
    expect(reading(...chainOf(), stray)).to.equal('a certificate in it is not part of the chain')
  })

  it('refuses an issuer that is no authority', () => {
    expect(reading(...chainOf({ middle: { authority: false } }))).to.equal(
      'the issuer of "CN=Leaf" may not issue certificates',
    )
  })

  it('refuses an issuer whose key is not for certificates', () => {
    expect(reading(...chainOf({ middle: { keyUsage: [0] } }))).to.equal(
      'the issuer of "CN=Leaf" may not issue certificates (key usage)',
    )
  })

  it('refuses a chain longer than an issuer allows', () => {
    expect(reading(...chainOf({ top: { pathLength: 0 } }))).to.equal(
      'the issuer of "CN=Middle" may not issue at this depth',
    )
    expect(reading(...chainOf({ top: { pathLength: 1 } }))).to.include('CN=Top')
  })

  it('refuses an issuer of the right name with another key', () => {
    const [first, , third] = chainOf()
    const forged = certificate({ ...other, name: 'Middle' }, top, { authority: true })
    expect(reading(first, forged, third)).to.equal(
      'certificate "CN=Leaf" is not signed by the issuer it names',
    )
  })

  it('refuses a root that does not verify itself', () => {
    const [first, second, third] = chainOf()
    expect(reading(first, second, altered(third, -1))).to.equal(
      'its root certificate does not verify itself',
    )
  })

  it('refuses signatures over SHA-1', () => {
    expect(reading(...chainOf({ leaf: { hash: 'sha1' } }))).to.equal(
      'certificate "CN=Leaf" is signed with an algorithm that is not accepted',
    )
  })

  it('refuses more certificates than a chain has', () => {
    expect(reading(...Array.from({ length: 11 }, () => certificate(leaf, leaf)))).to.equal(
      'too many certificates',
    )
  })
})

describe('distrustOf', () => {
  const [first, second, third] = chainOf()
  const distrust = (chain: readonly Uint8Array[], ...roots: readonly Uint8Array[]) =>
    distrustOf(chain.map(facts), { kind: 'root', certificates: roots })

  it('accepts a chain that ends in the root, or that the root issued', () => {
    expect(distrust([first, second, third], third)).to.equal(undefined)
    expect(distrust([first, second], third)).to.equal(undefined)
    expect(distrust([first], certificate(other, other), second)).to.equal(undefined)
  })

  it('refuses a root of the same name with another key', () => {
    const impostor = certificate(
      { ...other, name: 'Top' },
      { ...other, name: 'Top' },
      { authority: true },
    )
    expect(distrust([first, second], impostor)).to.equal(
      'the signer does not come from the trusted root',
    )
    expect(distrust([first, second, third], impostor)).to.be.a('string')
    expect(distrust([first, second, third])).to.be.a('string')
  })

  it('refuses a trusted certificate that may not issue', () => {
    const powerless = certificate(middle, top)
    expect(distrust([first], powerless)).to.be.a('string')
  })

  it('accepts the one signer with the fingerprint, and nobody without trust', () => {
    const chain = [first, second].map(facts)
    expect(distrustOf(chain, { kind: 'signer', fingerprint: fingerprintOf(first) })).to.equal(
      undefined,
    )
    expect(distrustOf(chain, { kind: 'signer', fingerprint: fingerprintOf(second) })).to.be.a(
      'string',
    )
    expect(distrustOf(chain, { kind: 'signer', fingerprint: '' })).to.be.a('string')
    expect(distrustOf(chain, { kind: 'none' })).to.be.a('string')
  })
})

describe('misuseOf', () => {
  const misuse = (shape: CertificateShape) => misuseOf(facts(certificate(leaf, top, shape)))

  it('accepts signatures or non-repudiation, and no restriction', () => {
    for (const keyUsage of [[0], [1], [0, 1]]) expect(misuse({ keyUsage })).to.equal(undefined)
    expect(misuse({})).to.equal(undefined)
  })

  it('refuses keys for encryption only', () => {
    expect(misuse({ keyUsage: [2, 3] })).to.include('key usage')
  })

  it('accepts each use for documents and refuses that of servers', () => {
    for (const use of [
      '1.3.6.1.5.5.7.3.36',
      '1.2.840.113583.1.1.5',
      '1.3.6.1.5.5.7.3.4',
      '2.5.29.37.0',
    ])
      expect(misuse({ uses: ['1.3.6.1.5.5.7.3.1', use] })).to.equal(undefined)
    expect(misuse({ uses: ['1.3.6.1.5.5.7.3.1'] })).to.include('extended key usage')
  })
})

describe('lapseAt', () => {
  const chain = [
    certificate(leaf, top, { notAfter: '2026-11-23T02:00:00Z' }),
    certificate(top, top),
  ].map(facts)

  it('holds both ends of the validity as valid', () => {
    expect(lapseAt(chain, NOW)).to.equal(undefined)
    expect(lapseAt(chain, '2026-01-01T00:00:00Z')).to.equal(undefined)
  })

  it('names the certificate and the time', () => {
    expect(lapseAt(chain, '2026-11-23T02:00:01Z')).to.equal(
      'at 2026-11-23T02:00:01Z certificate "CN=Leaf" has expired (2026-11-23T02:00:00Z)',
    )
    expect(lapseAt(chain, '2025-12-31T23:59:59Z')).to.equal(
      'at 2025-12-31T23:59:59Z certificate "CN=Leaf" is not valid yet (2026-01-01T00:00:00Z)',
    )
  })
})

describe('riddleOf', () => {
  it('names critical extensions that nothing here reads', () => {
    const chain = [certificate(leaf, top), certificate(top, top, { critical: ['2.5.29.30'] })].map(
      facts,
    )
    expect(riddleOf(chain)).to.equal(
      'certificate "CN=Top" has critical extensions not understood: 2.5.29.30',
    )
    expect(riddleOf(chain.slice(0, 1))).to.equal(undefined)
  })
})
