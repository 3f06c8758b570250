import { createHash, sign, type SignKeyObjectInput } from 'node:crypto'
import {
  context,
  element,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  TAG,
  time,
  unsignedInteger,
} from '../../src/sign/der.ts'
import { OID } from '../../src/sign/object-identifiers.ts'
import { facts, NOW, type Party } from './certificates.ts'

/** What a detached CMS signature is made of beside its content and its signer; the defaults are what `openssl cms -sign -binary` writes. */
export type CmsShape = {
  readonly hash?: 'sha1' | 'sha256' | 'sha384' | 'sha512'
  /** what is digested and signed in the content's stead */
  readonly attributes?: 'all' | 'no-time' | 'none'
  readonly at?: string
  readonly digest?: Uint8Array
  readonly pss?: boolean
  /** 0: nobody; 2: twice the same */
  readonly signers?: number
  readonly attached?: boolean
  readonly brought?: readonly Uint8Array[]
  readonly contentType?: string
  readonly moreAttributes?: readonly Uint8Array[]
}

const HASHES = { sha1: '1.3.14.3.2.26', sha256: OID.sha256, sha384: OID.sha384, sha512: OID.sha512 }
const ECDSA = {
  sha1: '1.2.840.10045.4.1',
  sha256: OID.ecdsaWithSha256,
  sha384: OID.ecdsaWithSha384,
  sha512: OID.ecdsaWithSha512,
}

/** A signature (DER) over a content, written here independently of src/sign; the certificate is the signer's. */
export function cmsOver(
  content: Uint8Array,
  signer: Party,
  certificate: Uint8Array,
  shape: CmsShape = {},
): Uint8Array {
  const { signers = 1, attached = false, brought = [certificate] } = shape
  const hash = hashOf(signer, shape)
  const info = signerInfo(content, signer, certificate, shape)
  const data = attached ? [context(0, octetString(content))] : []
  const signedData = sequence(
    unsignedInteger(1),
    setOf([sequence(objectIdentifier(HASHES[hash]))]),
    sequence(objectIdentifier(shape.contentType ?? OID.data), ...data),
    ...(brought.length === 0 ? [] : [setOf(brought, TAG.CONTEXT)]),
    setOf(Array.from({ length: signers }, () => info)),
  )
  return sequence(objectIdentifier(OID.signedData), context(0, signedData))
}

/** An attribute of one value, or of several. */
export function attribute(type: string, ...values: readonly Uint8Array[]): Uint8Array {
  return sequence(objectIdentifier(type), setOf(values))
}

function signerInfo(
  content: Uint8Array,
  signer: Party,
  certificate: Uint8Array,
  shape: CmsShape,
): Uint8Array {
  const { issuer, serial } = facts(certificate)
  const hash = hashOf(signer, shape)
  const attributes = attributesOf(content, hash, shape)
  const message = attributes === undefined ? content : setOf(attributes)
  return sequence(
    unsignedInteger(1),
    sequence(issuer, serial),
    sequence(objectIdentifier(HASHES[hash])),
    ...(attributes === undefined ? [] : [setOf(attributes, TAG.CONTEXT)]),
    algorithmOf(signer, hash, shape),
    octetString(signatureOf(message, signer, hash, shape)),
  )
}

function hashOf({ privateKey }: Party, { hash }: CmsShape) {
  return hash ?? (privateKey.asymmetricKeyType === 'ed25519' ? 'sha512' : 'sha256')
}

function attributesOf(content: Uint8Array, hash: string, shape: CmsShape) {
  const { attributes = 'all', at = NOW, moreAttributes = [] } = shape
  if (attributes === 'none') return undefined
  const digest = shape.digest ?? createHash(hash).update(content).digest()
  return [
    attribute(OID.contentType, objectIdentifier(OID.data)),
    attribute(OID.messageDigest, octetString(digest)),
    ...(attributes === 'all' ? [attribute(OID.signingTime, time(at))] : []),
    ...moreAttributes,
  ]
}

function algorithmOf({ privateKey }: Party, hash: keyof typeof HASHES, { pss }: CmsShape) {
  switch (privateKey.asymmetricKeyType) {
    case 'ed25519':
      return sequence(objectIdentifier(OID.ed25519))
    case 'ec':
      return sequence(objectIdentifier(ECDSA[hash]))
    default: {
      if (pss !== true) return sequence(objectIdentifier(OID.rsaEncryption), nullValue())
      const algorithm = sequence(objectIdentifier(HASHES[hash]))
      return sequence(
        objectIdentifier(OID.rsassaPss),
        sequence(
          element(TAG.CONTEXT, algorithm),
          context(1, sequence(objectIdentifier(OID.mgf1), algorithm)),
          context(2, unsignedInteger(32)),
        ),
      )
    }
  }
}

function signatureOf(
  message: Uint8Array,
  { privateKey: key }: Party,
  hash: string,
  shape: CmsShape,
) {
  const way: SignKeyObjectInput =
    shape.pss === true ? { key, padding: 6, saltLength: 32 } : { key, dsaEncoding: 'der' }
  return sign(key.asymmetricKeyType === 'ed25519' ? undefined : hash, message, way)
}
