/** Detached CMS signatures of people over files: `openssl cms -sign -binary`, S/MIME programs and smart cards. */
import { createHash } from 'node:crypto'
import type { Instant } from '../core/clock.ts'
import { isFault } from '../core/fault.ts'
import { readCertificate, type CertificateFacts } from './certificate-facts.ts'
import { lapseAt, misuseOf, riddleOf } from './chain.ts'
import { isKeyFor, isSignatureWith } from './cms-algorithms.ts'
import { readDetachedCms, type DetachedCms } from './detached-cms.ts'
import { fingerprintOf, parseFingerprint } from './fingerprint.ts'

/** A certificate by its fingerprint, as people paste it, and whose it is. */
export type ListedCertificate = { readonly owner: string; readonly fingerprint: string }

/** Whose signature it is, or why it is nobody's. `certificate` is its fingerprint, `SHA256:...`; `signedAt` the signer's own word for when. */
export type CmsOutcome =
  | {
      readonly kind: 'by-certificate'
      readonly by: string
      readonly certificate: string
      readonly signedAt: Instant
    }
  | { readonly kind: 'refused'; readonly why: string }

/** Base64 of the largest signature that is read, and its frame. */
const MAX_PEM = 360_000

/**
 * Whether a signature, in DER or PEM, over a message is one that the owner of a listed certificate made while it was valid. Anything malformed is
 * refused; never throws. That a certificate was revoked is not known: who may no longer sign is taken from the list.
 */
export function verifyCmsSignature(
  message: Uint8Array,
  signature: Uint8Array,
  listed: readonly ListedCertificate[],
): CmsOutcome {
  const der = derOf(signature)
  if (der === undefined) return refused('it is no CMS signature in DER or PEM')
  try {
    return judged(message, readDetachedCms(der, 'it'), listed)
  } catch (error) {
    if (!isFault(error)) throw error
    return refused(error.message)
  }
}

function judged(
  message: Uint8Array,
  cms: DetachedCms,
  listed: readonly ListedCertificate[],
): CmsOutcome {
  if (cms.certificates.length === 0)
    return refused('it does not hold the certificate of its signer')
  const found = signerAmong(cms, listed)
  if (found === undefined)
    return refused('it is of a certificate that the approvers file does not list')
  const { owner, leaf } = found
  const unfit = misuseOf(leaf) ?? riddleOf([leaf])
  if (unfit !== undefined) return refused(unfit)
  if (!isKeyFor(cms.scheme, leaf.publicKey))
    return refused('its key is not of a kind that is accepted')
  if (!isOver(message, cms, leaf)) return refused('the file was altered, or it is of another one')
  const signedAt = cms.attributes?.signingTime
  if (signedAt === undefined) return refused(NO_TIME)
  const lapse = lapseAt([leaf], signedAt)
  if (lapse !== undefined) return refused(lapse)
  return { kind: 'by-certificate', by: owner, certificate: leaf.identity.fingerprint, signedAt }
}

const NO_TIME =
  'it does not say when it was made (signing-time), so whether its certificate was valid then is not known'

/** Without attributes the file itself is signed; it is no SET OF attributes, which holds bytes that no text has. */
function isOver(message: Uint8Array, cms: DetachedCms, leaf: CertificateFacts): boolean {
  const { hash, scheme, attributes, signature } = cms
  const digest = createHash(hash).update(message).digest()
  if (attributes !== undefined && !digest.equals(attributes.contentDigest)) return false
  return isSignatureWith(scheme, hash, leaf.publicKey, attributes?.bytes ?? message, signature)
}

/** Certificates that are not listed are not even read: whatever they hold says nothing. */
function signerAmong(
  { certificates, issuer, serial }: DetachedCms,
  listed: readonly ListedCertificate[],
): { readonly owner: string; readonly leaf: CertificateFacts } | undefined {
  const owners = new Map(listed.map((each) => [parseFingerprint(each.fingerprint), each.owner]))
  for (const der of certificates) {
    const owner = owners.get(fingerprintOf(der))
    if (owner === undefined) continue
    const leaf = readCertificate(der, 'its certificate')
    if (isSame(leaf.issuer, issuer) && isSame(leaf.serial, serial)) return { owner, leaf }
  }
  return undefined
}

/** The bytes of DER, or of one PEM block that is all there is; undefined: neither. */
function derOf(signature: Uint8Array): Uint8Array | undefined {
  if (signature[0] === 0x30) return signature
  if (signature.length > MAX_PEM) return undefined
  const body = /^-----BEGIN (CMS|PKCS7)-----\s([A-Za-z0-9+/=\s]+)-----END \1-----\s*$/.exec(
    Buffer.from(signature).toString('latin1'),
  )?.[2]
  return body === undefined ? undefined : Buffer.from(body.replaceAll(/\s/g, ''), 'base64')
}

function refused(why: string): CmsOutcome {
  return { kind: 'refused', why }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
