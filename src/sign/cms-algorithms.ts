/** The algorithms of other people's CMS signatures (RFC 5754, 4056, 8419): SHA-2 with RSA of 2048 bits or more, ECDSA on P-256, P-384 and P-521, and Ed25519. */
import { constants, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { Fault } from '../core/fault.ts'
import { childrenOf, expectTag, readObjectIdentifier, type DerNode } from './der-reader.ts'
import { TAG } from './der.ts'
import { OID } from './object-identifiers.ts'

/** A hash that still holds, as node:crypto names it. */
export type Hash = 'sha256' | 'sha384' | 'sha512'

/** How a signature is made over a message, its hash being told apart. */
export type Scheme =
  | { readonly kind: 'rsa-pkcs1' }
  /** `saltLength` in octets; the mask is made with the hash of the message */
  | { readonly kind: 'rsa-pss'; readonly saltLength: number }
  | { readonly kind: 'ecdsa' }
  | { readonly kind: 'ed25519' }

const HASHES: ReadonlyMap<string, Hash> = new Map([
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
])

/** The hash of an algorithm that has one of its own. */
const SCHEMES: ReadonlyMap<string, { readonly scheme: Scheme; readonly hash?: Hash }> = new Map([
  [OID.rsaEncryption, { scheme: { kind: 'rsa-pkcs1' } }],
  [OID.sha256WithRsaEncryption, { scheme: { kind: 'rsa-pkcs1' }, hash: 'sha256' }],
  [OID.sha384WithRsaEncryption, { scheme: { kind: 'rsa-pkcs1' }, hash: 'sha384' }],
  [OID.sha512WithRsaEncryption, { scheme: { kind: 'rsa-pkcs1' }, hash: 'sha512' }],
  [OID.ecdsaWithSha256, { scheme: { kind: 'ecdsa' }, hash: 'sha256' }],
  [OID.ecdsaWithSha384, { scheme: { kind: 'ecdsa' }, hash: 'sha384' }],
  [OID.ecdsaWithSha512, { scheme: { kind: 'ecdsa' }, hash: 'sha512' }],
  // RFC 8419 3.1: the digest of the content is SHA-512
  [OID.ed25519, { scheme: { kind: 'ed25519' }, hash: 'sha512' }],
])

/** The hash that a digest algorithm names. Throws Fault `UNREADABLE` naming `what` on any other (MD5, SHA-1, ...). */
export function readHash(node: DerNode | undefined, what: string): Hash {
  const id = readObjectIdentifier(childrenOf(node, what)[0], what)
  const hash = HASHES.get(id)
  if (hash === undefined) throw notAccepted(what, `the hash ${id}`)
  return hash
}

/** The scheme that a signature algorithm names, for a content of the given hash. Throws Fault `UNREADABLE` on any other, and on two hashes. */
export function readScheme(node: DerNode | undefined, hash: Hash, what: string): Scheme {
  const [algorithm, parameters] = childrenOf(node, what)
  const id = readObjectIdentifier(algorithm, what)
  if (id === OID.rsassaPss) return readPss(parameters, hash, what)
  const known = SCHEMES.get(id)
  if (known === undefined) throw notAccepted(what, `the signature algorithm ${id}`)
  if ((known.hash ?? hash) !== hash) throw notAccepted(what, 'two hashes')
  return known.scheme
}

/** Whether keys like this one sign so: RSA of 2048 bits or more, ECDSA on a curve of NIST from P-256 on, Ed25519. */
export function isKeyFor(scheme: Scheme, key: KeyObject): boolean {
  const { namedCurve = '', modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  switch (scheme.kind) {
    case 'rsa-pkcs1':
    case 'rsa-pss':
      return key.asymmetricKeyType === 'rsa' && modulusLength >= 2048
    case 'ecdsa':
      return ['prime256v1', 'secp384r1', 'secp521r1'].includes(namedCurve)
    case 'ed25519':
      return key.asymmetricKeyType === 'ed25519'
  }
}

/** Whether a signature over a message was made by the owner of a key that fits the scheme. */
export function isSignatureWith(
  scheme: Scheme,
  hash: Hash,
  key: KeyObject,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    return verify(
      scheme.kind === 'ed25519' ? undefined : hash,
      message,
      wayOf(scheme, key),
      signature,
    )
  } catch {
    // what node:crypto cannot take is nobody's signature
    return false
  }
}

function wayOf(scheme: Scheme, key: KeyObject) {
  switch (scheme.kind) {
    case 'rsa-pkcs1':
      return { key, padding: constants.RSA_PKCS1_PADDING }
    case 'rsa-pss':
      return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength }
    case 'ecdsa':
      return { key, dsaEncoding: 'der' as const }
    case 'ed25519':
      return { key }
  }
}

/** RSASSA-PSS-params (RFC 4055 3.1): hash, mask and salt stand there, since what is left out means SHA-1, or a salt as long as its digest. */
function readPss(parameters: DerNode | undefined, hash: Hash, what: string): Scheme {
  const parts = new Map(childrenOf(parameters, what).map((part) => [part.tag, part.children[0]]))
  const mask = childrenOf(parts.get(TAG.CONTEXT + 1), what)
  const isMgf1 = readObjectIdentifier(mask[0], what) === OID.mgf1
  const hashes = [parts.get(TAG.CONTEXT), mask[1]].map((each) => readHash(each, what))
  if (!isMgf1 || hashes.some((each) => each !== hash)) throw notAccepted(what, 'two hashes')
  const { content } = expectTag(parts.get(TAG.CONTEXT + 2), TAG.INTEGER, what)
  // no key that we take has a modulus of more than some hundred octets, and a negative salt is none
  if (content.length > 2 || (content[0] ?? 0) >= 0x80)
    throw notAccepted(what, 'a salt that cannot be')
  return { kind: 'rsa-pss', saltLength: content.reduce((sum, octet) => sum * 256 + octet, 0) }
}

function notAccepted(what: string, which: string): Fault {
  return new Fault('UNREADABLE', `${what} is made with ${which}, which is not accepted`)
}
