import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import type { SignatureOutcome, Trust } from '../../src/model/signer.ts'
import { signCms } from '../../src/sign/cms.ts'
import { verifyCms } from '../../src/sign/cms-verify.ts'
import { readDer, type DerNode } from '../../src/sign/der-reader.ts'
import { element, objectIdentifier, sequence, setOf, utf8String } from '../../src/sign/der.ts'
import { fingerprintOf } from '../../src/sign/fingerprint.ts'
import { pemOfCertificate } from '../../src/sign/pem.ts'
import { keySigner } from '../../src/sign/key-signer.ts'
import { encodeSignedData, readSignedData } from '../../src/sign/signed-data.ts'
import { altered, certificate, facts, NOW, party } from './certificates.ts'
import { localSigner, pemOf, rooted, rsaSigner, sha256, signerOf } from './signers.ts'
import { itWith, runTool, withFolder } from './tools.ts'

const DIGEST = sha256('what was signed\n')
const NONE: Trust = { kind: 'none' }

const { signer, root } = localSigner()
const der = await signCms(DIGEST, signer, { signingTime: NOW })
const fingerprint = fingerprintOf(signer.certificateChain[0]!)
const TRUSTS: readonly Trust[] = [NONE, rooted(root), { kind: 'signer', fingerprint }]

const reasonOf = ({ kind, reason }: SignatureOutcome) => `${kind}: ${reason}`
const kindOf = (bytes: Uint8Array, trust = rooted(root)) =>
  verifyCms(bytes, DIGEST, trust, NOW).kind

describe('verifyCms', () => {
  it('says valid under the root and under the fingerprint, with who and when', () => {
    for (const trust of TRUSTS.slice(1))
      expect(verifyCms(der, DIGEST, trust, NOW)).to.deep.equal({
        kind: 'valid',
        reason: 'signed by a trusted signer, not altered',
        signer: { subject: 'CN=Evidence signing', fingerprint },
        claimedAt: NOW,
      })
  })

  it('never says valid without trust: consistent, signer not trusted', () => {
    const outcome = verifyCms(der, DIGEST, NONE, NOW)
    expect(reasonOf(outcome)).to.equal('untrusted: consistent; signer not trusted')
    expect(outcome.signer?.fingerprint).to.equal(fingerprint)
  })

  it('says invalid for other content', () => {
    for (const trust of TRUSTS)
      expect(reasonOf(verifyCms(der, sha256('other'), trust, NOW))).to.equal(
        'invalid: the content was altered',
      )
  })

  it('says invalid for all content re-signed with another key, under the root or the fingerprint', async () => {
    const resigned = await signCms(DIGEST, localSigner().signer, { signingTime: NOW })
    for (const trust of TRUSTS.slice(1)) expect(kindOf(resigned, trust)).to.equal('invalid')
    expect(kindOf(resigned, NONE)).to.equal('untrusted')
  })

  for (const [name, made] of Object.entries({ ECDSA: localSigner(), RSA: rsaSigner() }))
    it(`says invalid when any one byte is altered (${name})`, async () => {
      const signed = await signCms(DIGEST, made.signer, { signingTime: NOW })
      const trusts = [rooted(made.root), NONE]
      expect(trusts.map((trust) => kindOf(signed, trust))).to.deep.equal(['valid', 'untrusted'])
      signed.forEach((_, index) => {
        const xor = 1 << (index % 8)
        for (const [turn, trust] of trusts.entries()) {
          const outcome = verifyCms(
            altered(signed, index, turn === 0 ? xor : 0xff),
            DIGEST,
            trust,
            NOW,
          )
          const refusals = turn === 0 ? ['invalid'] : ['invalid', 'undecided']
          expect(refusals, `byte ${index}`).to.include(outcome.kind)
        }
      })
    })

  it('says invalid when it is cut short or has bytes behind it', () => {
    for (const length of [0, 1, 2, der.length >> 1, der.length - 1])
      expect(kindOf(der.subarray(0, length))).to.equal('invalid')
    expect(kindOf(Buffer.concat([der, Buffer.of(0)]))).to.equal('invalid')
  })

  it('answers for any bytes', () => {
    const mutation = fc.tuple(fc.nat(der.length - 1), fc.uint8Array({ maxLength: 8 }))
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        (any, edits) => {
          const bytes = Buffer.from(der)
          for (const [index, change] of edits) bytes.set(change.slice(0, der.length - index), index)
          expect(kindOf(any)).to.equal('invalid')
          expect(kindOf(bytes)).to.equal(bytes.equals(der) ? 'valid' : 'invalid')
        },
      ),
      { numRuns: 1000 },
    )
  })
})

