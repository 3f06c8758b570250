import { readFile } from 'node:fs/promises'
import type { Instant } from '../core/clock.ts'
import { Fault, isFault, messageOf } from '../core/fault.ts'
import type { Signer } from '../model/signer.ts'
import { readCertificate, type CertificateFacts } from './certificate-facts.ts'
import { spkiOf } from './certificate.ts'
import { chainAbove, lapseAt, missingAbove, misuseOf } from './chain.ts'
import { keySigner } from './key-signer.ts'
import { certificatesOfPem } from './pem.ts'

/** Where a signing key and its certificates are. */
export type SignerFiles = {
  /** private key, PEM, PKCS#8: ECDSA P-256 or RSA of at least 2048 bits */
  readonly keyFile: string
  /** certificates, PEM: leaf, intermediates, root */
  readonly chainFile: string
  /** holds the key's passphrase; a newline at its end does not belong to it */
  readonly passphraseFile?: string
}

/**
 * The signer of a key file and a chain file, checked as far as it can be before anything is signed.
 *
 * Throws Fault `KEY_MISSING` when a file does not exist, `CONFIGURATION` when one is unreadable, not what it should be or of an unsupported
 * type, `SIGNING_FAILED` when the key does not match the certificate, a certificate is not valid now, or is not for signing documents.
 */
export async function loadFileSigner(files: SignerFiles, now: Instant): Promise<Signer> {
  const { keyFile, chainFile, passphraseFile } = files
  const chain = certificatesOfPem(await readText(chainFile, 'certificate chain'), chainFile)
  const pem = await readText(keyFile, 'signing key')
  const secret = passphraseFile && (await readText(passphraseFile, 'passphrase'))
  const passphrase = secret === undefined ? {} : { passphrase: secret.replace(/\r?\n$/, '') }
  const signer = keySigner({ id: `file:${keyFile}`, pem, ...passphrase }, chain)
  checkChain(readChain(chain, chainFile), signer, files, now)
  return signer
}

function readChain(chain: readonly Uint8Array[], chainFile: string): readonly CertificateFacts[] {
  try {
    return chain.map((der) => readCertificate(der, chainFile))
  } catch (error) {
    if (!isFault(error)) throw error
    throw new Fault('CONFIGURATION', error.message, { cause: error })
  }
}

function checkChain(
  chain: readonly CertificateFacts[],
  signer: Signer,
  { keyFile, chainFile }: SignerFiles,
  now: Instant,
): void {
  const [leaf, ...issuers] = chain
  if (leaf === undefined || !isKeyOf(leaf, signer))
    throw new Fault('SIGNING_FAILED', `key does not match certificate: ${keyFile}, ${chainFile}`, {
      hint: "the first certificate of the chain must be the key's own",
    })
  const above = chainAbove(leaf, issuers)
  const problem =
    above.kind === 'broken'
      ? above.problem
      : (missingAbove(chain) ?? misuseOf(leaf) ?? lapseAt(chain, now))
  if (problem !== undefined)
    throw new Fault('SIGNING_FAILED', `cannot sign with ${chainFile}: ${problem}`, {
      hint: 'the file must hold leaf, intermediates and root, valid now, the leaf for signing documents',
    })
}

function isKeyOf(leaf: CertificateFacts, signer: Signer): boolean {
  const spki = spkiOf(leaf.publicKey)
  return Buffer.compare(spki, signer.publicKeySpki) === 0
}

async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new Fault(
      missing ? 'KEY_MISSING' : 'CONFIGURATION',
      `cannot read ${what}: ${messageOf(error)}`,
      {
        hint: 'make keys with `exhibit init keys`, or name your own in the configuration',
        cause: error,
      },
    )
  }
}
