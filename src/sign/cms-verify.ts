import type { Instant } from '../core/clock.ts'
import { isFault } from '../core/fault.ts'
import type { SignatureOutcome, SignerIdentity, Trust } from '../model/signer.ts'
import { readCertificate, type CertificateFacts } from './certificate-facts.ts'
import {
  chainAbove,
  distrustOf,
  lapseAt,
  misuseOf,
  missingAbove,
  riddleOf,
  rootAbove,
} from './chain.ts'
import {
  encodeSignedData,
  readSignedData,
  signedAttributes,
  type SignedDataClaims,
} from './signed-data.ts'
import { isSignatureBy } from './signature.ts'

const WHAT = 'the signature'

/**
 * Whether a detached CMS signature (DER) is that of a trusted signer over content with the given SHA-256.
 *
 * Strict: only the one form that exhibit writes is accepted, so that no byte can be altered unseen. `at` is the time of the check: a
 * certificate that is not valid then leaves the answer `undecided`, since without a time-stamp nothing shows when the signature was made.
 * `statedAt` is the signer's word for when, where that stands outside the CMS (the /M of a PDF); a signing-time beside it is refused.
 * Throws Fault `UNREADABLE` only when a trusted root is not a certificate.
 */
export function verifyCms(
  der: Uint8Array,
  contentDigest: Uint8Array,
  trust: Trust,
  at: Instant,
  statedAt?: Instant,
): SignatureOutcome {
  const reading = readStrictly(der)
  if (reading.kind === 'invalid') return reading
  const { claims, chain, leaf } = reading
  const signer = leaf.identity
  const invalid = (reason: string): SignatureOutcome => ({ kind: 'invalid', reason, signer })
  if (!isSame(claims.contentDigest, contentDigest)) return invalid('the content was altered')
  if (statedAt !== undefined && claims.signingTime !== undefined)
    return invalid('it states the time of signing twice')
  const claimedAt = statedAt ?? claims.signingTime
  const misuse = misuseOf(leaf) ?? (claimedAt && misdated(claimedAt, leaf))
  if (misuse !== undefined) return invalid(misuse)
  return judge(chain, trust, at, { signer, ...(claimedAt && { claimedAt }) })
}

type Reading =
  | { readonly kind: 'invalid'; readonly reason: string }
  | {
      readonly kind: 'read'
      readonly claims: SignedDataClaims
      readonly leaf: CertificateFacts
      readonly chain: readonly CertificateFacts[]
    }

/** What is malformed is an altered or foreign signature, never an accident of ours: invalid. */
function readStrictly(der: Uint8Array): Reading {
  try {
    return readConsistent(readSignedData(der, WHAT), der)
  } catch (error) {
    if (isFault(error)) return { kind: 'invalid', reason: error.message }
    throw error
  }
}

/** All that can be said without trust: one form, the leaf's signature over the attributes, one unbroken chain. */
function readConsistent(claims: SignedDataClaims, der: Uint8Array): Reading {
  const all = claims.certificates.map((each) => readCertificate(each, 'a certificate in it'))
  const [leaf, another] = all.filter(
    ({ issuer, serial }) => isSame(issuer, claims.issuer) && isSame(serial, claims.serial),
  )
  if (leaf === undefined || another !== undefined)
    return invalid(`${WHAT} does not hold the one certificate of its signer`)
  if (!isSame(encodeSignedData(claims, leaf), der))
    return invalid(`${WHAT} is not in the one form that it was written in`)
  const message = signedAttributes(claims, leaf)
  if (!isSignatureBy(leaf.publicKey, message, claims.signature, claims.algorithm))
    return invalid(`${WHAT} was altered, or made by another key`)
  const issuers = all.filter((each) => each !== leaf)
  const above = chainAbove(leaf, issuers)
  if (above.kind === 'broken') return invalid(`${WHAT} has a broken chain: ${above.problem}`)
  return { kind: 'read', claims, leaf, chain: above.certificates }
}

type Claim = { readonly signer: SignerIdentity; readonly claimedAt?: Instant }

function judge(
  chain: readonly CertificateFacts[],
  trust: Trust,
  at: Instant,
  claim: Claim,
): SignatureOutcome {
  const { signer } = claim
  const root = rootAbove(chain, trust)
  const path = root === undefined ? chain : [...chain, root]
  const distrust = distrustOf(chain, trust)
  const undecided = (why: string): SignatureOutcome => ({
    kind: 'undecided',
    reason: `could not check: ${why}`,
    signer,
  })
  if (distrust !== undefined && trust.kind !== 'none')
    return { kind: 'invalid', reason: distrust, signer }
  const missing = missingAbove(chain, root)
  if (missing !== undefined) return undecided(missing)
  if (distrust !== undefined)
    return { kind: 'untrusted', reason: `consistent; ${distrust}`, ...claim }
  const doubt = lapseAt(path, at) ?? riddleOf(path)
  if (doubt !== undefined) return undecided(doubt)
  return { kind: 'valid', reason: 'signed by a trusted signer, not altered', ...claim }
}

/** A claimed time of signing outside the leaf's validity contradicts itself. */
function misdated(claimedAt: Instant, leaf: CertificateFacts): string | undefined {
  const lapse = lapseAt([leaf], claimedAt)
  return lapse === undefined ? undefined : `it claims to be signed when it could not be: ${lapse}`
}

function invalid(reason: string): Reading {
  return { kind: 'invalid', reason }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