/** The signature with its SignerInfo's parts changed, lengths mended. */
function withSigner(change: (parts: readonly DerNode[]) => readonly Uint8Array[]): Uint8Array {
  const [type, wrapped] = readDer(der, 'it').children
  const signedData = wrapped!.children[0]!.children.map(({ bytes }) => bytes)
  const parts = wrapped!.children[0]!.children.at(-1)!.children[0]!.children
  const signers = setOf([sequence(...change(parts))])
  return sequence(type!.bytes, element(0xa0, sequence(...signedData.slice(0, -1), signers)))
}

const bytesOf = (parts: readonly DerNode[]) => parts.map(({ bytes }) => bytes)
const attribute = (id: string) => sequence(objectIdentifier(id), setOf([utf8String('x')]))

describe('verifyCms, on signatures built to deceive', () => {
  it('takes the parts put together again as the same', () => {
    expect(Buffer.from(withSigner(bytesOf)).equals(der)).to.equal(true)
  })

  it('refuses unsigned attributes', () => {
    const deceit = withSigner((parts) => [...bytesOf(parts), element(0xa1, attribute('1.2.3'))])
    expect(reasonOf(verifyCms(deceit, DIGEST, NONE, NOW))).to.equal(
      'invalid: the signature has unsigned attributes',
    )
  })

  it('refuses signed attributes that it does not know', () => {
    const deceit = withSigner((parts) =>
      parts.map((part, index) =>
        index === 3 ? setOf([...bytesOf(part.children), attribute('1.2.3')], 0xa0) : part.bytes,
      ),
    )
    expect(reasonOf(verifyCms(deceit, DIGEST, NONE, NOW))).to.equal(
      'invalid: the signature has the signed attribute 1.2.3 that is not expected',
    )
  })

  it('refuses attributes out of order', () => {
    const deceit = withSigner((parts) =>
      parts.map((part, index) =>
        index === 3 ? element(0xa0, ...bytesOf(part.children).reverse()) : part.bytes,
      ),
    )
    expect(reasonOf(verifyCms(deceit, DIGEST, NONE, NOW))).to.equal(
      'invalid: the signature is not in the one form that it was written in',
    )
  })

  it('refuses two signers, and none', () => {
    const [type, wrapped] = readDer(der, 'it').children
    const signedData = wrapped!.children[0]!.children
    const [one] = signedData.at(-1)!.children
    const other = withSigner((parts) => [...bytesOf(parts).slice(0, -1), utf8String('x')])
    const another = readDer(other, 'it').children[1]!.children[0]!.children.at(-1)!.children[0]!
    for (const signers of [[], [one!.bytes, another.bytes]]) {
      const parts = [...bytesOf(signedData).slice(0, -1), setOf(signers)]
      const deceit = sequence(type!.bytes, element(0xa0, sequence(...parts)))
      expect(kindOf(deceit, NONE)).to.equal('invalid')
    }
  })

  it('refuses another certificate of the same key, issuer and serial number', () => {
    const [leaf, issuer] = [party('Leaf'), party('Issuer')]
    const claims = readSignedData(der, 'it')
    const impostor = certificate(leaf, issuer)
    const certificates = [impostor, ...claims.certificates]
    const deceit = encodeSignedData({ ...claims, certificates }, facts(signer.certificateChain[0]!))
    expect(kindOf(deceit, NONE)).to.equal('invalid')
  })

  it('refuses a leaf swapped for one that the same root issued to the same key', async () => {
    const [leaf, issuer] = [party('Leaf'), party('Issuer')]
    const top = certificate(issuer, issuer, { authority: true })
    const right = certificate(leaf, issuer, { serial: 1_000_007 })
    const swapped = certificate(leaf, issuer, { serial: 1_000_007, keyUsage: [0] })
    const signed = await signCms(DIGEST, keySigner({ id: 'test', pem: pemOf(leaf) }, [right, top]))
    const claims = { ...readSignedData(signed, 'it'), certificates: [swapped, top] }
    const bytes = encodeSignedData(claims, facts(right))
    expect(reasonOf(verifyCms(bytes, DIGEST, rooted(top), NOW))).to.equal(
      'invalid: the signature is not in the one form that it was written in',
    )
    const mended = encodeSignedData(claims, facts(swapped))
    expect(reasonOf(verifyCms(mended, DIGEST, rooted(top), NOW))).to.equal(
      'invalid: the signature was altered, or made by another key',
    )
  })
})

