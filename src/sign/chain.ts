/** Certificate chains (RFC 5280 6) from a signer's certificate to a root: structure, trust, usage, time; each asked apart. */
import type { Instant } from '../core/clock.ts'
import type { Trust } from '../model/signer.ts'
import { readCertificate, type CertificateFacts } from './certificate-facts.ts'
import { parseFingerprint } from './fingerprint.ts'
import { OID } from './object-identifiers.ts'

/** More than any chain has. */
const MAX_ISSUERS = 9

/** The certificates from leaf to the last issuer at hand; `problem` says why they are not one chain. */
export type ChainReading =
  | { readonly kind: 'chain'; readonly certificates: readonly CertificateFacts[] }
  | { readonly kind: 'broken'; readonly problem: string }

/**
 * Orders issuers, given in any order, into the chain above a leaf and checks the signature and right to issue of each.
 *
 * All of them must be part of it: one that is not could be altered unseen. A self-signed last one must verify itself.
 */
export function chainAbove(
  leaf: CertificateFacts,
  issuers: readonly CertificateFacts[],
): ChainReading {
  if (issuers.length > MAX_ISSUERS) return broken('too many certificates')
  const chain = [leaf]
  const left = new Set(issuers)
  for (let child = leaf; left.size > 0;) {
    const issuer = [...left].find(({ subject }) => isSame(subject, child.issuer))
    if (issuer === undefined) return broken('a certificate in it is not part of the chain')
    const problem = problemOfIssuer(issuer, child, chain.length - 1)
    if (problem !== undefined) return broken(problem)
    left.delete(issuer)
    chain.push(issuer)
    child = issuer
  }
  const last = chain.at(-1) ?? leaf
  return isSelfIssued(last) && !last.isSignedBy(last)
    ? broken('its root certificate does not verify itself')
    : { kind: 'chain', certificates: chain }
}

/** Why the given trust does not accept the chain; absent when it does. With trust of kind `none` nothing is accepted. */
export function distrustOf(chain: readonly CertificateFacts[], trust: Trust): string | undefined {
  switch (trust.kind) {
    case 'none':
      return 'signer not trusted'
    case 'signer':
      return parseFingerprint(trust.fingerprint) === chain[0]?.identity.fingerprint
        ? undefined
        : 'signed by another signer than the trusted one'
    case 'root':
      return rootAbove(chain, trust) === undefined
        ? 'the signer does not come from the trusted root'
        : undefined
  }
}

/** The trusted root certificate that the chain ends in or was issued by; absent without one. */
export function rootAbove(
  chain: readonly CertificateFacts[],
  trust: Trust,
): CertificateFacts | undefined {
  const last = chain.at(-1)
  if (trust.kind !== 'root' || last === undefined) return undefined
  return trust.certificates
    .map((der) => readCertificate(der, 'the trusted root certificate'))
    .find(
      (root) =>
        isSame(root.der, last.der) ||
        (isSame(root.subject, last.issuer) &&
          problemOfIssuer(root, last, chain.length - 1) === undefined),
    )
}

/**
 * What is missing above a chain; absent when it ends in a certificate that signs itself, or in one that a trusted root issued.
 *
 * Without its issuer nothing shows whether the last certificate was altered.
 */
export function missingAbove(
  chain: readonly CertificateFacts[],
  root?: CertificateFacts,
): string | undefined {
  const last = root ?? chain.at(-1)
  return root !== undefined || last === undefined || isSelfIssued(last)
    ? undefined
    : `the issuer of certificate "${last.identity.subject}" is missing`
}

/** Why the leaf may not sign documents (key usage, extended key usage, key type); absent when it may. */
export function misuseOf(leaf: CertificateFacts): string | undefined {
  const { keyUsage, extendedKeyUsage } = leaf
  if (keyUsage !== undefined && !keyUsage.has(DIGITAL_SIGNATURE) && !keyUsage.has(NON_REPUDIATION))
    return 'the certificate is not for signatures (key usage)'
  if (extendedKeyUsage !== undefined && !extendedKeyUsage.some((use) => DOCUMENT_USES.has(use)))
    return 'the certificate is not for signing documents (extended key usage)'
  return undefined
}

/** Which certificate was not valid at an instant, and until or from when; absent when all were. */
export function lapseAt(chain: readonly CertificateFacts[], at: Instant): string | undefined {
  for (const { notBefore, notAfter, identity } of chain) {
    if (at > notAfter) return `at ${at} certificate "${identity.subject}" has expired (${notAfter})`
    if (at < notBefore)
      return `at ${at} certificate "${identity.subject}" is not valid yet (${notBefore})`
  }
  return undefined
}

/** A critical extension that nothing here understands, so that nothing may be concluded (RFC 5280 4.2); absent when there is none. */
export function riddleOf(chain: readonly CertificateFacts[]): string | undefined {
  for (const { notUnderstood, identity } of chain)
    if (notUnderstood.length > 0)
      return `certificate "${identity.subject}" has critical extensions not understood: ${notUnderstood.join(', ')}`
  return undefined
}

const DIGITAL_SIGNATURE = 0
const NON_REPUDIATION = 1
const KEY_CERT_SIGN = 5

const DOCUMENT_USES: ReadonlySet<string> = new Set([
  OID.documentSigning,
  OID.adobeDocumentSigning,
  OID.emailProtection,
  OID.anyExtendedKeyUsage,
])

/** Signature algorithms of certificates that still hold: SHA-2 with RSA or ECDSA, RSA-PSS, Ed25519. */
const SOUND_ALGORITHMS: ReadonlySet<string> = new Set([
  ...['1.2.840.10045.4.3.2', '1.2.840.10045.4.3.3', '1.2.840.10045.4.3.4'],
  ...['1.2.840.113549.1.1.11', '1.2.840.113549.1.1.12', '1.2.840.113549.1.1.13'],
  ...['1.2.840.113549.1.1.10', '1.3.101.112'],
])

function problemOfIssuer(
  issuer: CertificateFacts,
  child: CertificateFacts,
  authoritiesBelow: number,
): string | undefined {
  const name = child.identity.subject
  if (!issuer.authority) return `the issuer of "${name}" may not issue certificates`
  if (issuer.keyUsage?.has(KEY_CERT_SIGN) === false)
    return `the issuer of "${name}" may not issue certificates (key usage)`
  if ((issuer.pathLength ?? authoritiesBelow) < authoritiesBelow)
    return `the issuer of "${name}" may not issue at this depth`
  if (!SOUND_ALGORITHMS.has(child.signatureAlgorithm))
    return `certificate "${name}" is signed with an algorithm that is not accepted`
  return child.isSignedBy(issuer)
    ? undefined
    : `certificate "${name}" is not signed by the issuer it names`
}

function isSelfIssued(certificate: CertificateFacts): boolean {
  return isSame(certificate.subject, certificate.issuer)
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}

function broken(problem: string): ChainReading {
  return { kind: 'broken', problem }
}
