import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { isFault } from '../../src/core/fault.ts'
import { signCms } from '../../src/sign/cms.ts'
import { verifyCms } from '../../src/sign/cms-verify.ts'
import { loadFileSigner } from '../../src/sign/file-signer.ts'
import { pemOfCertificate } from '../../src/sign/pem.ts'
import { certificate, NOW, party, type CertificateShape, type Party } from './certificates.ts'
import { pemOf, rooted, sha256 } from './signers.ts'
import { withFolder } from './tools.ts'

const authority = party('Root')
const root = certificate(authority, authority, { authority: true })
const leaf = party('Signing')

/** What the files hold; the defaults work. */
type Contents = { key?: string; chain?: string; passphrase?: string }

const chainFor = (subject: Party, shape: CertificateShape = {}) =>
  [certificate(subject, authority, shape), root].map(pemOfCertificate).join('')

/** The faults of loading, with the folder's name left out: first line message, second hint. */
async function load(contents: Contents, missing: readonly string[] = []) {
  let answer = ''
  await withFolder(async (dir) => {
    const all = { key: pemOf(leaf), chain: chainFor(leaf), ...contents }
    for (const [name, text] of Object.entries(all))
      if (!missing.includes(name)) writeFileSync(join(dir, name), text)
    const passphrase = 'passphrase' in all ? { passphraseFile: join(dir, 'passphrase') } : {}
    try {
      const files = { keyFile: join(dir, 'key'), chainFile: join(dir, 'chain'), ...passphrase }
      const signer = await loadFileSigner(files, NOW)
      const der = await signCms(sha256('x'), signer, { signingTime: NOW })
      answer = verifyCms(der, sha256('x'), rooted(root), NOW).kind
    } catch (error) {
      if (!isFault(error)) throw error
      answer = `${error.code}: ${error.message}`.replaceAll(`${dir}/`, '')
    }
  })
  return answer
}

function encrypted({ privateKey }: Party, passphrase: string): string {
  const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const
  return privateKey.export(options).toString()
}

describe('loadFileSigner', () => {
  for (const kind of ['P-256', 'rsa'] as const)
    it(`loads a ${kind} key with its chain, and signs`, async () => {
      const subject = party('Signing', kind)
      expect(await load({ key: pemOf(subject), chain: chainFor(subject) })).to.equal('valid')
    })

  it('opens an encrypted key with the passphrase of a file, its last newline left out', async () => {
    const key = encrypted(leaf, 'open sesame')
    expect(await load({ key, passphrase: 'open sesame\n' })).to.equal('valid')
    expect(await load({ key, passphrase: 'open sesame' })).to.equal('valid')
  })

  it('says that a passphrase is missing or wrong, and never what it is', async () => {
    const key = encrypted(leaf, 'open sesame')
    expect(await load({ key })).to.equal('CONFIGURATION: private key in file:key is encrypted')
    expect(await load({ key, passphrase: 'hunter2' })).to.equal(
      'CONFIGURATION: private key in file:key is not opened by the passphrase',
    )
  })

  it('names both files when the key does not match the certificate', async () => {
    expect(await load({ key: pemOf(party('Other')) })).to.equal(
      'SIGNING_FAILED: key does not match certificate: key, chain',
    )
    const turned = [root, certificate(leaf, authority)].map(pemOfCertificate).join('')
    expect(await load({ chain: turned })).to.match(/^SIGNING_FAILED: key does not match/)
  })

  it('says which file is missing', async () => {
    expect(await load({}, ['key'])).to.match(/^KEY_MISSING: cannot read signing key: ENOENT.*key'/)
    expect(await load({}, ['chain'])).to.match(
      /^KEY_MISSING: cannot read certificate chain: ENOENT/,
    )
    expect(await load({ passphrase: '' }, ['passphrase'])).to.match(
      /^KEY_MISSING: cannot read passphrase: ENOENT/,
    )
  })

  it('refuses what is not a key, without a byte of it in the message', async () => {
    const key = pemOf(leaf).replace(/[A-Za-z]{4}/, '????')
    expect(await load({ key })).to.equal('CONFIGURATION: private key in file:key is not one')
    expect(await load({ key: 'secret' })).to.equal(
      'CONFIGURATION: private key in file:key is not one',
    )
  })

  it('refuses keys of other types and sizes', async () => {
    for (const kind of ['P-384', 'small-rsa'] as const) {
      const subject = party('Signing', kind)
      expect(await load({ key: pemOf(subject), chain: chainFor(subject) })).to.equal(
        'CONFIGURATION: key of an unsupported type in file:key',
      )
    }
  })

  it('refuses a certificate that has expired, or is not for documents', async () => {
    const expired = chainFor(leaf, { notAfter: '2026-11-23T01:59:59Z' })
    expect(await load({ chain: expired })).to.equal(
      `SIGNING_FAILED: cannot sign with chain: at ${NOW} certificate "CN=Signing" has expired (2026-11-23T01:59:59Z)`,
    )
    const server = chainFor(leaf, { uses: ['1.3.6.1.5.5.7.3.1'] })
    expect(await load({ chain: server })).to.match(/^SIGNING_FAILED: .*extended key usage/)
  })

  it('refuses a chain that does not reach its root, is broken, or holds no certificate', async () => {
    expect(await load({ chain: pemOfCertificate(certificate(leaf, authority)) })).to.equal(
      'SIGNING_FAILED: cannot sign with chain: the issuer of certificate "CN=Signing" is missing',
    )
    const stray = pemOfCertificate(certificate(party('A'), party('B')))
    expect(await load({ chain: chainFor(leaf) + stray })).to.match(
      /^SIGNING_FAILED: .*part of the chain/,
    )
    expect(await load({ chain: pemOf(leaf) })).to.match(
      /^CONFIGURATION: chain holds no certificate/,
    )
    const nonsense = pemOfCertificate(Buffer.from('3000', 'hex'))
    expect(await load({ chain: nonsense })).to.match(/^CONFIGURATION: chain /)
  })
})
