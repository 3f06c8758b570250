import type { Instant } from '../core/clock.ts'
import { Fault, messageOf } from '../core/fault.ts'
import type { Signer } from '../model/signer.ts'
import { readCertificate, type CertificateFacts } from './certificate-facts.ts'
import { lapseAt } from './chain.ts'
import { verifyCms } from './cms-verify.ts'
import { encodeSignedData, signedAttributes } from './signed-data.ts'
import { isSignatureBy } from './signature.ts'

/** The instant given to a check whose answer does not depend on time. */
const ANY_TIME: Instant = '1970-01-01T00:00:00Z'

/**
 * A detached CMS signature (DER) over content known by its SHA-256 (32 bytes): CAdES baseline B with `signingTime`, PAdES without.
 *
 * The result is verified with the leaf certificate before it is returned. Throws Fault `SIGNING_FAILED` when the key does not match the
 * certificate, the certificate is not valid at `signingTime`, the chain is broken or not for signing documents, or the signer refuses.
 */
export async function signCms(
  contentDigest: Uint8Array,
  signer: Signer,
  options: { readonly signingTime?: Instant } = {},
): Promise<Uint8Array> {
  if (contentDigest.length !== 32) throw new TypeError('a SHA-256 digest has 32 bytes')
  const leaf = leafOf(signer)
  if (options.signingTime !== undefined) requireValidAt(signer, options.signingTime)
  const content = { contentDigest, ...options }
  const message = signedAttributes(content, leaf)
  const signature = await signWith(signer, message)
  if (!isSignatureBy(leaf.publicKey, message, signature, signer.algorithm))
    throw new Fault('SIGNING_FAILED', `key does not match certificate: ${signer.id}`, {
      hint: `the first certificate of the chain must belong to the key; it is "${leaf.identity.subject}"`,
    })
  const { algorithm, certificateChain } = signer
  const parts = { ...content, certificates: certificateChain, algorithm, signature }
  const der = encodeSignedData(parts, leaf)
  const outcome = verifyCms(der, contentDigest, { kind: 'none' }, ANY_TIME)
  if (outcome.kind !== 'untrusted')
    throw new Fault('SIGNING_FAILED', `cannot sign with ${signer.id}: ${outcome.reason}`)
  return der
}

/** Throws Fault `SIGNING_FAILED` when a certificate of the signer's chain is not valid at the instant. */
export function requireValidAt(signer: Signer, at: Instant): void {
  const chain = signer.certificateChain.map((der) => readCertificate(der, signer.id))
  const lapse = lapseAt(chain, at)
  if (lapse !== undefined)
    throw new Fault('SIGNING_FAILED', `cannot sign with ${signer.id}: ${lapse}`, {
      hint: 'get a new certificate for the key, or correct the clock',
    })
}

function leafOf(signer: Signer): CertificateFacts {
  const [leaf] = signer.certificateChain
  if (leaf === undefined) throw new Fault('SIGNING_FAILED', `${signer.id} has no certificate`)
  return readCertificate(leaf, `the certificate of ${signer.id}`)
}

async function signWith(signer: Signer, message: Uint8Array): Promise<Uint8Array> {
  try {
    return await signer.sign(message)
  } catch (error) {
    throw new Fault('SIGNING_FAILED', `${signer.id} does not sign: ${messageOf(error)}`, {
      cause: error,
    })
  }
}
