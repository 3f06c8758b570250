import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { isFault } from '../../src/core/fault.ts'
import type { Signer } from '../../src/model/signer.ts'
import { signCms } from '../../src/sign/cms.ts'
import { verifyCms } from '../../src/sign/cms-verify.ts'
import { childrenOf, readDer, readObjectIdentifier } from '../../src/sign/der-reader.ts'
import { pemOfCertificate } from '../../src/sign/pem.ts'
import { certificate, NOW, party } from './certificates.ts'
import { localSigner, rooted, rsaSigner, sha256, signerOf, type TrustedSigner } from './signers.ts'
import { epochSeconds, itWith, runTool, withFolder } from './tools.ts'

const CONTENT = 'what was signed\n'
const SIGNERS: Readonly<Record<string, TrustedSigner>> = {
  'ECDSA P-256': localSigner(),
  RSA: rsaSigner(),
}

/** The object identifiers of the signed attributes, in their order, and the one of the signature. */
function identifiersIn(der: Uint8Array) {
  const signedData = readDer(der, 'it').children[1]!.children[0]!
  const signer = signedData.children.at(-1)!.children[0]!
  const [, , , attributes, algorithm] = signer.children
  return {
    attributes: attributes!.children.map((node) => readObjectIdentifier(node.children[0], 'it')),
    algorithm: readObjectIdentifier(childrenOf(algorithm, 'it')[0], 'it'),
  }
}

async function faultOf(signing: Promise<unknown>): Promise<string> {
  try {
    await signing
    return 'signed'
  } catch (error) {
    if (isFault(error)) return `${error.code}: ${error.message}`
    throw error
  }
}

const CONTENT_TYPE = '1.2.840.113549.1.9.3'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
const SIGNING_TIME = '1.2.840.113549.1.9.5'
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47'

describe('signCms', () => {
  for (const [kind, { signer, root }] of Object.entries(SIGNERS))
    for (const options of [{}, { signingTime: NOW }]) {
      const form = 'signingTime' in options ? 'with signing-time' : 'without signing-time'

      it(`signs with ${kind}, ${form}, so that it verifies`, async () => {
        const der = await signCms(sha256(CONTENT), signer, options)
        const outcome = verifyCms(der, sha256(CONTENT), rooted(root), NOW)
        expect(outcome.kind).to.equal('valid')
      })

      itWith('openssl', `signs with ${kind}, ${form}, as openssl wants CAdES`, () =>
        withFolder(async (dir) => {
          const at = (name: string) => join(dir, name)
          writeFileSync(at('content'), CONTENT)
          writeFileSync(at('root.pem'), pemOfCertificate(root))
          writeFileSync(at('sig.p7s'), await signCms(sha256(CONTENT), signer, options))
          const args = ['-inform', 'DER', '-in', at('sig.p7s'), '-CAfile', at('root.pem')]
          const verify = (content: string) =>
            runTool('openssl', [
              ...['cms', '-verify', '-cades', '-binary', ...args, '-content', content],
              ...['-attime', epochSeconds(NOW), '-out', at('out')],
            ])
          expect(verify(at('content'))).to.deep.equal({
            status: 0,
            output: 'CAdES Verification successful\n',
          })
          expect(verify(at('root.pem')).status).to.not.equal(0)
        }),
      )
    }

  it('signs these attributes and no others, in DER order, for a PDF', async () => {
    const der = await signCms(sha256(CONTENT), SIGNERS['ECDSA P-256']!.signer)
    expect(identifiersIn(der)).to.deep.equal({
      attributes: [CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2],
      algorithm: '1.2.840.10045.4.3.2',
    })
  })

  it('signs these attributes and no others, in DER order, for a .p7s file', async () => {
    const der = await signCms(sha256(CONTENT), SIGNERS.RSA!.signer, { signingTime: NOW })
    expect(identifiersIn(der)).to.deep.equal({
      attributes: [CONTENT_TYPE, SIGNING_TIME, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2],
      algorithm: '1.2.840.113549.1.1.11',
    })
  })

  it('writes the certificates in DER order, whatever the order of the chain', async () => {
    const { signer } = localSigner()
    const der = await signCms(sha256(CONTENT), signer)
    const signedData = readDer(der, 'it').children[1]!.children[0]!
    const written = signedData.children[3]!.children.map(({ bytes }) => Buffer.from(bytes))
    expect(written).to.deep.equal(
      signer.certificateChain
        .map((each) => Buffer.from(each))
        .toSorted((one, other) => Buffer.compare(one, other)),
    )
  })

  it('refuses a key that does not match the certificate', async () => {
    const { signer } = localSigner()
    const stranger = localSigner().signer
    const mixed: Signer = { ...signer, sign: (message) => stranger.sign(message) }
    expect(await faultOf(signCms(sha256(CONTENT), mixed))).to.equal(
      'SIGNING_FAILED: key does not match certificate: test',
    )
  })

  it('refuses signatures that are not DER, and nonsense', async () => {
    const { signer } = localSigner()
    for (const answer of [Buffer.alloc(64, 7), Buffer.alloc(0), Buffer.from('3000', 'hex')]) {
      const broken: Signer = { ...signer, sign: () => Promise.resolve(answer) }
      expect(await faultOf(signCms(sha256(CONTENT), broken))).to.match(/^SIGNING_FAILED: key does/)
    }
  })

  it('says that the signer refused, and why', async () => {
    const denied: Signer = {
      ...localSigner().signer,
      sign: () => Promise.reject(new Error('permission denied')),
    }
    expect(await faultOf(signCms(sha256(CONTENT), denied))).to.equal(
      'SIGNING_FAILED: test does not sign: permission denied',
    )
  })

  it('refuses to sign outside the validity of the certificate', async () => {
    const { signer } = signerOf(party('Old'), { notAfter: '2026-06-01T00:00:00Z' })
    expect(await faultOf(signCms(sha256(CONTENT), signer, { signingTime: NOW }))).to.equal(
      `SIGNING_FAILED: cannot sign with test: at ${NOW} certificate "CN=Old" has expired (2026-06-01T00:00:00Z)`,
    )
  })

  it('refuses a chain that no verifier would accept', async () => {
    const { signer } = localSigner()
    const other = party('Other')
    const stray = certificate(other, other, { authority: true })
    const chain = [...signer.certificateChain, stray]
    expect(
      await faultOf(signCms(sha256(CONTENT), { ...signer, certificateChain: chain })),
    ).to.equal(
      'SIGNING_FAILED: cannot sign with test: the signature has a broken chain: a certificate in it is not part of the chain',
    )
    expect(await faultOf(signCms(sha256(CONTENT), { ...signer, certificateChain: [] }))).to.equal(
      'SIGNING_FAILED: test has no certificate',
    )
  })

  it('refuses a certificate that is not for documents', async () => {
    const { signer } = signerOf(party('Web server'), { uses: ['1.3.6.1.5.5.7.3.1'] })
    expect(await faultOf(signCms(sha256(CONTENT), signer))).to.include('extended key usage')
  })
})
