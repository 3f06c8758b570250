/** Makes X.509 certificates (RFC 5280): one root and one leaf for signing documents, on ECDSA P-256. */
import { createHash, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { plusSeconds } from '../core/clock.ts'
import type { Instant } from '../core/clock.ts'
import { childrenOf, readDer } from './der-reader.ts'
import {
  bitString,
  booleanTrue,
  context,
  element,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  unsignedInteger,
  utf8String,
} from './der.ts'
import { OID } from './object-identifiers.ts'

/** From and until when a certificate is valid; both ends belong to it. */
export type Validity = { readonly notBefore: Instant; readonly notAfter: Instant }

/** Whom a certificate is for: a common name of 1 to 64 characters, and the key. */
export type CertificateSubject = { readonly name: string; readonly publicKey: KeyObject }

/** Who signs a certificate: its common name and both halves of its P-256 key. */
export type CertificateIssuer = CertificateSubject & { readonly privateKey: KeyObject }

/**
 * Ten years from an instant, the start one hour back.
 *
 * Ten years, because an expired certificate leaves old signatures without a time-stamp undecided; the hour, because clocks differ.
 */
export function tenYearsFrom(now: Instant): Validity {
  return {
    notBefore: plusSeconds(now, -3600),
    notAfter: plusSeconds(now, 3652 * 86_400),
  }
}

/** A self-signed root (DER) that may issue leaves and nothing else. */
export function makeRoot(root: CertificateIssuer, validity: Validity): Uint8Array {
  return makeCertificate(root, root, validity, [
    extension(OID.basicConstraints, sequence(booleanTrue(), unsignedInteger(0)), 'critical'),
    extension(OID.keyUsage, bits([KEY_CERT_SIGN, CRL_SIGN]), 'critical'),
  ])
}

/** A certificate (DER) for signing documents; by default with the extended key usages that openssl and document readers look for. */
export function makeLeaf(
  leaf: CertificateSubject,
  root: CertificateIssuer,
  validity: Validity,
  uses: readonly string[] = [OID.documentSigning, OID.adobeDocumentSigning, OID.emailProtection],
): Uint8Array {
  return makeCertificate(leaf, root, validity, [
    extension(OID.keyUsage, bits([DIGITAL_SIGNATURE, NON_REPUDIATION]), 'critical'),
    extension(OID.extendedKeyUsage, sequence(...uses.map(objectIdentifier))),
  ])
}

const DIGITAL_SIGNATURE = 0
const NON_REPUDIATION = 1
const KEY_CERT_SIGN = 5
const CRL_SIGN = 6

function makeCertificate(
  subject: CertificateSubject,
  issuer: CertificateIssuer,
  validity: Validity,
  extensions: readonly Uint8Array[],
): Uint8Array {
  const algorithm = sequence(objectIdentifier(OID.ecdsaWithSha256))
  const all = [
    ...extensions,
    extension(OID.subjectKeyIdentifier, octetString(keyIdentifier(subject.publicKey))),
    extension(OID.authorityKeyIdentifier, sequence(element(0x80, keyIdentifier(issuer.publicKey)))),
  ]
  const tbs = sequence(
    context(0, unsignedInteger(2)),
    unsignedInteger(randomSerial()),
    algorithm,
    commonName(issuer.name),
    sequence(time(validity.notBefore), time(validity.notAfter)),
    commonName(subject.name),
    spkiOf(subject.publicKey),
    context(3, sequence(...all)),
  )
  const signature = sign('sha256', tbs, { key: issuer.privateKey, dsaEncoding: 'der' })
  return sequence(tbs, algorithm, bitString(signature))
}

/** The public key as DER SubjectPublicKeyInfo. */
export function spkiOf(publicKey: KeyObject): Uint8Array {
  return publicKey.export({ type: 'spki', format: 'der' })
}

function extension(id: string, value: Uint8Array, critical?: 'critical'): Uint8Array {
  const flag = critical === undefined ? [] : [booleanTrue()]
  return sequence(objectIdentifier(id), ...flag, octetString(value))
}

function commonName(name: string): Uint8Array {
  if (name.length < 1 || name.length > 64)
    throw new TypeError('a common name has 1 to 64 characters')
  return sequence(setOf([sequence(objectIdentifier(OID.commonName), utf8String(name))]))
}

/** 127 random bits, never zero: RFC 5280 4.1.2.2 wants a positive serial of at most 20 octets. */
function randomSerial(): Uint8Array {
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  return serial
}

/** The key identifier of RFC 7093 2 (1): the leftmost 160 bits of the SHA-256 of the public key. */
function keyIdentifier(publicKey: KeyObject): Uint8Array {
  const [, key] = childrenOf(readDer(spkiOf(publicKey), 'a public key'), 'a public key')
  return createHash('sha256')
    .update(key?.content.subarray(1) ?? new Uint8Array())
    .digest()
    .subarray(0, 20)
}

/** A named-bit list as BIT STRING of one octet; trailing zero bits are left out (X.690 11.2.2). */
function bits(numbers: readonly number[]): Uint8Array {
  const octet = numbers.reduce((sum, number) => sum | (0x80 >> number), 0)
  return bitString(Uint8Array.of(octet), 7 - Math.max(...numbers))
}
