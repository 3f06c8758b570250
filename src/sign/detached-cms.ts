/** Reads CMS SignedData (RFC 5652) that other programs have made, in DER: detached, of one signer, with or without signed attributes. */
import type { Instant } from '../core/clock.ts'
import { Fault } from '../core/fault.ts'
import { readHash, readScheme, type Hash, type Scheme } from './cms-algorithms.ts'
import { childrenOf, expectTag, readDer, readObjectIdentifier, readTime } from './der-reader.ts'
import type { DerNode } from './der-reader.ts'
import { TAG } from './der.ts'
import { OID } from './object-identifiers.ts'

/** What stands in a signature, before anything of it is checked. */
export type DetachedCms = {
  /** as DER, those that it brings along */
  readonly certificates: readonly Uint8Array[]
  /** the name of the signer's certificate: its issuer and its serial as DER */
  readonly issuer: Uint8Array
  readonly serial: Uint8Array
  readonly hash: Hash
  readonly scheme: Scheme
  readonly signature: Uint8Array
  /** absent: the signature is over the content itself, and says nothing else */
  readonly attributes?: SignedAttributes
}

/** What is signed in the content's stead. */
export type SignedAttributes = {
  /** the SET OF that is signed, as DER */
  readonly bytes: Uint8Array
  readonly contentDigest: Uint8Array
  /** absent: not said */
  readonly signingTime?: Instant
}

/**
 * The parts of a signature. Throws Fault `UNREADABLE` naming `what` on anything else than one signer of content that lies elsewhere, on a signer
 * who is named otherwise than by issuer and serial, and on algorithms that are not accepted. Unsigned attributes say nothing here, and are not read.
 */
export function readDetachedCms(der: Uint8Array, what: string): DetachedCms {
  const [type, wrapped] = childrenOf(readDer(der, what), what)
  if (readObjectIdentifier(type, what) !== OID.signedData)
    throw new Fault('UNREADABLE', `${what} is another kind of CMS than a signature`)
  const [signedData] = childrenOf(wrapped, what, TAG.CONTEXT)
  const [, , encapsulated, ...rest] = childrenOf(signedData, what)
  refuseContent(encapsulated, what)
  const [signer, another] = childrenOf(rest.at(-1), what, TAG.SET)
  if (signer === undefined) throw new Fault('UNREADABLE', `${what} has no signer`)
  if (another !== undefined) throw new Fault('UNREADABLE', `${what} has more than one signer`)
  const brought = rest.slice(0, -1).find(({ tag }) => tag === TAG.CONTEXT)
  return {
    certificates: brought?.children.map(({ bytes }) => bytes) ?? [],
    ...readSigner(signer, what),
  }
}

function refuseContent(encapsulated: DerNode | undefined, what: string): void {
  const [type, content] = childrenOf(encapsulated, what)
  if (content !== undefined)
    throw new Fault('UNREADABLE', `${what} holds content of its own, and is not detached`)
  if (readObjectIdentifier(type, what) !== OID.data)
    throw new Fault('UNREADABLE', `${what} is not made for files (id-data)`)
}

function readSigner(signer: DerNode, what: string): Omit<DetachedCms, 'certificates'> {
  const [, sid, digest, ...rest] = childrenOf(signer, what)
  if (sid?.tag !== TAG.SEQUENCE)
    throw new Fault('UNREADABLE', `${what} names its signer otherwise than by issuer and serial`)
  const [issuer, serial] = sid.children
  const signed = rest[0]?.tag === TAG.CONTEXT ? rest[0] : undefined
  const [algorithm, signature] = signed === undefined ? rest : rest.slice(1)
  const hash = readHash(digest, what)
  return {
    issuer: expectTag(issuer, TAG.SEQUENCE, what).bytes,
    serial: expectTag(serial, TAG.INTEGER, what).bytes,
    hash,
    scheme: readScheme(algorithm, hash, what),
    signature: expectTag(signature, TAG.OCTET_STRING, what).content,
    ...(signed && { attributes: readAttributes(signed, what) }),
  }
}

/** Attributes that are not asked for (capabilities of a mail program, ...) are signed with the others, and say nothing here. */
function readAttributes(signed: DerNode, what: string): SignedAttributes {
  const values = new Map<string, DerNode | undefined>()
  for (const node of signed.children) {
    const [type, value] = childrenOf(node, what)
    const id = readObjectIdentifier(type, what)
    const [first, more] = childrenOf(value, what, TAG.SET)
    if (values.has(id) || (more !== undefined && ASKED_FOR.has(id)))
      throw new Fault('UNREADABLE', `${what} has the signed attribute ${id} more than once`)
    values.set(id, first)
  }
  if (readObjectIdentifier(values.get(OID.contentType), what) !== OID.data)
    throw new Fault('UNREADABLE', `${what} contradicts itself about what it is made for`)
  const signingTime = values.get(OID.signingTime)
  return {
    bytes: asSet(signed.bytes),
    contentDigest: expectTag(values.get(OID.messageDigest), TAG.OCTET_STRING, what).content,
    ...(signingTime && { signingTime: readTime(signingTime, what) }),
  }
}

const ASKED_FOR: ReadonlySet<string> = new Set([
  OID.contentType,
  OID.messageDigest,
  OID.signingTime,
])

/** RFC 5652 5.4: what is signed has the tag of a SET OF, and not the [0] that stands in its place. */
function asSet(bytes: Uint8Array): Uint8Array {
  const set = Uint8Array.from(bytes)
  set[0] = TAG.SET
  return set
}