describe('verifyCms, on certificates', () => {
  const signedBy = async (shape: Parameters<typeof signerOf>[1], signingTime?: string) => {
    const made = signerOf(party('Leaf'), shape)
    const signed = await signCms(DIGEST, made.signer, signingTime ? { signingTime } : {})
    return (at: string, trust = rooted(made.root)) => reasonOf(verifyCms(signed, DIGEST, trust, at))
  }

  it('leaves the answer open when a certificate has expired or is not valid yet', async () => {
    const check = await signedBy({}, NOW)
    expect(check('2028-01-01T00:00:00Z')).to.match(/^valid/)
    expect(check('2028-01-01T00:00:01Z')).to.equal(
      'undecided: could not check: at 2028-01-01T00:00:01Z certificate "CN=Leaf" has expired (2028-01-01T00:00:00Z)',
    )
    expect(check('2025-12-31T00:00:00Z')).to.match(/^undecided: .* is not valid yet/)
    expect(check('2028-01-01T00:00:01Z', NONE)).to.match(/^untrusted/)
  })

  it('says invalid when its time is stated inside and beside it', () => {
    expect(reasonOf(verifyCms(der, DIGEST, rooted(root), NOW, NOW))).to.equal(
      'invalid: it states the time of signing twice',
    )
  })

  it('leaves the answer open when the chain stops before its root', async () => {
    const made = signerOf(party('Leaf'))
    const [leaf, top] = made.signer.certificateChain
    const signed = await signCms(DIGEST, made.signer)
    const claims = { ...readSignedData(signed, 'it'), certificates: [leaf!] }
    const short = encodeSignedData(claims, facts(leaf!))
    const check = (trust: Trust) => reasonOf(verifyCms(short, DIGEST, trust, NOW))
    expect(check(rooted(top!))).to.match(/^valid/)
    const pinned: Trust = { kind: 'signer', fingerprint: fingerprintOf(leaf!) }
    for (const trust of [NONE, pinned])
      expect(check(trust)).to.equal(
        'undecided: could not check: the issuer of certificate "CN=Leaf" is missing',
      )
  })

  it('says invalid when the time stated beside it contradicts its certificate', async () => {
    const made = signerOf(party('Leaf'))
    const signed = await signCms(DIGEST, made.signer)
    const stated = (at: string) => reasonOf(verifyCms(signed, DIGEST, rooted(made.root), NOW, at))
    expect(stated(NOW)).to.match(/^valid/)
    expect(stated('2030-01-01T00:00:00Z')).to.equal(
      'invalid: it claims to be signed when it could not be: at 2030-01-01T00:00:00Z certificate "CN=Leaf" has expired (2028-01-01T00:00:00Z)',
    )
  })

  it('leaves the answer open when a critical extension is not understood', async () => {
    const check = await signedBy({ critical: ['2.5.29.30'] })
    expect(check(NOW)).to.match(/^undecided: .* critical extensions not understood: 2\.5\.29\.30$/)
  })

  it('says invalid under a root that the signer does not come from', async () => {
    const check = await signedBy({})
    expect(check(NOW, rooted(root))).to.equal(
      'invalid: the signer does not come from the trusted root',
    )
    expect(check(NOW, { kind: 'root', certificates: [] })).to.match(/^invalid/)
  })

  it('throws a Fault when the trusted root is not a certificate', () => {
    expect(() => verifyCms(der, DIGEST, rooted(Buffer.of(1)), NOW)).to.throw('trusted root')
  })
})

describe('verifyCms, beside openssl', () => {
  itWith('openssl', 'refuses what openssl signs with attributes of its own', () =>
    withFolder((dir) => {
      const at = (name: string) => join(dir, name)
      const leaf = party('Foreign')
      writeFileSync(at('key.pem'), pemOf(leaf))
      writeFileSync(at('cert.pem'), pemOfCertificate(certificate(leaf, leaf)))
      writeFileSync(at('content'), 'what was signed\n')
      const files = ['-in', at('content'), '-signer', at('cert.pem'), '-inkey', at('key.pem')]
      const args = ['-binary', '-outform', 'DER', '-out', at('sig')]
      expect(runTool('openssl', ['cms', '-sign', ...files, ...args]).status).to.equal(0)
      const outcome = verifyCms(readFileSync(at('sig')), DIGEST, NONE, NOW)
      expect(outcome).to.include({ kind: 'invalid' })
      expect(outcome.reason).to.include('not expected')
    }),
  )
})
