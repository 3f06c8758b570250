/**
 * The one form of CMS SignedData (RFC 5652) that exhibit writes: CAdES and PAdES baseline B, detached, one signer, SHA-256.
 *
 * Reading takes the parts out; writing them again gives the same bytes, or they were not written in this form.
 */
import { createHash } from 'node:crypto'
import type { Instant } from '../core/clock.ts'
import { Fault } from '../core/fault.ts'
import type { SignatureAlgorithm } from '../model/signer.ts'
import type { CertificateFacts } from './certificate-facts.ts'
import {
  childrenOf,
  expectTag,
  readDer,
  readObjectIdentifier,
  readTime,
  type DerNode,
} from './der-reader.ts'
import {
  TAG,
  context,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  unsignedInteger,
} from './der.ts'
import { OID } from './object-identifiers.ts'

/** What the signature covers: the SHA-256 of the content, the leaf certificate, and in `.p7s` files the claimed time. */
export type SignedContent = {
  readonly contentDigest: Uint8Array
  readonly signingTime?: Instant
}

/** All that varies from one signature to another. */
export type SignedDataParts = SignedContent & {
  readonly certificates: readonly Uint8Array[]
  readonly algorithm: SignatureAlgorithm
  readonly signature: Uint8Array
}

/** What stands in a SignedData, before anything of it is checked. */
export type SignedDataClaims = SignedDataParts & {
  readonly issuer: Uint8Array
  readonly serial: Uint8Array
}

/**
 * The signed attributes as the SET OF that is signed: content-type, message-digest, signing-certificate-v2, and signing-time where given.
 *
 * CAdES baseline requires signing-time (EN 319 122-1), PAdES forbids it beside /M (EN 319 142-1): that is the whole difference.
 */
export function signedAttributes(content: SignedContent, leaf: CertificateFacts): Uint8Array {
  return setOf(attributes(content, leaf))
}

/** ContentInfo with SignedData of the parts; certificates in DER order whatever order they are given in. */
export function encodeSignedData(parts: SignedDataParts, leaf: CertificateFacts): Uint8Array {
  const sha256 = sequence(objectIdentifier(OID.sha256))
  const signerInfo = sequence(
    unsignedInteger(1),
    sequence(leaf.issuer, leaf.serial),
    sha256,
    setOf(attributes(parts, leaf), TAG.CONTEXT),
    sequence(...ALGORITHM_IDENTIFIERS[parts.algorithm]),
    octetString(parts.signature),
  )
  const signedData = sequence(
    unsignedInteger(1),
    setOf([sha256]),
    sequence(objectIdentifier(OID.data)),
    setOf(parts.certificates, TAG.CONTEXT),
    setOf([signerInfo]),
  )
  return sequence(objectIdentifier(OID.signedData), context(0, signedData))
}

/**
 * The parts of a SignedData as they stand there, nothing compared yet.
 *
 * Throws Fault `UNREADABLE` naming `what` on anything but one signer, on unknown attributes (signed or not) and unknown algorithms.
 */
export function readSignedData(der: Uint8Array, what: string): SignedDataClaims {
  const [, wrapped] = childrenOf(readDer(der, what), what)
  const [, , , certificates, signers, surplus] = childrenOf(wrapped?.children[0], what)
  const [signer, another] = childrenOf(signers, what, TAG.SET)
  if (another !== undefined || surplus !== undefined)
    throw new Fault('UNREADABLE', `${what} has more than one signer`)
  const [, sid, , signed, algorithm, signature, unsigned] = childrenOf(signer, what)
  if (unsigned !== undefined) throw new Fault('UNREADABLE', `${what} has unsigned attributes`)
  const [issuer, serial] = childrenOf(sid, what)
  return {
    ...readAttributes(childrenOf(signed, what, TAG.CONTEXT), what),
    certificates: childrenOf(certificates, what, TAG.CONTEXT).map(({ bytes }) => bytes),
    algorithm: readAlgorithm(childrenOf(algorithm, what)[0], what),
    signature: expectTag(signature, TAG.OCTET_STRING, what).content,
    issuer: expectTag(issuer, TAG.SEQUENCE, what).bytes,
    serial: expectTag(serial, TAG.INTEGER, what).bytes,
  }
}

/** RFC 5754 3: RSA has NULL parameters, ECDSA none. */
const ALGORITHM_IDENTIFIERS: Readonly<Record<SignatureAlgorithm, readonly Uint8Array[]>> = {
  ECDSA_P256_SHA256: [objectIdentifier(OID.ecdsaWithSha256)],
  RSA_PKCS1_SHA256: [objectIdentifier(OID.sha256WithRsaEncryption), nullValue()],
}

function attributes(content: SignedContent, leaf: CertificateFacts): Uint8Array[] {
  const { contentDigest, signingTime } = content
  return [
    attribute(OID.contentType, objectIdentifier(OID.data)),
    attribute(OID.messageDigest, octetString(contentDigest)),
    attribute(OID.signingCertificateV2, signingCertificate(leaf)),
    ...(signingTime === undefined ? [] : [attribute(OID.signingTime, time(signingTime))]),
  ]
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(type), setOf([value]))
}

/** SigningCertificateV2 of the leaf (RFC 5035 3): SHA-256 is the default and left out; the issuer is a directoryName, `[4]`. */
function signingCertificate(leaf: CertificateFacts): Uint8Array {
  const digest = createHash('sha256').update(leaf.der).digest()
  const issuerSerial = sequence(sequence(context(4, leaf.issuer)), leaf.serial)
  return sequence(sequence(sequence(octetString(digest), issuerSerial)))
}

function readAttributes(nodes: readonly DerNode[], what: string): SignedContent {
  const values = new Map<string, DerNode | undefined>()
  for (const node of nodes) {
    const [type, value] = childrenOf(node, what)
    const id = readObjectIdentifier(type, what)
    if (!KNOWN_ATTRIBUTES.has(id) || values.has(id))
      throw new Fault('UNREADABLE', `${what} has the signed attribute ${id} that is not expected`)
    values.set(id, childrenOf(value, what, TAG.SET)[0])
  }
  const digest = expectTag(values.get(OID.messageDigest), TAG.OCTET_STRING, what)
  const signingTime = values.get(OID.signingTime)
  return {
    contentDigest: digest.content,
    ...(signingTime && { signingTime: readTime(signingTime, what) }),
  }
}

const KNOWN_ATTRIBUTES: ReadonlySet<string> = new Set([
  OID.contentType,
  OID.messageDigest,
  OID.signingCertificateV2,
  OID.signingTime,
])

function readAlgorithm(node: DerNode | undefined, what: string): SignatureAlgorithm {
  const id = readObjectIdentifier(node, what)
  if (id === OID.ecdsaWithSha256) return 'ECDSA_P256_SHA256'
  if (id === OID.sha256WithRsaEncryption) return 'RSA_PKCS1_SHA256'
  throw new Fault('UNREADABLE', `${what} is signed with ${id}, which is not one of ours`)
}
